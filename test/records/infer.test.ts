import { describe, expect, it } from "vitest";
import type { Format } from "../../src/records/format.ts";
import { infer, inferenceMapper } from "../../src/records/infer/infer.ts";
import { openLog } from "../../src/records/log.ts";
import { parse } from "../../src/syntax/parse.ts";

async function inferred(
  text: string,
  format: Format = "ndjson",
  more: { key?: string; time?: string; type?: string } = {},
): Promise<string> {
  async function* chunks() {
    yield new TextEncoder().encode(text);
  }
  const log = openLog([{ path: "log", format, chunks: chunks() }], {
    mappers: [inferenceMapper()],
    order: "given",
  });
  const block = await infer(log, {
    name: "shop",
    fromCells: format === "csv" || format === "tsv",
    ...more,
  });
  expect(parse({ name: "inferred", text: block }).diagnostics).toEqual([]);
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
        event: "reorder",
        "a b": "001",
        temp: 20.123456789,
      },
      { user: { id: "u2" }, at: "2024-01-01T00:00:03Z" },
    );
    expect(await inferred(log)).toBe(`// Inferred from 5 records.
events shop {
  key id from user.id  // 2 values
  time at  // or due (1 value)
  type from event

  // 3 records
  event clickout_item is "clickout item" {
    price: decimal(2)?, // missing in 1
    n: integer,
    flag: boolean,
    due: time? // missing in 2
    // tags is a list: read one of it with \`from tags.0\`
  }

  // 1 record
  event reorder_ is "reorder" {
    a_b: text from "a b",
    temp: number
  }

  // 1 record of rarer types or without one: undeclared
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
      "time time in seconds  // looks like seconds",
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
      "key a  // 1 value\n  time b in seconds  // looks like seconds\n  type from c",
    );
  });

  it("counts damaged records apart", async () => {
    expect(await inferred(`${lines({ key: "k", ts: 1.6e12, type: "t" })}{\n`)).toContain(
      "// Inferred from 1 record, without 1 damaged.",
    );
  });
});
