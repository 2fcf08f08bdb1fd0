import { describe, expect, it } from "vitest";
import { AvroBytes, AvroDamage } from "../../../src/records/avro/avro-bytes.ts";
import { parseSchema } from "../../../src/records/avro/schema.ts";
import { skipperOf } from "../../../src/records/avro/skipping.ts";
import { avroMessages } from "../../../src/worker/records/avro-messages.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import { field as declared, event, TEXT, vocabulary } from "../../records/mapping.ts";
import { field, framed, HEAD, head, readAvro, record, seen, storeOf, written } from "./avro.ts";
import { clicks, glance, shop, stored } from "./messages.ts";

const STRING = (text: string) => [2 * text.length, ...Buffer.from(text)];
const HEAD_BYTES = [...STRING("v1"), 0xd0, 0x0f, ...STRING("other")];
/** -2^31 items, and a size of nothing. */
const BOMB = [0xff, 0xff, 0xff, 0xff, 0x0f, 0x00];

describe("hostile messages are dead letters", () => {
  const listed = (items: unknown) => record(...HEAD, field("list", { type: "array", items }));
  it.each([
    [
      "a list of 2^31",
      listed(["int", "null"]),
      [...HEAD_BYTES, ...BOMB],
      /^damaged: A block claims 2147483648 items where 0 bytes are left$/,
    ],
    [
      "a list of 2^31 that take no bytes",
      listed("null"),
      [...HEAD_BYTES, ...BOMB, 0, 0, 0],
      /^damaged: A block claims 2147483648 items/,
    ],
    [
      "a map of 2^31",
      record(...HEAD, field("m", { type: "map", values: "int" })),
      [...HEAD_BYTES, ...BOMB, 0, 0],
      /^damaged: A block claims 2147483648 items/,
    ],
    [
      "a list of 2^63",
      listed("int"),
      [...HEAD_BYTES, 254, 255, 255, 255, 255, 255, 255, 255, 255, 1],
      /^damaged: A block claims Endless items/,
    ],
    [
      "a text of 2^62",
      record(...HEAD),
      [254, 255, 255, 255, 255, 255, 255, 255, 255, 1],
      /^damaged: Endless bytes are claimed where 0 are left/,
    ],
    [
      "a text of a size below zero",
      record(...HEAD),
      [1],
      /^damaged: -1 bytes are claimed where 0 are left/,
    ],
    [
      "a number without end",
      record(...HEAD),
      Array.from({ length: 20 }, () => 255),
      /^damaged: A number is longer than ten bytes/,
    ],
    [
      "a truncated one",
      record(...HEAD),
      HEAD_BYTES.slice(0, -3),
      /^damaged: 5 bytes are claimed where 2 are left/,
    ],
    [
      "one that goes on",
      record(...HEAD),
      [...HEAD_BYTES, 1, 2],
      /^damaged: 2 bytes follow the record, which shop.Buy \(v1.avsc\) does not know/,
    ],
    [
      "a text that is no UTF-8",
      record(...HEAD),
      [4, 0xc3, 0x28, 0, 0],
      /^damaged: Bytes that are no UTF-8/,
    ],
    [
      "one in a field that nobody reads",
      record(...HEAD, field("x", "string")),
      [...HEAD_BYTES, 4, 0xed, 0xa0],
      /^damaged: Bytes that are no UTF-8/,
    ],
    [
      "a choice that there is not",
      record(...HEAD, field("x", ["null", "int"])),
      [...HEAD_BYTES, 4],
      /^damaged: Number 2 of 2 branches/,
    ],
    [
      "a symbol that there is not",
      record(...HEAD, field("x", { type: "enum", name: "E", symbols: ["A"] })),
      [...HEAD_BYTES, 1],
      /^damaged: Number -1 of 1 symbols/,
    ],
    [
      "a boolean of 7",
      record(...HEAD, field("x", "boolean")),
      [...HEAD_BYTES, 7],
      /^damaged: A boolean is 7/,
    ],
    ["nothing behind the fingerprint", record(...HEAD), [], /^damaged: The data ends early/],
  ])("%s", (_, schema, datum, message) => {
    expect(glance(readAvro(framed(schema, datum), { schemas: [schema] }))).toMatch(message);
  });

  it("nested deeper than 500", () => {
    const schema = record(...HEAD, field("next", ["null", "shop.Buy"]));
    const nested = (levels: number) =>
      framed(schema, [
        ...Array.from({ length: levels }, () => [...HEAD_BYTES, 2]).flat(),
        ...HEAD_BYTES,
        0,
      ]);
    expect(glance(readAvro(nested(400), { schemas: [schema] }))).toBe("undeclared v1 1000 {}");
    expect(glance(readAvro(nested(5000), { schemas: [schema] }))).toBe(
      "damaged: Nested more than 500 deep",
    );
  });

  it("a name given twice in a map", () => {
    const schema = record(...HEAD, field("m", { type: "map", values: "int" }));
    const places = vocabulary([event("other", [declared("a", TEXT, "?", ["m", "a"])])]);
    const datum = [...HEAD_BYTES, 4, ...STRING("a"), 2, ...STRING("a"), 4, 0];
    expect(glance(readAvro(framed(schema, datum), { schemas: [schema], vocabulary: places }))).toBe(
      "damaged: `a` is given twice",
    );
  });

  it("NaN and the infinities fit no time and no amount", () => {
    const schema = record(field("key", "string"), field("ts", "double"));
    expect(seen(schema, { key: "v1", ts: Number.NaN })).toBe(
      'unfit time: `ts` is "NaN", which is not a time',
    );
    const price = record(...HEAD, field("price", "float"));
    expect(seen(price, { ...head, price: Number.NEGATIVE_INFINITY })).toBe(
      'unfit field: `price` of buy is "-Infinity", which is not a number',
    );
  });

  it("of an unknown schema, or of no framing at all", () => {
    const other = record(...HEAD);
    const value = written(record(...HEAD, field("x", "int")), { ...head, x: 1 });
    const read = (bytes: Uint8Array) => glance(readAvro(bytes, { schemas: [other] }));
    expect(read(value)).toMatch(
      /^unknown schema: Nobody has a schema of the fingerprint [0-9a-f]{16} that can be read$/,
    );
    expect(read(Buffer.from("<html>"))).toMatch(
      /fingerprint, as Avro's single objects do; it begins with 3c 68 74 6d$/,
    );
    expect(read(Buffer.from("{}"))).toMatch(/; it may be JSON, which `--format json` reads$/);
    expect(read(Buffer.from([0, 0, 0, 0, 1, 5]))).toMatch(
      /; it may be a registry's, which `--format confluent` reads$/,
    );
    expect(read(Uint8Array.of(0xc3))).toMatch(/; it begins with c3$/);
  });
});

// ---------------------------------------------------------------- at random

/** Numbers below `below`, the same for the same seed. */
function dice(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const RICH = record(
  ...HEAD,
  field("price", { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 }),
  field("at", { type: "long", logicalType: "timestamp-micros" }),
  field("tags", { type: "map", values: ["null", "string", "double"] }),
  field("list", {
    type: "array",
    items: { type: "record", name: "I", fields: [field("a", "null"), field("b", "boolean")] },
  }),
  field("nothing", { type: "array", items: "null" }),
  field("next", ["null", "shop.Buy"]),
  field("kind", { type: "enum", name: "K", symbols: ["A", "B"] }),
);
const leaf = {
  ...{ ...head, price: Buffer.from([9]), at: 5, tags: { a: null, b: "ä", c: 1 }, kind: "B" },
  ...{ list: [{ a: null, b: true }], nothing: [null, null], next: null },
};

const RUNS = Number(process.env.PROPERTY_RUNS ?? 4_000);

/** Counts what reading does. */
class CountedBytes extends AvroBytes {
  operations = 0;
  override byte(): number {
    this.operations++;
    return super.byte();
  }
  override take(length: number): number {
    this.operations++;
    return super.take(length);
  }
  override enter(): void {
    this.operations++;
    super.enter();
  }
}

describe("damaged at random", () => {
  it("Avro is read or refused, with work bounded by its bytes", () => {
    const good = written(RICH, { ...leaf, next: leaf });
    const reader = avroMessages({
      ...{ vocabularies: [shop], framing: "single object", schemas: storeOf(RICH) },
    });
    const skip = skipperOf(parseSchema(JSON.stringify(RICH)));
    const data = new CountedBytes();
    const seenOutcomes = new Set<string>();
    for (let seed = 0; seed < RUNS; seed++) {
      const value = damagedBytes(good, dice(seed), 10);
      const [result] = reader.read(stored(value), clicks).results;
      seenOutcomes.add(result!.kind === "dead" ? result!.reason : "event");
      if (value.length < 10) continue;
      // What is wanted of a record does not decide whether it is damaged (rule 4).
      data.open(value, 10, value.length);
      let whole = true;
      try {
        skip(data);
        whole = data.at === data.end;
      } catch (error) {
        if (!(error instanceof AvroDamage)) throw error;
        whole = false;
      }
      // Two for each byte, and one for each item that takes none.
      if (data.operations > 2 * value.length + 10_000)
        expect.fail(`seed ${seed}: ${data.operations}`);
      data.operations = 0;
      if ((result!.kind === "dead" && result!.reason === "damaged") === whole)
        expect.fail(`seed ${seed}: ${glance({ results: [result!] })}`);
      if (result!.kind === "event") result!.event.members();
    }
    expect([...seenOutcomes].sort()).toEqual(expect.arrayContaining(["damaged", "event"]));
  });

  it("JSON is read or refused", () => {
    const good = Buffer.from(
      '{"key":"v1","ts":1000,"type":"buy","price":9.50,"x":[{"a":"\\u00e4ä"},null,1e5]}',
    );
    const reader = jsonMessages({ vocabularies: [shop] });
    let read = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const value = damagedBytes(good, dice(seed), 0);
      const [result] = reader.read(stored(value), clicks).results;
      // As JSON.parse sees it, but for what is stricter here: names given twice, lone surrogates, UTF-8.
      if (result!.kind === "event" || result!.reason !== "damaged") {
        read++;
        const text = new TextDecoder("utf-8", { fatal: true }).decode(value);
        if (typeof JSON.parse(text) !== "object") expect.fail(`seed ${seed}: ${text}`);
      }
    }
    expect(read).toBeGreaterThan(RUNS / 50);
  });
});

/** Some bytes changed, cut off, doubled or put in; of the first so many none. */
function damagedBytes(good: Uint8Array, draw: (below: number) => number, kept: number): Uint8Array {
  let bytes = [...good];
  for (let changes = draw(3) + 1; changes > 0; changes--) {
    const at = kept + draw(bytes.length - kept);
    switch (draw(5)) {
      case 0:
        bytes[at] = draw(256);
        break;
      case 1:
        bytes[at] = bytes[at]! ^ (1 << draw(8));
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes.splice(
          at,
          0,
          ...Array.from({ length: draw(6) + 1 }, () => [255, 0, 128, 1][draw(4)]!),
        );
        break;
      default:
        bytes.splice(at, 0, ...bytes.slice(at, at + draw(20)));
    }
    if (bytes.length <= kept) break;
  }
  return Uint8Array.from(bytes);
}
