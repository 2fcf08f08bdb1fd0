import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { platformDecoder, portableDecoder } from "../../src/records/decoder.ts";
import { JsonScanner } from "../../src/records/json-scan.ts";
import { compileProjection } from "../../src/records/projection.ts";
import {
  ARRAY,
  FALSE,
  MISSING,
  NULL,
  NUMBER,
  OBJECT,
  Slots,
  TEXT,
  TRUE,
} from "../../src/records/slots.ts";
import { at, isWellFormed, type Node, strictRead } from "./strict-json.ts";

const PATHS = [
  ["key"],
  ["ts"],
  ["type"],
  ["a"],
  ["a", "b"],
  ["a", "b", "c"],
  ["items", "0", "sku"],
  ["items", "2"],
  ["naïve ключ"],
  ["__proto__"],
  [""],
];
const NAMES = [
  "key",
  "ts",
  "type",
  "a",
  "b",
  "c",
  "items",
  "0",
  "2",
  "sku",
  "naïve ключ",
  "__proto__",
  "",
  "x",
  "keyy",
  "ke",
];

/** A scanner that has a memory of the records before, as in a run. */
function reader(decoder = platformDecoder()) {
  const projection = compileProjection(PATHS);
  const slots = new Slots(projection.paths.length, decoder);
  const scanner = new JsonScanner(projection, slots, { lines: true });
  return (line: Uint8Array): readonly (readonly [number, string])[] | null => {
    const bytes = new Uint8Array(line.length + 1);
    bytes.set(line);
    bytes[line.length] = 0x0a;
    if (scanner.scan(bytes, 0) !== line.length) return null;
    return PATHS.map((_, slot) => {
      const kind = slots.kinds[slot]!;
      return [kind, kind === MISSING ? "" : slots.text(slot)] as const;
    });
  };
}

function expected(line: Uint8Array): readonly (readonly [number, string])[] | null {
  const tree = strictRead(line, PATHS);
  return tree === null ? null : PATHS.map((path) => slotOf(at(tree, path)));
}

function slotOf(node: Node | undefined): readonly [number, string] {
  if (node === undefined) return [MISSING, ""];
  if (node.kind !== "scalar") return [node.kind === "object" ? OBJECT : ARRAY, ""];
  const { value, source } = node;
  if (typeof value === "string") return [TEXT, value];
  if (typeof value === "number") return [NUMBER, source];
  return value === null ? [NULL, source] : [value === true ? TRUE : FALSE, source];
}

function same(read: ReturnType<typeof expected>, line: Uint8Array): void {
  const want = expected(line);
  // Of objects and arrays only the kind is compared; their text is the source's, blanks included.
  const kinds = read?.map(([kind, text]) => [kind, kind === OBJECT || kind === ARRAY ? "" : text]);
  expect(kinds ?? null, new TextDecoder().decode(line)).toEqual(want);
}

const blank = fc.constantFrom("", "", "", " ", "\t", "  ", "\r");
const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    "-0",
    "1e2",
    "9007199254740993",
    "1E+5",
    "0.10",
    "-1.5e-3",
    "1234567890123456789012345678901234567890",
  ),
);
const text = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 20 }).filter(isWellFormed),
    fc.string({ maxLength: 40 }),
    fc.constantFrom("view", "search", "2024-01-01", 'a b"c\\', "\u0000\u001f", "😀", "𝒳 и ж"),
  )
  .chain((value) => fc.constantFrom(JSON.stringify(value), escaped(value)));
/** Every character as \uXXXX: the same text, spelled otherwise. */
function escaped(value: string): string {
  const units = Array.from({ length: value.length }, (_, i) => value.charCodeAt(i));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("")}"`;
}
const name = fc
  .constantFrom(...NAMES)
  .chain((each) => fc.constantFrom(JSON.stringify(each), JSON.stringify(each), escaped(each)));
const { value: anyValue } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(number, text, fc.constantFrom("true", "false", "null")),
    fc
      .array(tie("value"), { maxLength: 4 })
      .chain((items) => blank.map((b) => `[${b}${items.join(`${b},${b}`)}${b}]`)),
    members(tie("value")),
  ),
}));
function members(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .array(fc.tuple(name, value, blank, blank), { maxLength: 6 })
    .map((list) => `{${list.map(([n, v, b, d]) => `${b}${n}${d}:${b}${v}${d}`).join(",")}}`);
}
const line = fc
  .oneof({ weight: 8, arbitrary: members(anyValue) }, { weight: 1, arbitrary: anyValue })
  .map((json) => new TextEncoder().encode(json));

const damage = fc.tuple(
  fc.constantFrom("cut", "drop", "insert", "overwrite", "double"),
  fc.nat(),
  fc.oneof(
    fc.nat({ max: 255 }),
    fc.constantFrom(
      ...[...'{}[]",:\\0-.eEutf \t'].map((c) => c.charCodeAt(0)),
      0xed,
      0xc0,
      0xff,
      0x80,
    ),
  ),
  fc.nat({ max: 12 }),
);
function spoil(
  bytes: Uint8Array,
  [how, place, byte, length]: [string, number, number, number],
): Uint8Array {
  const i = bytes.length === 0 ? 0 : place % bytes.length;
  const parts =
    how === "cut"
      ? [bytes.slice(0, i)]
      : how === "drop"
        ? [bytes.slice(0, i), bytes.slice(i + 1)]
        : how === "insert"
          ? [bytes.slice(0, i), [byte], bytes.slice(i)]
          : how === "overwrite"
            ? [bytes.slice(0, i), [byte], bytes.slice(i + 1)]
            : [bytes.slice(0, i), bytes.slice(Math.max(0, i - length), i), bytes.slice(i)];
  // A line feed would make it two lines.
  return Uint8Array.from(parts.flatMap((part) => [...part])).map((b) => (b === 0x0a ? 0x20 : b));
}

const RUNS = Number(process.env.PROPERTY_RUNS ?? 2000);

describe("the projecting scanner", () => {
  it("reads what a strict reader reads, on valid lines", () => {
    const read = reader();
    fc.assert(
      fc.property(line, (bytes) => same(read(bytes), bytes)),
      { numRuns: RUNS },
    );
  });

  it("accepts and refuses what a strict reader does, damage anywhere", () => {
    const read = reader();
    let refused = 0;
    fc.assert(
      fc.property(line, fc.array(damage, { minLength: 1, maxLength: 2 }), (bytes, damages) => {
        const spoiled = damages.reduce(spoil, bytes);
        if (spoiled.length === 0) return;
        const result = read(spoiled);
        if (result === null) refused++;
        same(result, spoiled);
      }),
      { numRuns: 3 * RUNS },
    );
    expect(refused).toBeGreaterThan(RUNS / 2);
  });

  it("reads the same with the decoder of a browser", () => {
    const read = reader(portableDecoder());
    fc.assert(
      fc.property(line, (bytes) => same(read(bytes), bytes)),
      { numRuns: RUNS / 4 },
    );
  });

  it("allows 500 levels and refuses 501, wanted or not", () => {
    const read = reader();
    for (const around of ["x", "key"]) {
      for (const [open, close] of [
        ["[", "]"],
        ['{"a":', "}"],
      ] as const) {
        const nested = (levels: number) =>
          new TextEncoder().encode(`{"${around}":${open.repeat(levels)}1${close.repeat(levels)}}`);
        expect(read(nested(499))).not.toBeNull();
        expect(read(nested(500))).toBeNull();
      }
    }
  });

  it.each([
    ['{"a":"\\ud800"}', false],
    ['{"x":"\\ud800"}', false],
    ['{"x":"\\ud800\\ud800"}', false],
    ['{"x":"\\udc00\\ud800"}', false],
    ['{"\\udfff":1}', false],
    ['{"x":"\\ud83d\\ude00"}', true],
    ['{"x":1,"x":2}', true],
    ['{"key":1,"key":1}', false],
    ['{"key":1,"k\\u0065y":1}', false],
    ['{"a":{"b":1,"b":2}}', false],
    ['{"a":1,"a":{"b":2}}', false],
    ['{"x":{"a":1,"a":2}}', true],
    ['{"x":NaN}', false],
    ['{"x":01}', false],
    ['{"x":+1}', false],
    ['{"x":1.}', false],
    ['{"x":.5}', false],
    ['{"x":1,}', false],
    ["{'x':1}", false],
    ['{"x":1} {"x":2}', false],
    ['{"x":tru}', false],
    ['{"x":"a\tb"}', false],
  ])("%s: accepted is %s", (json, accepted) => {
    const bytes = new TextEncoder().encode(json);
    expect(reader()(bytes) !== null).toBe(accepted);
    expect(expected(bytes) !== null).toBe(accepted);
  });

  it("refuses bytes that are no UTF-8, in values and names, read or not", () => {
    for (const bytes of [
      [0xff],
      [0xc0, 0xaf],
      [0xed, 0xa0, 0x80],
      [0xe2, 0x82],
      [0xf4, 0x90, 0x80, 0x80],
    ]) {
      for (const [before, after] of [
        ['{"x":"', '"}'],
        ['{"key":"', '"}'],
        ['{"x', '":1}'],
      ] as const) {
        const encode = (part: string) => [...new TextEncoder().encode(part)];
        const spoiled = Uint8Array.from([...encode(before), ...bytes, ...encode(after)]);
        expect(reader()(spoiled)).toBeNull();
      }
    }
  });
});
