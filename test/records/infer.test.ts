import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import type { Format } from "../../src/records/format.ts";
import { infer, inferenceMapper } from "../../src/records/infer/infer.ts";
import { openLog } from "../../src/records/log.ts";
import { format as layOut } from "../../src/syntax/print.ts";

async function inferred(
  text: string,
  format: Format = "ndjson",
  more: { key?: string; time?: string; type?: string; limit?: number } = {},
): Promise<string> {
  async function* chunks() {
    yield new TextEncoder().encode(text);
  }
  const log = openLog([{ path: "log", format, chunks: chunks() }], {
    mappers: [inferenceMapper()],
    order: "given",
  });
  const { text: block } = await infer(log, {
    name: "shop",
    fromCells: format === "csv" || format === "tsv",
    ...more,
  });
  const source = { name: "inferred", text: block };
  expect(compile({ main: source, load: () => null }).diagnostics).toEqual([]);
  expect(layOut(source).text).toBe(block);
  return block;
}
const lines = (...records: readonly unknown[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

describe("inferring an events block", () => {
  it("finds key, time, events, fields, types and what is optional", async () => {
    const log = lines(
      {
        user: { id: "u1" },
        at: "2024-01-01T00:00:00Z",
        event: "clickout item",
        price: "9.95",
        n: 3,
        flag: true,
      },
      {
        user: { id: "u1" },
        at: "2024-01-01T00:00:01Z",
        event: "clickout item",
        price: "10.5",
        n: 4,
        flag: false,
        tags: ["a"],
      },
      {
        user: { id: "u2" },
        at: "2024-01-01T00:00:02Z",
        event: "clickout item",
        n: 5,
        flag: true,
        due: "2024-02-01",
      },
      {
        user: { id: "u2" },
        at: "2024-01-01T00:00:03Z",
        event: "funnel",
        "a b": "001",
        temp: 20.123456789,
      },
      { user: { id: "u2" }, at: "2024-01-01T00:00:03Z" },
    );
    expect(await inferred(log)).toBe(`// Inferred from 5 records of log.
events shop {
  // 2 values
  key user_id from user.id

  // 2024-01-01 00:00 to 2024-01-01 00:00
  // or due (2024-02-01 00:00 to 2024-02-01 00:00)
  time at

  // 2 values
  type from event

  // 3 records
  event clickout_item is "clickout item" {
    price: decimal(2)?  // missing in 1
    n: integer
    flag: boolean
    // tags is a list: read one of it with \`tags: text? from tags.0\`
    due: time?  // missing in 2
  }

  // 1 record
  event funnel_ is "funnel" {
    a_b: text from "a b"
    temp: number
  }

  // 1 record without a type: undeclared
}
`);
  });

  it("takes digits in quotes for names, unless all cells are texts", async () => {
    const log = lines(...["7", "8"].map((item) => ({ key: "k", ts: 1.6e12, type: "view", item })));
    expect(await inferred(log)).toContain("item: text");
    expect(await inferred("key,ts,type,item\nk,1600000000000,view,7\n", "csv")).toContain(
      "item: integer",
    );
  });

  it("says so of seconds, and of what is not found", async () => {
    expect(await inferred(lines({ key: "k", time: 1704067200, x: 1 }))).toContain(
      "  // by their digits seconds, 2024-01-01 00:00 to 2024-01-01 00:00\n  time time in seconds\n",
    );
    const nothing = await inferred(lines({ x: {}, y: [1] }));
    expect(nothing).toContain("// no key was found: name a field that has it");
    expect(nothing).toContain("// no time was found: name a field that has it");
  });

  it("lists a few texts that come often", async () => {
    const log = lines(
      ...Array.from({ length: 60 }, (_, i) => ({
        key: `k${i}`,
        ts: 1.6e12 + i,
        type: "t",
        size: ["s", 'm "x"'][i % 2],
      })),
    );
    expect(await inferred(log)).toContain('size: one of ("s", "m \\"x\\"")');
  });

  it("without type names has one event that takes all", async () => {
    expect(await inferred(lines({ key: "k", ts: 1.6e12, value: 1.5 }))).toContain(
      'event record when key != "" {\n    value: decimal(1)',
    );
  });

  it("takes other places where they are given", async () => {
    const log = lines({ a: "x", b: 1704067200, c: "t", key: "k", ts: 1.6e12, type: "u" });
    const block = await inferred(log, "ndjson", { key: "a", time: "b in seconds", type: "c" });
    expect(block).toContain(
      "key a\n\n  // by their digits seconds, 2024-01-01 00:00 to 2024-01-01 00:00\n  // or ts (2020-09-13 12:26 to 2020-09-13 12:26)\n  time b in seconds\n\n",
    );
    expect(block).toContain("  type from c\n");
  });

  it("says which fields never have a value", async () => {
    const record = { key: "k", ts: 1.6e12, type: "t", amount: null, note: "", sub: { x: null } };
    expect(await inferred(lines(record))).toContain(
      "  // empty in all records, so left out: amount, note, sub.x\n",
    );
  });

  it("counts damaged records apart", async () => {
    expect(await inferred(`${lines({ key: "k", ts: 1.6e12, type: "t" })}{\n`)).toContain(
      "// Inferred from 1 record of log, without 1 damaged.",
    );
  });

  it("tells what an analyst has to decide", async () => {
    const log = lines(
      { id: 1, who: "a", when: "01/02/2024 10:00", order_date: "01/02/2024 10:00" },
      { id: 2, who: "a", when: "02/02/2024 10:00", order_date: "02/02/2024 10:00" },
      { id: 3, who: "b", when: "02/02/2024 10:00" },
      { id: 4, who: "b", when: "02/02/2024 10:00" },
    );
    const block = await inferred(log);
    expect(block).toContain(
      '  // no time in 2 records, such as "01/02/2024 10:00": dead letters\n' +
        "  // missing in 2 records: dead letters\n  time order_date\n",
    );
    expect(block).toContain("  // no value comes twice: is it really a key?\n");
  });

  it("says in what order the times stand, and in which zone", async () => {
    const log = lines(
      { key: "k", time: "2024-01-01 10:00" },
      { key: "k", time: "2024-01-01 09:00" },
      { key: "l", time: "2024-01-01 11:00" },
    );
    expect(await inferred(log)).toContain(
      "  // 2024-01-01 09:00 to 2024-01-01 11:00\n" +
        '  // without a zone, so UTC: `in "Europe/Berlin"` says another\n' +
        "  // not in order of time: 1 record after a later one\n  time time\n",
    );
  });

  it("gives a field one type in all events, and money the places it is written with", async () => {
    const log = lines(
      { key: "k", ts: 1.6e12, type: "a", price: "9.50" },
      { key: "k", ts: 1.6e12, type: "b", price: "9.505" },
      { key: "k", ts: 1.6e12, type: "c", price: "9", user: "17.0" },
    );
    expect((await inferred(log)).match(/price: .*/g)).toEqual(Array(3).fill("price: decimal(3)"));
  });

  it("stops at a limit, and says so", async () => {
    const log = lines(...[1, 2, 3].map((n) => ({ key: "k", ts: 1.6e12, type: "t", n })));
    expect(await inferred(log, "ndjson", { limit: 2 })).toContain(
      "from the first 2 records of log.",
    );
  });

  it("remembers no more texts than it has room for", async () => {
    const log = lines(
      ...Array.from({ length: 10_050 }, (_, n) => ({
        key: `k${n % 10_020}`,
        ts: 1.6e12 + n,
        type: "t",
        long: "x".repeat(201),
      })),
    );
    const block = await inferred(log);
    expect(block).toContain("  // at least 10,001 values\n  key key\n");
    expect(block).toContain("    long: text\n");
  });

  it("lives with names that no language likes", async () => {
    const log = `{"key":"k","ts":1600000000000,"type":"__proto__","__proto__":1,"constructor":2,"and":3,"":4,"é":5,"👍":6,"1":7}\n`;
    expect(await inferred(log)).toContain(`  event proto is "__proto__" {
    proto: integer from __proto__
    constructor: integer
    and_: integer from and
    unnamed: integer from ""
    é: integer
    unnamed_2: integer from "👍"
    _1: integer from "1"
  }
`);
  });
});
