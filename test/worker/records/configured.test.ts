import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelKafka } from "../../../src/worker/model/kafka.ts";
import { virtualTime } from "../../../src/worker/model/time.ts";
import { checkSchemas } from "../../../src/worker/records/check-schemas.ts";
import { configuredReader, type RecordSettings } from "../../../src/worker/records/configured.ts";
import { schemaFaults } from "../../../src/worker/records/schema-told.ts";
import { decimal, field as declared, event, vocabulary } from "../../records/mapping.ts";
import { field, HEAD, head, record, written } from "./avro.ts";
import { clicks, glance, shop, stored } from "./messages.ts";

const time = virtualTime(0);
const { transport } = modelKafka(time).host("worker");
const clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
const around = { transport, clock, fetch };
const BUY = record(...HEAD, field("price", "double"));
const FREE = record(...HEAD);

let server: Server;
let url = "";
let folder = "";
const authorizations = new Set<string | undefined>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "schemas-"));
  writeFileSync(join(folder, "buy.avsc"), JSON.stringify(BUY));
  server = createServer((request, response) => {
    const [, schema] = /^\/subjects\/(.*)-value/.exec(request.url ?? "") ?? [];
    authorizations.add(request.headers.authorization);
    if (schema === "none") response.writeHead(404).end("{}");
    else response.end(JSON.stringify({ schema: JSON.stringify(schema === "buys" ? BUY : FREE) }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

describe("a configuration", () => {
  it("says how records are read", () => {
    const read = (values: RecordSettings) => {
      const opened = configuredReader(values, [shop], around);
      if (opened.kind === "error") return opened.message;
      const value = written(BUY, { ...head, price: 9.5 });
      return glance(opened.reader.read(stored(value), clicks));
    };
    expect(read({ format: "avro", schemas: folder })).toBe('buy v1 1000 {"price":950}');
    expect(read({ format: "auto", schemas: folder })).toBe('buy v1 1000 {"price":950}');
    expect(read({ format: "json" })).toMatch(/^damaged: /);
    expect(read({ format: "avro" })).toMatch(/^`format: avro` needs schemas/);
    expect(read({ format: "avro", schemas: "/none" })).toMatch(/^schemas:\n {2}\/none: ENOENT/);
  });

  it("of schemas is checked before anything is read", async () => {
    const other = vocabulary([event("buy", [declared("amount", decimal(2))])], { name: "other" });
    const alien = vocabulary([], { name: "alien", key: { name: "who", path: ["who"] } });
    const check = (values: RecordSettings, vocabularies = [shop], inputs = ["buys"]) =>
      checkSchemas({ values, inputs, vocabularies, around });
    expect(await check({ format: "json" })).toEqual([]);
    expect(await check({ format: "avro", schemas: folder }, [shop, other, alien])).toMatchObject([
      { level: "good", about: folder, message: "1 of 1 schemas serve `events shop`" },
      {
        level: "warning",
        message:
          "shop.Buy (buy.avsc) does not serve `events other`: `amount` of buy is not written, and no known version of the schema gives it a default; its records of buy become dead letters",
      },
      { level: "error", message: "no schema serves `events alien`" },
    ]);
    expect(await check({ format: "avro", schemas: "/none" })).toMatchObject([{ level: "error" }]);
    const unasked = { format: "confluent", "registry.url": "http://127.0.0.1:1" } as const;
    const asked = check(unasked);
    expect(await asked).toMatchObject([
      {
        level: "error",
        message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/subjects\/buys-value/),
      },
    ]);
    const registry = { format: "confluent", "registry.url": url } as const;
    expect(await check(registry, [shop], ["buys", "frees", "none"])).toMatchObject([
      {
        level: "good",
        about: "buys",
        message: "shop.Buy (registry, buys-value) serves the patterns",
      },
      {
        ...{ level: "error", about: "frees" },
        message: expect.stringMatching(
          /^shop\.Buy \(registry, frees-value\) does not serve `events shop`: `price` of buy/,
        ),
      },
      { level: "warning", about: "none" },
    ]);
    authorizations.clear();
    await check({ ...registry, "registry.token": "t" });
    await check({ ...registry, "registry.username": "me", "registry.password": "p" });
    expect([...authorizations]).toEqual(["Bearer t", `Basic ${btoa("me:p")}`]);
  });
});

it("what a schema cannot serve is told in words", () => {
  const fault = { event: null, field: "key", detail: "`key` is not written" };
  expect(schemaFaults({ label: "shop.Buy (7)", unserved: [[fault]] }, [shop])).toEqual([
    "shop.Buy (7) does not serve `events shop`: `key` is not written; all its records become dead letters",
  ]);
});
