import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { TransportFailure } from "../../../src/worker/failure.ts";
import { modelKafka } from "../../../src/worker/model/kafka.ts";
import { virtualTime } from "../../../src/worker/model/time.ts";
import { avroMessages } from "../../../src/worker/records/avro-messages.ts";
import { openReader } from "../../../src/worker/records/open-reader.ts";
import { readSchemaFolder } from "../../../src/worker/records/schemas/folder.ts";
import { publishSchemas } from "../../../src/worker/records/schemas/publish.ts";
import {
  type RegistryOptions,
  registrySchemas,
} from "../../../src/worker/records/schemas/registry.ts";
import { fixedSchemas } from "../../../src/worker/records/schemas/store.ts";
import { topicSchemas } from "../../../src/worker/records/schemas/topic.ts";
import { field, HEAD, head, record, storeOf, written } from "./avro.ts";
import { clicks, glance, shop, stored } from "./messages.ts";

const PRICE = { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 };
const BUY = record(...HEAD, field("price", PRICE));
const VALUE = written(BUY, { ...head, price: Buffer.from([3, 0xb6]) });
const BOUGHT = 'buy v1 1000 {"price":950}';

/** The same datum behind a registry's number. */
const numbered = (id: number, value: Uint8Array = VALUE): Uint8Array => {
  const framed = Buffer.alloc(5);
  framed.writeUInt32BE(id, 1);
  return Buffer.concat([framed, value.subarray(10)]);
};

const PATTERN = `events shop { key key  time ts  event buy { price: decimal(2) } }
pattern p on shop {
  session gap 1h
  emits found { price: decimal(2) }
  start open
  state open { on buy { emit found { price } } }
}`;

// ---------------------------------------------------------------- a folder

describe("schemas from a folder", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  const folderOf = (files: Readonly<Record<string, unknown>>) => {
    const folder = mkdtempSync(join(tmpdir(), "schemas-"));
    folders.push(folder);
    mkdirSync(join(folder, "below"));
    for (const [file, schema] of Object.entries(files))
      writeFileSync(
        join(folder, file),
        typeof schema === "string" ? schema : JSON.stringify(schema),
      );
    return folder;
  };

  it("are all of it, whichever names whose types", () => {
    const read = readSchemaFolder(
      folderOf({
        "a.avsc": record(...HEAD, field("price", PRICE), field("who", "shop.Visitor")),
        "below/z.avsc": { type: "record", name: "shop.Visitor", fields: [field("id", "long")] },
        "note.txt": "no schema",
      }),
    );
    if (read.kind === "error") throw new Error(read.messages.join("\n"));
    expect([...read.schemas.values()].map(({ label }) => label)).toEqual([
      "shop.Buy (a.avsc)",
      "shop.Visitor (below/z.avsc)",
    ]);
    expect([...read.schemas.keys()].every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  });

  it("are read by the fingerprint that messages bear", () => {
    const read = readSchemaFolder(folderOf({ "buy.avsc": BUY }));
    const schemas = fixedSchemas(read.kind === "schemas" ? read.schemas : new Map());
    const reader = avroMessages({ vocabularies: [shop], framing: "single object", schemas });
    expect(reader.prepare([stored(VALUE)])).toBe(null);
    expect(glance(reader.read(stored(VALUE), clicks))).toBe(BOUGHT);
  });

  it("are told where they are none, or where two cannot be told apart", () => {
    const finer = record(...HEAD, field("price", { ...PRICE, scale: 4 }));
    const read = readSchemaFolder(
      folderOf({
        "a.avsc": BUY,
        "b.avsc": finer,
        "c.avsc": "{",
        "d.avsc": record(field("x", "Y")),
      }),
    );
    expect(read).toEqual({
      kind: "error",
      messages: [
        "b.avsc: it has the fingerprint of shop.Buy (a.avsc) but other logical types, so nobody could tell which of the two wrote a record; give one of them another name",
        expect.stringMatching(/^c\.avsc: The schema is no JSON: /),
        "d.avsc: `x` of shop.Buy names the type Y, which is not known",
      ],
    });
    expect(readSchemaFolder("/no/such/folder")).toMatchObject({ kind: "error" });
    expect(readSchemaFolder(folderOf({}))).toEqual({
      kind: "error",
      messages: [expect.stringMatching(/: there is no \.avsc file in it$/)],
    });
  });
});

// ---------------------------------------------------------------- a topic

describe("schemas from a compacted topic", () => {
  it("are known at the start, or come while records wait for them, or do not", async () => {
    const time = virtualTime(1_000);
    const kafka = modelKafka(time);
    const { transport, clock } = kafka.host("worker");
    const later = record(...HEAD, field("price", "double"));
    const never = record(...HEAD, field("price", "int"));
    const story = async () => {
      await transport.admin.createTopics([{ topic: "schemas", partitions: 2 }]);
      const producer = await transport.openTask({
        transactionalId: "w",
        transactionTimeoutMs: 60_000,
      });
      const put = async (partition: number, value: unknown) => {
        producer.begin();
        const text = typeof value === "string" ? value : JSON.stringify(value);
        const message = {
          key: Buffer.from("k"),
          value: Buffer.from(text),
          headers: [],
          timestampMs: 1,
        };
        await producer.send({ topic: "schemas", partition }, [message]);
        await producer.commit();
      };
      await put(0, "nonsense");
      await put(1, BUY);
      await clock.sleep(50);
      const schemas = topicSchemas({ transport, topic: "schemas", clock, waitMs: 5_000 });
      await schemas.readOn();
      expect(schemas.faults).toEqual([
        expect.stringMatching(/^schemas-0@0: The schema is no JSON/),
      ]);
      const reader = avroMessages({ vocabularies: [shop], framing: "single object", schemas });
      const known = stored(VALUE);
      expect(reader.prepare([known])).toBe(null);
      expect(glance(reader.read(known, clicks))).toBe(BOUGHT);

      const early = stored(written(later, { ...head, price: 9.5 }));
      const waiting = reader.prepare([known, early]);
      await clock.sleep(1_000);
      await put(0, later);
      await waiting;
      expect(glance(reader.read(early, clicks))).toBe(BOUGHT);

      const lost = stored(written(never, { ...head, price: 1 }));
      const from = clock.nowMs();
      await reader.prepare([lost]);
      expect(clock.nowMs() - from).toBeGreaterThanOrEqual(5_000);
      expect(glance(reader.read(lost, clicks))).toMatch(/^unknown schema: /);
      // Others are not waited for meanwhile: damage must not stall what is behind it.
      const damage = stored(
        Buffer.concat([lost.value!.slice(0, 9), Buffer.from([77]), lost.value!.slice(10)]),
      );
      const before = clock.nowMs();
      await reader.prepare([damage]);
      expect(clock.nowMs() - before).toBeLessThan(1_000);
      expect(glance(reader.read(damage, clicks))).toMatch(/^unknown schema: /);
      // Not waited for again at once.
      expect(reader.prepare([lost])).toBe(null);
      await clock.sleep(61_000);
      const again = reader.prepare([lost]);
      expect(again).not.toBe(null);
      await again;
      await schemas.close();
      await transport.close();
    };
    await time.until(story());
  });

  it("are those of a pattern's outputs, once they are published there", async () => {
    const time = virtualTime(1_000);
    const { transport, clock } = modelKafka(time).host("init");
    const { patterns } = compile({ main: { name: "p.pda", text: PATTERN }, load: () => null });
    const automata = patterns.map(({ automaton }) => automaton);
    const options = { transport, clock, topic: "schemas", application: "app", automata };
    const published = await time.until(publishSchemas(options));
    expect(published).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    await time.pass(1_000);
    expect(await time.until(publishSchemas(options))).toEqual([]);
    const schemas = topicSchemas({ transport, topic: "schemas", clock });
    await time.until(schemas.fetch(published));
    expect(schemas.find(published[0]!)?.label).toBe("pda.p.found (schemas-0@0)");
  });

  it("of a topic that there is not, is a failure that says so", async () => {
    const time = virtualTime(1_000);
    const { transport, clock } = modelKafka(time).host("worker");
    await expect(
      time.until(topicSchemas({ transport, topic: "schemas", clock }).fetch(["7"])),
    ).rejects.toMatchObject({
      kind: "missing",
      message: "there is no topic schemas, which schemas are read from",
    });
  });
});

// ---------------------------------------------------------------- a registry

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

// ---------------------------------------------------------------- which format

describe("the format of messages", () => {
  const known = { vocabularies: [shop], fingerprints: storeOf(BUY), registry: null };
  it("needs schemas where it names them", () => {
    const none = { ...known, fingerprints: null };
    const told = (format: "avro" | "confluent" | "auto") => openReader({ ...none, format });
    expect(told("avro")).toMatchObject({ message: expect.stringContaining("`schemas-topic`") });
    expect(told("confluent")).toMatchObject({ message: expect.stringContaining("`registry.url`") });
    expect(told("auto")).toMatchObject({ kind: "error" });
    expect(openReader({ ...none, format: "json" })).toMatchObject({ kind: "reader" });
  });

  it("may be told by each message's first bytes", () => {
    const opened = openReader({ ...known, format: "auto" });
    if (opened.kind === "error") throw new Error(opened.message);
    const { reader } = opened;
    const messages = [
      VALUE,
      Buffer.from('{"key":"v1","ts":1}'),
      numbered(7),
      null,
      Buffer.from("<a>"),
    ];
    expect(reader.prepare(messages.map((value) => stored(value)))).toBe(null);
    expect(messages.map((value) => glance(reader.read(stored(value), clicks)))).toEqual([
      BOUGHT,
      "undeclared v1 1 {}",
      expect.stringMatching(/^damaged: /),
      expect.stringMatching(/^no value: /),
      expect.stringMatching(/^damaged: /),
    ]);
  });
});
