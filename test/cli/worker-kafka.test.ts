import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";

const servers: { server: Server; sockets: Socket[] }[] = [];
afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  }
});

/** Something that listens where a broker is expected. */
async function listening(meet: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    meet(socket);
  });
  servers.push({ server, sockets });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function check(brokers: string, ...flags: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(
    [
      ...["worker", PATTERN, "--check", "--brokers", brokers, "--input", "clicks"],
      ...["--output", "out", "--patience", "300ms", "--request-timeout", "300ms"],
      ...["--connection-timeout", "300ms", ...flags],
    ],
    terminal,
  );
  return { code, said: terminal.noted() };
}

/** Answers the first request, ApiVersions, with these versions or an error; then nothing. */
const brokerThatSays = (errorCode: number, apis: readonly (readonly number[])[]) =>
  listening((socket) => {
    socket.on("data", (request) => {
      const body = Buffer.alloc(4 + 2 + 4 + 6 * apis.length + 4);
      body.writeInt32BE(request.readInt32BE(8), 0);
      body.writeInt16BE(errorCode, 4);
      body.writeInt32BE(apis.length, 6);
      apis.forEach((api, at) => {
        for (const [field, value] of api.entries())
          body.writeInt16BE(value, 10 + 6 * at + 2 * field);
      });
      const size = Buffer.alloc(4);
      size.writeInt32BE(body.length, 0);
      socket.write(Buffer.concat([size, body]));
    });
  });

it("tells that nothing listens, and what to look at", async () => {
  const { code, said } = await check("127.0.0.1:1");
  expect(code).toBe(exitCodes.unavailable);
  expect(said).toContain("no answer from 127.0.0.1:1");
  expect(said).toContain("is Kafka running");
});

it("tells that a listener says nothing", async () => {
  const { code, said } = await check(await listening(() => {}));
  expect(code).toBe(exitCodes.unavailable);
  expect(said).toContain("Does that listener want TLS");
});

it("tells that a listener hangs up, as one does that wants TLS or a login", async () => {
  const { code, said } = await check(await listening((socket) => socket.end()));
  expect(code).toBe(exitCodes.unavailable);
  expect(said).toContain("(`tls: true`) or a login (`sasl.mechanism`)");
});

it("survives a server that is no broker", async () => {
  const http = await listening((socket) => {
    socket.on("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  });
  const { code } = await check(http);
  expect([exitCodes.unavailable, exitCodes.refused]).toContain(code);
});

it("tells that a broker's versions are none that it can speak", async () => {
  const ancient = [
    [18, 0, 2],
    [3, 90, 99],
  ];
  const { code, said } = await check(await brokerThatSays(0, ancient));
  expect(said).toContain("Kafka 2.5 or newer");
  expect(code).toBe(exitCodes.refused);
});

it("tells of a broker that refuses even to say its versions", async () => {
  const { code, said } = await check(await brokerThatSays(35, []));
  expect(said).toContain("Kafka 2.5 or newer");
  expect(code).toBe(exitCodes.refused);
});

it("tells of a certificate that cannot be read, before anything is asked", async () => {
  const { code, said } = await check("127.0.0.1:1", "--tls-ca", "/nowhere/ca.pem");
  expect(code).toBe(exitCodes.inputOutput);
  expect(said).toContain("`tls.ca`: /nowhere/ca.pem");
});

it("tells of a pattern that does not check, before brokers are asked", async () => {
  const terminal = fakeTerminal();
  const flags = ["--brokers", "127.0.0.1:1", "--input", "a", "--output", "b", "--check"];
  const code = await runProgram(["worker", "README.md", ...flags], terminal);
  expect(code).toBe(exitCodes.findings);
  expect(terminal.noted()).toContain("PDA0");
});

it("tells of all that is wrong with the configuration at once", async () => {
  const terminal = fakeTerminal();
  const code = await runProgram(
    ["worker", PATTERN, "--brokers", "a:b:c", "--heartbeat", "3", "--check"],
    terminal,
  );
  expect(code).toBe(exitCodes.usage);
  expect(terminal.noted()).toContain("--brokers: `brokers` is");
  expect(terminal.noted()).toContain("--heartbeat: `heartbeat` is");
});

it("prints the commands that create topics and allow access, without a broker", async () => {
  const terminal = fakeTerminal();
  const code = await runProgram(
    [
      ...["worker", "init", PATTERN, "--app", "search", "--brokers", "kafka", "--input", "clicks"],
      ...["--output", "out", "--print", "--partitions", "12", "--replication", "3"],
    ],
    terminal,
  );
  expect(code).toBe(exitCodes.good);
  expect(terminal.written()).toContain(
    "--topic search.changelog --partitions 12 --replication-factor 3 --config cleanup.policy=compact",
  );
  expect(terminal.written()).toContain(
    "--transactional-id search- --resource-pattern-type prefixed",
  );
});
