import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { configure } from "../../../src/worker/config/configure.ts";
import { kafkaSettings, kafkaWarnings } from "../../../src/worker/config/kafka.ts";
import { tokenSource } from "../../../src/worker/config/token.ts";

let server: Server | undefined;
afterEach(async () => {
  const running = server;
  server = undefined;
  if (running !== undefined) await new Promise((done) => running.close(done));
});

type Said = { status: number; body: unknown };

/** An authorization server that says these things one after the other, the last for ever. */
async function authority(answers: readonly Said[]) {
  const asked: { head: string; body: string }[] = [];
  const textOf = async (request: IncomingMessage): Promise<string> => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    return text;
  };
  server = createServer(async (request, response) => {
    const body = await textOf(request);
    const said = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push({ head: request.headers.authorization ?? "", body });
    response.writeHead(said.status, { "content-type": "application/json" });
    response.end(JSON.stringify(said.body));
  });
  await new Promise<void>((done) => server!.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`, asked };
}

function valuesFor(sasl: object) {
  const content = JSON.stringify({ brokers: "b", sasl: { mechanism: "oauthbearer", ...sasl } });
  const spoken = { file: { name: "f", content }, environment: {}, flags: [] };
  const { configuration, problems } = configure(spoken, [], () => ({ wrong: "" }));
  expect(problems).toEqual([]);
  return configuration;
}

function source(url: string) {
  const clock = { ms: 0 };
  const sasl = { "token-url": url, "client-id": "me:too", "client-secret": "s/1", scope: "kafka" };
  return { clock, token: tokenSource(valuesFor(sasl), { fetch, nowMs: () => clock.ms }) };
}

it("fetches a token by client credentials, once for all who ask, and anew before it ends", async () => {
  const { url, asked } = await authority([
    { status: 200, body: { access_token: "one", expires_in: 600 } },
    { status: 200, body: { access_token: "two", expires_in: "600" } },
  ]);
  const { clock, token } = source(url);
  expect(await Promise.all([token(), token(), token()])).toEqual(["one", "one", "one"]);
  clock.ms = 560_000;
  expect(await token()).toBe("one");
  clock.ms = 571_000;
  expect(await token()).toBe("two");
  expect(asked).toHaveLength(2);
  expect(asked[0]!.body).toBe("grant_type=client_credentials&scope=kafka");
  // RFC 6749, 2.3.1: both are form-encoded before they are joined.
  const pair = Buffer.from(asked[0]!.head.replace("Basic ", ""), "base64").toString();
  expect(pair).toBe("me%3Atoo:s%2F1");
});

it("says what the authority did, and whether trying again helps", async () => {
  const { url } = await authority([
    { status: 401, body: { error: "invalid_client" } },
    { status: 503, body: {} },
    { status: 200, body: { token: "not here" } },
  ]);
  const { token } = source(url);
  await expect(token()).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining("are `sasl.client-id` and `sasl.client-secret` right?"),
  });
  await expect(token()).rejects.toMatchObject({ kind: "unavailable" });
  await expect(token()).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining("without access_token"),
  });
  const nobody = source("http://127.0.0.1:1/token");
  await expect(nobody.token()).rejects.toMatchObject({ kind: "unavailable" });
});

it("gives the adapter what it wants, and warns of a password that travels in the open", () => {
  const outside = { fetch, nowMs: () => 0 };
  const plain = { mechanism: "plain", username: "u", password: "p" };
  const values = { ...valuesFor(plain), brokers: ["kafka:9092"] };
  expect(kafkaSettings(values, outside)).toMatchObject({
    brokers: ["kafka:9092"],
    clientId: "pushdown",
    sasl: { mechanism: "plain", username: "u", password: "p" },
  });
  expect(kafkaWarnings(values)[0]).toContain("readable by anybody on the way");
  expect(kafkaWarnings({ ...values, tls: true })).toEqual([]);
  expect(kafkaWarnings({ ...values, brokers: ["localhost:9092"] })).toEqual([]);
});
