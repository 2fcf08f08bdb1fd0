import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { TransportFailure } from "../../../../src/worker/failure.ts";
import { avroMessages } from "../../../../src/worker/records/avro-messages.ts";
import {
  type RegistryOptions,
  registrySchemas,
} from "../../../../src/worker/records/schemas/registry.ts";
import { field, HEAD, record } from "../avro.ts";
import { clicks, glance, shop, stored } from "../messages.ts";
import { BOUGHT, BUY, numbered, PRICE } from "./bought.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (status: number, body: unknown): Answer =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const NOT_FOUND = json(404, { error_code: 40403, message: "Schema not found" });

describe("schemas from a registry", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  /** Answers by path; what is a list is answered one after the other, the last for ever. */
  async function registry(answers: Readonly<Record<string, Answer | Answer[]>>) {
    const asked: string[] = [];
    const authorizations = new Set<string | undefined>();
    const server = createServer((request, response) => {
      const url = request.url ?? "";
      asked.push(url);
      authorizations.add(request.headers.authorization);
      const given = answers[url] ?? NOT_FOUND;
      const answer = Array.isArray(given) ? (given.length > 1 ? given.shift()! : given[0]!) : given;
      answer(request, response);
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, asked, authorizations };
  }

  /** A clock whose sleeps take no time, and are told. */
  function quickClock() {
    const sleeps: number[] = [];
    let now = 0;
    const clock = {
      nowMs: () => now,
      sleep: (ms: number) => {
        sleeps.push(ms);
        now += ms;
        return Promise.resolve();
      },
    };
    return { clock, sleeps, pass: (ms: number) => (now += ms) };
  }

  const open = (url: string, more: Partial<RegistryOptions> = {}) => {
    const { clock } = quickClock();
    return registrySchemas({ url, auth: null, fetch, clock, ...more });
  };
  const readerOf = (schemas: ReturnType<typeof open>) =>
    avroMessages({ vocabularies: [shop], framing: "confluent", schemas });
  const schema = (of: unknown, more: object = {}) =>
    json(200, { schema: JSON.stringify(of), ...more });

  it("are asked for once, before records are read", async () => {
    const { url, asked } = await registry({ "/base/schemas/ids/7": schema(BUY) });
    const reader = readerOf(open(`${url}/base/`));
    const messages = Array.from({ length: 5 }, (_, offset) => stored(numbered(7), { offset }));
    await Promise.all([reader.prepare(messages), reader.prepare(messages)]);
    expect(reader.prepare(messages)).toBe(null);
    expect(messages.map((message) => glance(reader.read(message, clicks)))).toEqual(
      messages.map(() => BOUGHT),
    );
    expect(reader.prepare(messages)).toBe(null);
    expect(asked).toEqual(["/base/schemas/ids/7"]);
  });

  it("come with the types of those that they refer to", async () => {
    const visitor = { type: "record", name: "shop.Visitor", fields: [field("id", "shop.Id")] };
    const id = { type: "fixed", name: "shop.Id", size: 2 };
    const whole = record(...HEAD, field("price", PRICE), field("who", "shop.Visitor"));
    const { url } = await registry({
      "/schemas/ids/9": schema(whole, {
        references: [{ name: "shop.Visitor", subject: "shop/v", version: 3 }],
      }),
      "/subjects/shop%2Fv/versions/3": schema(visitor, {
        references: [{ name: "shop.Id", subject: "id", version: 1 }],
      }),
      "/subjects/id/versions/1": schema(id),
    });
    const reader = readerOf(open(url));
    const message = stored(Buffer.concat([numbered(9), Buffer.from([1, 2])]));
    await reader.prepare([message]);
    expect(glance(reader.read(message, clicks))).toBe(BOUGHT);
  });

  it("that there are not are dead letters, and asked for again only later", async () => {
    const { url, asked } = await registry({
      "/schemas/ids/8": json(200, { schema: "syntax = 3", schemaType: "PROTOBUF" }),
    });
    const { clock, pass } = quickClock();
    const reader = readerOf(open(url, { clock }));
    const messages = [stored(numbered(7)), stored(numbered(8))];
    await reader.prepare(messages);
    expect(messages.map((message) => glance(reader.read(message, clicks)))).toEqual([
      "unknown schema: Nobody has a schema of the number 7 that can be read",
      "unknown schema: Nobody has a schema of the number 8 that can be read",
    ]);
    expect(reader.prepare(messages)).toBe(null);
    pass(61_000);
    await reader.prepare(messages);
    expect(asked.filter((path) => path === "/schemas/ids/7")).toHaveLength(2);
  });

  it.each([
    [
      { kind: "basic", username: "me", password: "ö:x" } as const,
      `Basic ${Buffer.from("me:ö:x").toString("base64")}`,
    ],
    [{ kind: "bearer", token: "abc" } as const, "Bearer abc"],
  ])("are asked for as $kind", async (auth, wanted) => {
    const { url, authorizations } = await registry({ "/schemas/ids/7": schema(BUY) });
    await open(url, { auth }).fetch(["7"]);
    expect([...authorizations]).toEqual([wanted]);
  });

  it("are tried for again with longer and longer pauses, then are unavailable", async () => {
    const busy = json(503, { message: "warming up" });
    const { url, asked } = await registry({
      "/schemas/ids/7": [busy, json(429, {}), busy, schema(BUY)],
      "/schemas/ids/8": busy,
    });
    const { clock, sleeps } = quickClock();
    const schemas = open(url, { clock });
    await schemas.fetch(["7"]);
    expect(schemas.find("7")).toMatchObject({ label: "shop.Buy (registry, 7)" });
    expect(sleeps).toEqual([200, 400, 800]);
    await expect(schemas.fetch(["8"])).rejects.toMatchObject({
      kind: "unavailable",
      message: `${url}/schemas/ids/8: the schema registry answers 503: warming up`,
    });
    expect(asked.filter((path) => path === "/schemas/ids/8")).toHaveLength(5);
    // Nothing was learnt: the task waits, nothing is read meanwhile.
    expect(schemas.find("8")).toBe(undefined);
  });

  it.each([
    [
      "it refuses us",
      json(401, { message: "Unauthorized" }),
      /answers 401: Unauthorized; set `registry.username`/,
    ],
    [
      "it is something else",
      (_: unknown, response: ServerResponse) => response.end("<html>"),
      /: that is no schema registry$/,
    ],
    ["it does not understand", json(406, { message: "no" }), /answers 406: no$/],
  ])("are refused where %s", async (_, answer, message) => {
    const { url } = await registry({ "/schemas/ids/7": answer as Answer });
    const { clock, sleeps } = quickClock();
    const failure = await open(url, { clock })
      .fetch(["7"])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TransportFailure);
    expect(failure).toMatchObject({ kind: "refused", message: expect.stringMatching(message) });
    expect(sleeps).toEqual([]);
  });

  it("are unavailable where nobody answers in time, or at all", async () => {
    const { url } = await registry({ "/schemas/ids/7": () => {} });
    const once = { attempts: 1, timeoutMs: 50 };
    await expect(open(url, once).fetch(["7"])).rejects.toMatchObject({
      kind: "unavailable",
      message: `${url}/schemas/ids/7: no answer within 50 ms`,
    });
    await expect(open("http://127.0.0.1:1", { attempts: 1 }).fetch(["7"])).rejects.toMatchObject({
      kind: "unavailable",
    });
  });

  it("do not send credentials elsewhere", async () => {
    const elsewhere = await registry({ "/schemas/ids/7": schema(BUY) });
    const moved: Answer = (_request, response) =>
      response.writeHead(302, { location: `${elsewhere.url}/schemas/ids/7` }).end();
    const { url } = await registry({ "/schemas/ids/7": moved });
    await expect(open(url, { attempts: 1 }).fetch(["7"])).rejects.toMatchObject({
      kind: "unavailable",
    });
    expect(elsewhere.asked).toEqual([]);
  });
});
