import { describe, expect, it } from "vitest";
import type { Type } from "../../../src/automaton/automaton.ts";
import { avroMessages, type SchemaNews } from "../../../src/worker/records/avro-messages.ts";
import {
  decimal,
  field as declared,
  event,
  INTEGER,
  TEXT,
  vocabulary,
} from "../../records/mapping.ts";
import { field, HEAD, head, readAvro, record, seen, storeOf, written } from "./avro.ts";
import { clicks, glance, shop, stored } from "./messages.ts";

const DECIMAL = { type: "bytes", logicalType: "decimal", precision: 20, scale: 2 };
const PRICE = Buffer.from([0x03, 0xb6]); // 950
const BUY = record(...HEAD, field("price", DECIMAL));
const one = (name: string, type: Type, note = "", path = [name]) =>
  vocabulary([event("buy", [declared(name, type, note, path)])]);

describe("a writer's schema may", () => {
  it("be what the block declares", () => {
    expect(seen(BUY, { ...head, price: PRICE })).toBe('buy v1 1000 {"price":950}');
  });

  it("have new fields anywhere", () => {
    const more = record(
      field("first", { type: "map", values: "double" }),
      ...HEAD,
      field("nested", {
        type: "record",
        name: "N",
        fields: [field("list", { type: "array", items: "string" })],
      }),
      field("price", DECIMAL),
      field("last", ["null", "string"]),
    );
    const value = {
      ...head,
      first: { a: 1 },
      nested: { list: ["x", "ä"] },
      price: PRICE,
      last: null,
    };
    expect(seen(more, value)).toBe('buy v1 1000 {"price":950}');
  });

  it("leave an optional field out", () => {
    const note = one("note", TEXT, "?");
    expect(seen(record(...HEAD), head, { vocabulary: note })).toBe("buy v1 1000 {}");
  });

  it("leave a field out that another version gives a default", () => {
    const before = record(...HEAD, field("price", DECIMAL, { default: "\u0001" }));
    const after = record(...HEAD);
    expect(seen(after, head, { schemas: [before, after] })).toBe('buy v1 1000 {"price":1}');
    const named = one("unit", TEXT);
    for (const [type, value, shown] of [
      ["string", "€", '"€"'],
      [["string", "null"], "kg", '"kg"'],
      [["int", "null"], -5, '"-5"'],
      [{ type: "enum", name: "U", symbols: ["KG"] }, "KG", '"KG"'],
      ["boolean", true, '"true"'],
    ] as const) {
      const version = record(...HEAD, field("unit", type, { default: value }));
      expect(seen(after, head, { schemas: [after, version], vocabulary: named })).toBe(
        `buy v1 1000 {"unit":${shown}}`,
      );
    }
    const inner = {
      type: "record",
      name: "P",
      fields: [field("x", "long"), field("y", "long", { default: 7 })],
    };
    const deep = one("y", INTEGER, "", ["p", "y"]);
    const version = record(...HEAD, field("p", inner, { default: { x: 1 } }));
    expect(seen(after, head, { schemas: [after, version], vocabulary: deep })).toBe(
      'buy v1 1000 {"y":7}',
    );
  });

  it.each([
    ["an int", "int", 5, "500"],
    ["a long", "long", -5, "-500"],
    ["a float, by its fewest digits", "float", 9.95, "995"],
    ["a double", "double", 9.95, "995"],
    ["a text", "string", "9.95", "995"],
    ["bytes that are a text", "bytes", Buffer.from("9.95"), "995"],
    ["one of several", ["null", "int", "string"], "9.95", "995"],
    ["a decimal of other places", { ...DECIMAL, scale: 1 }, PRICE, "9500"],
    [
      "a decimal of fixed size",
      { type: "fixed", size: 3, name: "D", logicalType: "decimal", precision: 5, scale: 2 },
      Buffer.from([0xff, 0xfc, 0x4a]),
      "-950",
    ],
  ])("write a number as %s", (_, type, value, shown) => {
    const schema = record(...HEAD, field("price", type));
    expect(seen(schema, { ...head, price: value })).toBe(`buy v1 1000 {"price":${shown}}`);
  });

  it("rename fields, with aliases that say so", () => {
    const after = record(...HEAD, field("amount", DECIMAL, { aliases: ["price"] }));
    const value = { ...head, amount: PRICE };
    // The pattern says the old name: the writer tells it.
    expect(seen(after, value)).toBe('buy v1 1000 {"price":950}');
    // The pattern says the new name: a later version tells it of earlier records.
    const vocabulary = one("amount", decimal(2));
    expect(seen(BUY, { ...head, price: PRICE }, { schemas: [BUY, after], vocabulary })).toBe(
      'buy v1 1000 {"amount":950}',
    );
    expect(seen(after, value, { schemas: [BUY, after], vocabulary })).toBe(
      'buy v1 1000 {"amount":950}',
    );
  });

  it("rename the record, with an alias that says so", () => {
    const before = record(...HEAD, field("price", DECIMAL, { default: "\u0001" }));
    const after = { ...record(...HEAD), name: "shop.Sale", aliases: ["Buy"] };
    expect(seen(after, head, { schemas: [before, after] })).toBe('buy v1 1000 {"price":1}');
  });

  it("call one field by both names that a pattern says", () => {
    const after = record(...HEAD, field("amount", DECIMAL, { aliases: ["price"] }));
    const both = vocabulary([
      event("buy", [declared("price", decimal(2)), declared("amount", decimal(2))]),
    ]);
    expect(seen(after, { ...head, amount: PRICE }, { vocabulary: both })).toBe(
      'buy v1 1000 {"price":950,"amount":950}',
    );
  });
});

describe("exactly read are", () => {
  const time = (type: object, value: unknown) =>
    seen(record(field("key", "string"), field("ts", type), field("type", "string")), {
      ...{ key: "v1", type: "other" },
      ts: value,
    });
  it.each([
    ["timestamp-millis", 1704067200123, "1704067200123"],
    ["timestamp-micros", 1704067200123999, "1704067200123"],
    ["timestamp-micros", -1, "-1"],
    ["timestamp-nanos", 1704067200123456, "1704067200"],
    ["local-timestamp-millis", 1704067200123, "1704067200123"],
  ])("%s", (logicalType, value, shown) => {
    expect(time({ type: "long", logicalType }, value)).toBe(`undeclared v1 ${shown} {}`);
  });

  it("dates, and points in time where seconds or a zone are declared", () => {
    expect(time({ type: "int", logicalType: "date" }, 19723)).toBe(
      "undeclared v1 1704067200000 {}",
    );
    const zoned = (unit: "seconds" | "milliseconds", type: object) =>
      seen(
        record(field("key", "string"), field("ts", type)),
        { key: "v1", ts: 1704067200000 },
        {
          vocabulary: vocabulary([], {
            time: { name: "ts", path: ["ts"], unit, zone: "Europe/Berlin" },
          }),
        },
      );
    const local = { type: "long", logicalType: "local-timestamp-millis" };
    expect(zoned("milliseconds", local)).toBe("undeclared v1 1704063600000 {}");
    expect(zoned("seconds", { type: "long", logicalType: "timestamp-millis" })).toBe(
      "undeclared v1 1704067200000 {}",
    );
    expect(zoned("seconds", { type: "long" })).toBe("undeclared v1 1704067200000000 {}");
  });

  it("decimals of any length, up to what can be declared", () => {
    const big = (1n << 120n) + 7n;
    const bytes = Buffer.from(big.toString(16).padStart(32, "0"), "hex");
    const at = one("price", decimal(2), "~");
    expect(
      readAvro(written(BUY, { ...head, price: bytes }), { schemas: [BUY], vocabulary: at })
        .results[0],
    ).toMatchObject({ event: { fields: { price: big } } });
    expect(seen(BUY, { ...head, price: Buffer.alloc(0) })).toBe('buy v1 1000 {"price":0}');
    expect(seen(BUY, { ...head, price: Buffer.alloc(30, 0x55) })).toMatch(
      /^too many digits: `price` of buy is .* beyond 38 digits/,
    );
    expect(seen(BUY, { ...head, price: Buffer.alloc(1e6, 0x55) })).toBe(
      "damaged: A decimal has 1000000 bytes, more than 64",
    );
  });

  it("longs beyond what a double holds", () => {
    const schema = record(...HEAD, field("n", "long"));
    // avsc refuses such longs: 2^63 - 1 by hand.
    const datum = [
      ...written(record(...HEAD), head).slice(10),
      254,
      255,
      255,
      255,
      255,
      255,
      255,
      255,
      255,
      1,
    ];
    const value = written(schema, { ...head, n: 0 }).slice(0, 10);
    const whole = Uint8Array.from([...value, ...datum]);
    const result = readAvro(whole, { schemas: [schema], vocabulary: one("n", INTEGER) }).results[0];
    expect(result).toMatchObject({ event: { fields: { n: 9223372036854775807n } } });
  });

  it("places in lists and maps", () => {
    const schema = record(
      ...HEAD,
      field("items", {
        type: "array",
        items: { type: "record", name: "I", fields: [field("sku", "string")] },
      }),
      field("tags", { type: "map", values: ["null", "string"] }),
    );
    const places = vocabulary([
      event("buy", [
        declared("second", TEXT, "?", ["items", "1", "sku"]),
        declared("colour", TEXT, "?", ["tags", "colour"]),
        declared("all", TEXT, "?", ["tags", "none"]),
      ]),
    ]);
    const value = {
      ...head,
      items: [{ sku: "a" }, { sku: "b" }],
      tags: { x: null, colour: "réd" },
    };
    expect(seen(schema, value, { vocabulary: places })).toBe(
      'buy v1 1000 {"second":"b","colour":"réd"}',
    );
  });

  it("whole records, for `with event`", () => {
    const schema = record(
      ...HEAD,
      field("price", DECIMAL),
      field("at", { type: "long", logicalType: "timestamp-millis" }),
      field("list", { type: "array", items: ["null", "float"] }),
      field("map", { type: "map", values: "bytes" }),
      field("flag", "boolean"),
      field("id", { type: "fixed", size: 16, name: "Id", logicalType: "uuid" }),
    );
    const value = {
      ...head,
      price: PRICE,
      at: 0,
      list: [null, 0.1, Number.NaN],
      map: { 'a"': Buffer.from([1, 0xe4]) },
      flag: true,
      id: Buffer.alloc(16, 0xab),
    };
    const [result] = readAvro(written(schema, value), { schemas: [schema] }).results;
    expect(result?.kind === "event" && result.event.members()).toEqual([
      ["key", '"v1"'],
      ["ts", "1000"],
      ["type", '"buy"'],
      ["price", "9.50"],
      ["at", '"1970-01-01T00:00:00.000Z"'],
      ["list", '[null,0.1,"NaN"]'],
      ["map", '{"a\\"":"\\u0001ä"}'],
      ["flag", "true"],
      ["id", '"abababab-abab-abab-abab-abababababab"'],
    ]);
  });
});

describe("a schema that cannot serve", () => {
  const two = vocabulary([
    event("buy", [declared("price", decimal(2))]),
    event("view", [declared("page", TEXT)]),
  ]);
  it("an event's field stops the records of that event, and says which", () => {
    const schema = record(...HEAD, field("price", "boolean"), field("page", "string"));
    const news: SchemaNews[] = [];
    const value = { ...head, price: true, page: "p" };
    const met = (each: SchemaNews) => news.push(each);
    expect(seen(schema, value, { vocabulary: two, met })).toBe(
      "incompatible schema: `price` of buy is written as boolean, which is never `decimal(2)`; the schema is shop.Buy (v1.avsc)",
    );
    expect(seen(schema, { ...value, type: "view" }, { vocabulary: two })).toBe(
      'view v1 1000 {"page":"p"}',
    );
    expect(news).toEqual([
      {
        label: "shop.Buy (v1.avsc)",
        unserved: [
          [
            {
              event: "buy",
              field: "price",
              detail: "`price` of buy is written as boolean, which is never `decimal(2)`",
            },
          ],
        ],
      },
    ]);
  });

  it.each([
    [
      "leaves a field out",
      record(...HEAD),
      "is not written, and no known version of the schema gives it a default",
    ],
    [
      "has a record in its place",
      record(...HEAD, field("price", { type: "record", name: "M", fields: [] })),
      "is written as the record shop.M, which is never `decimal(2)`",
    ],
    ["has nothing but null", record(...HEAD, field("price", "null")), "is always null"],
    [
      "has a point in time",
      record(...HEAD, field("price", { type: "long", logicalType: "timestamp-millis" })),
      "is written as timestamp-millis, which is never `decimal(2)`",
    ],
  ])("as it %s", (_, schema, detail) => {
    const value = { ...head, price: /record/.test(detail) ? {} : /null/.test(detail) ? null : 5 };
    expect(seen(schema, value)).toBe(
      `incompatible schema: \`price\` of buy ${detail}; the schema is shop.Buy (v1.avsc)`,
    );
  });

  it("since versions disagree about what is not written", () => {
    const versions = ["\u0001", "\u0002"].map((value, i) =>
      record(...HEAD, field(`x${i}`, "int"), field("price", DECIMAL, { default: value })),
    );
    const after = record(...HEAD);
    expect(seen(after, head, { schemas: [after, ...versions] })).toMatch(
      /^incompatible schema: `price` of buy is not written, and versions of the schema give it different defaults: "\\u0001" and "\\u0002"; /,
    );
  });

  it("the key stops every record, another block's aside", () => {
    const schema = record(field("ts", "long"), field("type", "string"), field("user", "string"));
    expect(seen(schema, { ...head, user: "u" })).toMatch(
      /^incompatible schema: `key` is not written/,
    );
    const other = vocabulary([], { key: { name: "user", path: ["user"] } });
    expect(seen(schema, { ...head, user: "u" }, { vocabulary: other })).toBe(
      "undeclared u 1000 {}",
    );
  });

  it("is not blamed for what only one record lacks", () => {
    const schema = record(...HEAD, field("price", ["null", "string"]));
    expect(seen(schema, { ...head, price: null })).toBe("missing field: `price` of buy is missing");
    expect(seen(schema, { ...head, price: "x" })).toMatch(/^unfit field: /);
  });
});

it("reads on while schemas change under it", () => {
  const later = record(field("new", "int"), ...HEAD, field("price", "double"));
  const a = written(BUY, { ...head, price: PRICE });
  const b = written(later, { ...head, new: 1, price: 9.5 });
  const met: string[] = [];
  const reader = avroMessages({
    ...{ vocabularies: [shop], framing: "single object", schemas: storeOf(BUY, later) },
    met: ({ label }) => met.push(label),
  });
  for (const value of [a, b, a, a, b, b])
    expect(glance(reader.read(stored(value), clicks))).toBe('buy v1 1000 {"price":950}');
  expect(met).toEqual(["shop.Buy (v1.avsc)", "shop.Buy (v2.avsc)"]);
});
