import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/records/input-error.ts";
import { decimal, event, field, glance, INTEGER, readAll, TEXT, vocabulary } from "./mapping.ts";

/** Avro by hand, so that damage can be written, too. */
function long(value: bigint | number): number[] {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}
const text = (value: string) => [...long(Buffer.byteLength(value)), ...Buffer.from(value)];
const SYNC = Array.from({ length: 16 }, (_, i) => i);
const SCHEMA = {
  type: "record",
  name: "Event",
  fields: [
    { name: "key", type: "string" },
    { name: "ts", type: { type: "long", logicalType: "timestamp-micros" } },
    { name: "type", type: { type: "enum", name: "Kind", symbols: ["view", "buy"] } },
    {
      name: "price",
      type: ["null", { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 }],
    },
    { name: "n", type: "long" },
    { name: "list", type: { type: "array", items: "double" } },
  ],
};
function header(schema: unknown = SCHEMA, codec = "null"): number[] {
  return [
    0x4f,
    0x62,
    0x6a,
    1,
    ...long(2),
    ...text("avro.schema"),
    ...text(JSON.stringify(schema)),
    ...text("avro.codec"),
    ...text(codec),
    ...long(0),
    ...SYNC,
  ];
}
function record(
  key: string,
  {
    kind = 1,
    price = [0],
    n = 5n,
    list = [0],
  }: { kind?: number; price?: number[]; n?: bigint; list?: number[] } = {},
): number[] {
  return [...text(key), ...long(1704067200123456n), ...long(kind), ...price, ...long(n), ...list];
}
function block(records: readonly number[][], count = records.length, codec = "null"): number[] {
  const data =
    codec === "deflate" ? [...deflateRawSync(Uint8Array.from(records.flat()))] : records.flat();
  return [...long(count), ...long(data.length), ...data, ...SYNC];
}
const shop = vocabulary([
  event("buy", [
    field("price", decimal(2), "?"),
    field("n", INTEGER),
    field("list", TEXT, "?", ["list", "0"]),
  ]),
]);
const read = (bytes: readonly number[], chunk?: number) =>
  readAll(Uint8Array.from(bytes), shop, {
    format: "avro",
    ...(chunk === undefined ? {} : { chunk }),
  });

describe("Avro object container files", () => {
  it("keep digits, decimals and points in time; records are counted over blocks", () => {
    const file = [
      ...header(),
      ...block([
        record("a", { price: [...long(1), ...long(2), 0x03, 0xe3], n: 9007199254740993n }),
        record("b", { kind: 0 }),
      ]),
      ...block([
        record("c", { n: -(2n ** 63n), list: [...long(1), 0, 0, 0, 0, 0, 0, 0xf8, 0x7f, 0] }),
      ]),
    ];
    for (const chunk of [1, 10, 1000]) {
      const records = read(file, chunk);
      expect(records.map(glance)).toEqual([
        "1: buy a 1704067200123",
        "2: undeclared b 1704067200123",
        "3: buy c 1704067200123",
      ]);
      expect(
        records.map(
          ({ results: [result] }) => result?.kind === "event" && { ...result.event.fields },
        ),
      ).toEqual([{ price: 995, n: 9007199254740993n }, {}, { n: -(2n ** 63n), list: "NaN" }]);
    }
  });

  it("deflated, too", () => {
    const file = [...header(SCHEMA, "deflate"), ...block([record("a"), record("b")], 2, "deflate")];
    expect(read(file).map(glance)).toEqual(["1: buy a 1704067200123", "2: buy b 1704067200123"]);
  });

  it.each([
    [
      "a block that claims 2^31 records",
      [...header(), ...long(2 ** 31), ...long(3), 1, 2, 3, ...SYNC],
      /claims 2147483648 records in 3 bytes \(after record 0\)/,
    ],
    [
      "a block that claims 2^31 records, deflated",
      [...header(SCHEMA, "deflate"), ...block([record("a")], 2 ** 31, "deflate")],
      /claims 2147483648 records/,
    ],
    [
      "a block of a petabyte",
      [...header(), ...block([record("a")]), ...long(1), ...long(2n ** 50n)],
      /claims 1125899906842624 bytes.*\(after record 1\)/,
    ],
    [
      "a wrong marker",
      [
        ...header(),
        ...block([record("a")]).map((byte, i, all) => (i === all.length - 1 ? 99 : byte)),
      ],
      /marker/,
    ],
    ["an unknown codec", header(SCHEMA, "snappy"), /codec snappy is not read/],
    ["no schema", header("nonsense"), /schema cannot be read/],
    ["another file", [1, 2, 3, 4, 5], /no Avro object container file/],
    ["a file cut in its header", header().slice(0, 30), /ends inside its header/],
    [
      "a file cut in a block",
      [...header(), ...block([record("a")]), ...block([record("b")]).slice(0, 9)],
      /ends inside a block \(after record 1\)/,
    ],
    ["an empty file", [], /ends inside its header/],
  ])("%s is an input error", (_, file, message) => {
    expect(() => read(file)).toThrow(InputError);
    expect(() => read(file)).toThrow(message);
  });

  it("a list that claims 2^31 items damages its record, and loses those behind it in the block", () => {
    const file = [
      ...header(),
      ...block([record("a"), record("b", { list: long(2 ** 31) }), record("c")]),
      ...block([record("d")]),
    ];
    expect(read(file).map(glance)).toEqual([
      "1: buy a 1704067200123",
      expect.stringMatching(
        /^2: damaged: A block claims 2147483648 items where \d+ bytes are left; the 1 records behind it/,
      ),
      "4: buy d 1704067200123",
    ]);
  });

  it("a list of nulls, which take no bytes, cannot be endless", () => {
    const schema = {
      type: "record",
      name: "R",
      fields: [{ name: "key", type: { type: "array", items: "null" } }],
    };
    expect(read([...header(schema), ...block([[...long(2 ** 31), 0]])]).map(glance)).toEqual([
      expect.stringMatching(/^1: damaged: A block claims 2147483648 items/),
    ]);
  });

  it("a list within a list within … beyond 500 is damage", () => {
    const schema = { type: "record", name: "R", fields: [{ name: "key", type: ["string", "R"] }] };
    const deep = (levels: number) => [
      ...Array.from({ length: levels }, () => long(1)).flat(),
      ...long(0),
      ...text("k"),
    ];
    const details = read([...header(schema), ...block([deep(600)])]).map(glance);
    expect(details).toEqual([expect.stringMatching(/^1: damaged: Nested more than 500 deep/)]);
    expect(read([...header(schema), ...block([deep(0)])]).map(glance)).toEqual([
      "1: missing time: `ts` is missing",
    ]);
  });
});
