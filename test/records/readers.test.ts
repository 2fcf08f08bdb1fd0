import { describe, expect, it } from "vitest";
import { encodeDeadLetter } from "../../src/records/dead-letter.ts";
import { formatOf } from "../../src/records/format.ts";
import type { MappedRecord } from "../../src/records/record-reader.ts";
import { sourceNames } from "../../src/records/source-names.ts";
import {
  decimal,
  event,
  field,
  glance,
  INTEGER,
  type ReadOptions,
  readAll,
  TEXT,
  vocabulary,
} from "./mapping.ts";

const shop = vocabulary([
  event("buy", [
    field("item", TEXT, "?"),
    field("price", decimal(2), "?"),
    field("n", INTEGER, "?"),
  ]),
]);
const read = (input: string | Uint8Array, options: ReadOptions = {}) =>
  readAll(input, shop, options).map(glance);
const bytes = (text: string) => new TextEncoder().encode(text);
const join = (...parts: (string | readonly number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...bytes(part)] : [...part])),
  );

/** However the bytes are cut into chunks, the records are the same. */
function readInPieces(input: string | Uint8Array, options: ReadOptions = {}): string[] {
  const whole = read(input, options);
  for (const chunk of [1, 2, 3, 7, 64])
    expect(read(input, { ...options, chunk }), `chunks of ${chunk}`).toEqual(whole);
  return whole;
}

function fieldsOf(record: MappedRecord): unknown {
  const [result] = record.results;
  return result?.kind === "event" ? { ...result.event.fields } : result?.reason;
}

describe("NDJSON", () => {
  it("counts physical lines; blank ones are no records", () => {
    expect(
      readInPieces('{"key":"a","ts":1}\n\n \t\r\n{"key":"b","ts":2}\r\n{"key":"c","ts":3}'),
    ).toEqual(["1: undeclared a 1", "4: undeclared b 2", "5: undeclared c 3"]);
  });

  it("skips a byte-order mark at the beginning only", () => {
    const mark = [0xef, 0xbb, 0xbf];
    expect(readInPieces(join(mark, '{"key":"a","ts":1}\n', mark, '{"key":"a","ts":1}\n'))).toEqual([
      "1: undeclared a 1",
      "2: damaged: A value was expected at byte 1",
    ]);
  });

  it("goes on behind a damaged line", () => {
    expect(
      readInPieces('{"key":"a","ts":1\n{"key":"b","ts":2}}\n[1]\n"x"\nNaN\n{"key":"c","ts":3}\n'),
    ).toEqual([
      "1: damaged: A comma or } was expected at byte 18",
      "2: damaged: Something follows the record at byte 19",
      "3: damaged: The record is not a JSON object",
      "4: damaged: The record is not a JSON object",
      "5: damaged: A value was expected at byte 1",
      "6: undeclared c 3",
    ]);
  });

  it("calls a truncated last line damaged, a whole one without a line feed a record", () => {
    expect(readInPieces('{"key":"a","ts":1}\n{"key":"b","t')).toEqual([
      "1: undeclared a 1",
      "2: damaged: A text is not closed at byte 14; the input ends inside this record",
    ]);
  });

  it("refuses lines over the limit whole, however they come, and keeps their beginning", () => {
    const long = `{"key":"a","ts":1,"x":"${"x".repeat(100)}"}`;
    const log = `{"key":"a","ts":1}\n${long}\n{"key":"b","ts":2}\n${long}`;
    expect(readInPieces(log, { recordBytesMax: 50 })).toEqual([
      "1: undeclared a 1",
      "2: too long: The record has 125 bytes, more than 50; the first 50 are kept",
      "3: undeclared b 2",
      "4: too long: The record has 125 bytes, more than 50; the first 50 are kept",
    ]);
    const [, record] = readAll(log, shop, { recordBytesMax: 50, chunk: 9 });
    expect(record!.text()).toBe(long.slice(0, 50));
    expect(readInPieces(log, { recordBytesMax: 125 })[1]).toBe("2: undeclared a 1");
  });

  it("reads nothing from nothing", () => {
    expect(readInPieces("")).toEqual([]);
    expect(readInPieces("\n\n")).toEqual([]);
  });
});

describe("a JSON array", () => {
  const json = (input: string | Uint8Array, options: ReadOptions = {}) =>
    readInPieces(input, { format: "json", ...options });

  it("has a record per element, counted from 1", () => {
    expect(
      json('\n [ {"key":"a",\n"ts":1} ,\n{"key":"]}[{","ts":2},{"key":"\\"","ts":3}\n] \n'),
    ).toEqual(["1: undeclared a 1", "2: undeclared ]}[{ 2", '3: undeclared " 3']);
    expect(json("[]")).toEqual([]);
    expect(json("")).toEqual([]);
  });

  it("goes on behind a damaged element", () => {
    expect(
      json('[{"key":"a","ts":01},{"key":"b","ts":2},7,,{"key":"c"]},{"key":"d","ts":4},]'),
    ).toEqual([
      "1: damaged: A comma or } was expected at byte 18",
      "2: undeclared b 2",
      "3: damaged: The record is not a JSON object",
      "4: damaged: A value was expected at byte 1",
      "5: damaged: A comma or } was expected at byte 11",
      "6: undeclared d 4",
      "7: damaged: A value was expected at byte 1",
    ]);
  });

  it("says where it breaks off", () => {
    expect(json('[{"key":"a","ts":1},{"key":"b"')).toEqual([
      "1: undeclared a 1",
      "2: damaged: The input ends inside this record",
    ]);
    expect(json('[{"key":"a","ts":1}')).toEqual([
      "1: undeclared a 1",
      "2: damaged: The input ends before the array does",
    ]);
    expect(json("[")).toEqual(["1: damaged: The input ends before the array does"]);
    expect(json('[{"key":"a","ts":1}] x')).toEqual([
      "1: undeclared a 1",
      "2: damaged: Something follows the array",
    ]);
  });

  it("refuses elements over the limit and goes on", () => {
    const long = `{"key":"a","ts":1,"x":["${"],".repeat(50)}"]}`;
    expect(json(`[{"key":"a","ts":1},${long},{"key":"b","ts":2}]`, { recordBytesMax: 60 })).toEqual(
      [
        "1: undeclared a 1",
        `2: too long: The record has ${long.length} bytes, more than 60; the first 60 are kept`,
        "3: undeclared b 2",
      ],
    );
  });

  it("is lines where the file does not begin with a bracket", () => {
    expect(json('\ufeff\n{"key":"a","ts":1}\n\n{"key":"b","ts":2}')).toEqual([
      "2: undeclared a 1",
      "4: undeclared b 2",
    ]);
  });
});

describe("CSV and TSV", () => {
  const csv = (input: string | Uint8Array, options: ReadOptions = {}) =>
    readInPieces(input, { format: "csv", ...options });

  it("takes names from the header, types from the pattern, positions from lines", () => {
    const log =
      '\ufeffkey,type,ts,price,item,n\r\na,buy,1,9.95,"a ""b"", c\nd",\r\n\r\nb,buy,2,,,007\nc,buy,3,1,é,5';
    expect(csv(log)).toEqual([
      "2: buy a 1",
      '5: unfit field: `n` of buy is "007", which is not an integer',
      "6: buy c 3",
    ]);
    expect(readAll(log, shop, { format: "csv" }).map(fieldsOf)).toEqual([
      { item: 'a "b", c\nd', price: 995 },
      "unfit field",
      { item: "é", price: 100, n: 5 },
    ]);
  });

  it("takes an empty cell as missing, in quotes too, also where text is declared", () => {
    const needed = vocabulary([event("buy", [field("item", TEXT)])]);
    const log = 'key,type,ts,item\na,buy,1,\nb,buy,2,""\n,buy,3,x\n';
    expect(readAll(log, needed, { format: "csv" }).map(glance)).toEqual([
      "2: missing field: `item` of buy is missing",
      "3: missing field: `item` of buy is missing",
      "4: missing key: `key` is missing",
    ]);
  });

  it("finds a path under its dotted name", () => {
    const nested = vocabulary([], { key: { name: "user", path: ["user", "id"] } });
    expect(readAll("user.id,ts\nu1,5\n", nested, { format: "csv" }).map(glance)).toEqual([
      "2: undeclared u1 5",
    ]);
  });

  it("refuses rows of another length and misplaced quotes, and goes on", () => {
    expect(csv('key,ts\na,1\nb\nc,3,4\nd,"4"x\ne"e,5\nf,6\n')).toEqual([
      "2: undeclared a 1",
      "3: damaged: The row has 1 cell where the header has 2",
      "4: damaged: The row has 3 cells where the header has 2",
      "5: damaged: A quote inside a cell must be doubled, in a cell with quotes around it",
      "6: damaged: A quote inside a cell must be doubled, in a cell with quotes around it",
      "7: undeclared f 6",
    ]);
  });

  it("refuses a row with bytes that are no UTF-8, read or not", () => {
    expect(csv(join("key,ts,x\na,1,", [0xff], "\nb,2,ok\n"))).toEqual([
      "2: damaged: Bytes that are no UTF-8",
      "3: undeclared b 2",
    ]);
  });

  it("refuses every record where the header has a wanted name twice", () => {
    expect(csv("key,ts,key\na,1,b\n")).toEqual(["2: damaged: The header names `key` twice"]);
    expect(csv("key,ts,x,x\na,1,b,c\n")).toEqual(["2: undeclared a 1"]);
  });

  it("says where a quote stays open", () => {
    expect(csv('key,ts\na,1\n"b,2\nc,3\n')).toEqual([
      "2: undeclared a 1",
      "3: damaged: A quote is not closed before the input ends",
    ]);
    const open = `key,ts\na,1\n"${"b,2\n".repeat(30)}c,3\nd,4\n`;
    const records = csv(open, { recordBytesMax: 40 });
    expect(records.slice(0, 3)).toEqual([
      "2: undeclared a 1",
      "3: too long: The record has 41 bytes, more than 40; the first 40 are kept",
      "13: undeclared b 2",
    ]);
    expect(records.at(-1)).toBe("34: undeclared d 4");
  });

  it("reads nothing where there is only a header or less", () => {
    expect(csv("")).toEqual([]);
    expect(csv("key,ts")).toEqual([]);
  });

  it("reads tabs, and rows of empty cells are rows", () => {
    expect(readInPieces('key\tts\ttype\na,b\t1\t"x\ty"\n\t\t\n', { format: "tsv" })).toEqual([
      "2: undeclared a,b 1",
      "3: missing key: `key` is missing",
    ]);
  });

  it("gives cells as members", () => {
    const [record] = readAll('key,ts,x,y\na,1,"q ""é""",\n', shop, { format: "csv" });
    expect(record!.members()).toEqual([
      ["key", '"a"'],
      ["ts", '"1"'],
      ["x", '"q \\"é\\""'],
    ]);
    const [result] = record!.results;
    expect(result?.kind === "event" && result.event.members()).toEqual(record!.members());
  });
});

describe("dead letters", () => {
  it("hold the record whole, with source, position and reason", () => {
    const [record] = readAll('{"key":"k","ts":1,"type":"buy","price":"x"}\r\n', shop);
    const [result] = record!.results;
    if (result?.kind !== "dead") throw new Error("alive");
    const letter = record!.deadLetter(result);
    expect(JSON.parse(encodeDeadLetter(letter))).toEqual({
      source: "log",
      position: 1,
      reason: "unfit field",
      detail: '`price` of buy is "x", which is not a number',
      event: "buy",
      field: "price",
      text: '{"key":"k","ts":1,"type":"buy","price":"x"}',
    });
  });

  it("hold bytes that are no UTF-8 as base64, every byte of them", () => {
    for (let length = 1; length < 8; length++) {
      const line = join([0xff, 0x00, 0xfe, 0x7f, 0x80, 0x01, 0xc3].slice(0, length));
      const [record] = readAll(join([...line], "\n"), shop);
      const [result] = record!.results;
      if (result?.kind !== "dead") throw new Error("alive");
      const { base64 } = JSON.parse(encodeDeadLetter(record!.deadLetter(result)));
      expect(base64).toBe(Buffer.from(line).toString("base64"));
    }
  });
});

describe("names", () => {
  it("of sources are without folders, a second one is told apart", () => {
    expect(sourceNames(["a/log.csv", "b/log.csv", "c", "d/log.csv"])).toEqual([
      "log.csv",
      "log.csv:2",
      "c",
      "log.csv:3",
    ]);
  });

  it("of files say their format", () => {
    expect(
      ["a.ndjson", "a.jsonl.gz", "b.JSON", "c.csv", "d.tsv.gz", "e.avro", "f", "g.log"].map(
        formatOf,
      ),
    ).toEqual(["ndjson", "ndjson", "json", "csv", "tsv", "avro", "ndjson", "ndjson"]);
  });
});
