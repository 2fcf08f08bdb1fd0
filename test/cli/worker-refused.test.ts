import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { wallClock } from "../../src/worker/clock.ts";
import { fakeTerminal } from "./fake-terminal.ts";

/** Workers that run, not only check: what they say where brokers are not as they should be. */
const PATTERN = "patterns/search-attribution/pattern.pda";

const servers: { server: Server; sockets: Socket[] }[] = [];
afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  }
});

const APIS = { versions: 18, handshake: 17, authenticate: 36 } as const;
type Answer = (api: number, request: Buffer) => Buffer | null;

/** A listener that answers requests by number; null: it hangs up. */
async function broker(answer: Answer): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (request) => {
      const body = answer(request.readInt16BE(4), request);
      if (body === null) {
        socket.destroy();
        return;
      }
      const head = Buffer.alloc(8);
      head.writeInt32BE(body.length + 4, 0);
      request.copy(head, 4, 8, 12); // which request this answers
      socket.write(Buffer.concat([head, body]));
    });
  });
  servers.push({ server, sockets });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** It speaks all there is up to a version. */
function speaks(highest: number): Buffer {
  const count = 62;
  const body = Buffer.alloc(2 + 4 + 6 * count + 4);
  body.writeInt32BE(count, 2);
  for (let api = 0; api < count; api++) {
    body.writeInt16BE(api, 6 + 6 * api);
    body.writeInt16BE(highest, 10 + 6 * api);
  }
  return body;
}

const shortText = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

function started(brokers: string, ...flags: readonly string[]) {
  const terminal = fakeTerminal();
  const ended = runProgram(
    [
      ...["worker", PATTERN, "--brokers", brokers, "--input", "clicks", "--output", "out"],
      ...["--from", "earliest", "--patience", "300ms", "--request-timeout", "300ms"],
      ...["--connection-timeout", "300ms", "--listen", "off", "--log-format", "json", ...flags],
    ],
    terminal,
  );
  const last = () =>
    JSON.parse(terminal.noted().trim().split("\n").at(-1)!) as Record<string, string>;
  return { terminal, ended, last };
}

describe("a worker that runs", () => {
  it("ends where a broker lies about its versions, and says what it needs", async () => {
    const lies = await broker((api) =>
      api === APIS.versions ? speaks(9) : Buffer.alloc(40, 0x7f),
    );
    const { ended, last } = started(lies);
    expect(await ended).toBe(exitCodes.refused);
    expect(last()).toMatchObject({ message: "the worker ends", reason: "refused" });
    expect(last().what).toContain("no answer in a version of Kafka's protocol that we know");
    expect(last().remedy).toBe(
      "This needs a broker of Kafka 2.5 or newer; is something else listening there?",
    );
  });

  it("ends where its credentials are wrong, and says which to look at", async () => {
    const refusing = await broker((api) => {
      if (api === APIS.versions) return speaks(1);
      if (api === APIS.handshake)
        return Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 1]), shortText("PLAIN")]);
      if (api !== APIS.authenticate) return null;
      const wrong = Buffer.concat([Buffer.from([0, 58]), shortText("Authentication failed")]);
      return Buffer.concat([wrong, Buffer.alloc(4), Buffer.alloc(8)]);
    });
    const login = ["--sasl-mechanism", "plain", "--sasl-username", "ann"];
    process.env.PDA_SASL_PASSWORD = "secret";
    const { ended, last, terminal } = started(refusing, ...login);
    const code = await ended;
    delete process.env.PDA_SASL_PASSWORD;
    expect(code, terminal.noted()).toBe(exitCodes.refused);
    expect(last().remedy).toBe("Wrong credentials: check `sasl.username` and `sasl.password`.");
    expect(terminal.noted()).not.toContain("secret");
  });

  it.each([
    ["refuse", async () => "127.0.0.1:1", "is Kafka running"],
    ["hang up", () => broker(() => null), "(`tls: true`) or a login"],
    [
      "vanish in the middle",
      () => broker((api) => (api === APIS.versions ? speaks(9) : null)),
      "(`tls: true`) or a login",
    ],
  ])(
    "goes on trying where brokers %s, says so, and stops when it is asked to",
    async (_, open, remedy) => {
      const { terminal, ended } = started(await open());
      for (let tries = 0; tries < 400 && !terminal.noted().includes("trying on"); tries++)
        await wallClock.sleep(25);
      expect(terminal.noted()).toContain("trying on");
      expect(terminal.noted()).toContain("no answer from 127.0.0.1:");
      expect(terminal.noted()).toContain(remedy);
      terminal.stop();
      expect(await ended).toBe(exitCodes.good);
    },
  );
});
