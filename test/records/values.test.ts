import { describe, expect, it } from "vitest";
import type { Type } from "../../src/automaton/automaton.ts";
import { decimal, field, INTEGER, mapOne, TEXT } from "./mapping.ts";
import { readX, record, shop } from "./one-record.ts";

describe("rule 3: values", () => {
  it.each([
    ["20", INTEGER, 20],
    ['"20"', INTEGER, 20],
    ["5.0", INTEGER, 5],
    ["1e2", INTEGER, 100],
    ["-0", INTEGER, 0],
    ["-0.0", INTEGER, 0],
    ["9007199254740991", INTEGER, 9007199254740991],
    ["9007199254740993", INTEGER, 9007199254740993n],
    [
      '"-12345678901234567890123456789012345678"',
      INTEGER,
      -12345678901234567890123456789012345678n,
    ],
    ["123456789012345678901234567890123456789", INTEGER, "too many digits"],
    ["5.5", INTEGER, "too many places"],
    ['"007"', INTEGER, "unfit field"],
    ['"+5"', INTEGER, "unfit field"],
    ['" 5"', INTEGER, "unfit field"],
    ['"5 "', INTEGER, "unfit field"],
    ['"5."', INTEGER, "unfit field"],
    ['".5"', INTEGER, "unfit field"],
    ['"-"', INTEGER, "unfit field"],
    ['"1_000"', INTEGER, "unfit field"],
    ["true", INTEGER, "unfit field"],
    ["[5]", INTEGER, "unfit field"],
    ["{}", INTEGER, "unfit field"],
    ["9.95", decimal(2), 995],
    ['"9.95"', decimal(2), 995],
    ["9.9500", decimal(2), 995],
    ["9", decimal(2), 900],
    ["-0.05", decimal(2), -5],
    ["9.955", decimal(2), "too many places"],
    ["90071992547409.93", decimal(2), 9007199254740993n],
    ["1e-2", decimal(2), 1],
    ["20.5", { kind: "number" }, 20.5],
    ['"20.5"', { kind: "number" }, 20.5],
    ["-0.0", { kind: "number" }, 0],
    ["1e308", { kind: "number" }, 1e308],
    ["1e309", { kind: "number" }, "too many digits"],
    ["9007199254740993", { kind: "number" }, 9007199254740992],
    ['"NaN"', { kind: "number" }, "unfit field"],
    ["true", { kind: "boolean" }, true],
    ['"false"', { kind: "boolean" }, false],
    ["1", { kind: "boolean" }, "unfit field"],
    ['"True"', { kind: "boolean" }, "unfit field"],
    ['"a"', TEXT, "a"],
    ['""', TEXT, ""],
    ["17850.0", TEXT, "17850.0"],
    ["false", TEXT, "false"],
    ["[]", TEXT, "unfit field"],
    ['"x"', { kind: "text", values: ["x", "y"] }, "x"],
    ['"z"', { kind: "text", values: ["x", "y"] }, "not listed"],
    ['""', { kind: "text", values: ["x", "y"] }, "missing field"],
    ['""', { kind: "text", values: ["x", ""] }, ""],
    ['"2024-01-01"', { kind: "time" }, 1704067200000],
    ["1000.7", { kind: "time" }, 1000],
    ['"soon"', { kind: "time" }, "unfit field"],
    ['"30m"', { kind: "duration" }, 1800000],
    ['"1h30m"', { kind: "duration" }, 5400000],
    ["1500", { kind: "duration" }, 1500],
    ['"1500"', { kind: "duration" }, 1500],
    ["1.5", { kind: "duration" }, "too many places"],
    ['"30min"', { kind: "duration" }, "unfit field"],
    ["1e17", { kind: "duration" }, "too many digits"],
  ] as [string, Type, unknown][])("%s as %o is %s", (json, type, value) => {
    expect(readX(json, type)).toBe(value);
  });

  it("more places than declared are rounded half away from zero where the field says so", () => {
    expect(readX("9.955", decimal(2), "~")).toBe(996);
    expect(readX("-9.955", decimal(2), "~")).toBe(-996);
    expect(readX("9.9549999999999999999999", decimal(2), "~")).toBe(995);
    expect(readX("0.5", INTEGER, "~")).toBe(1);
    expect(readX("1.5", { kind: "duration" }, "~")).toBe(2);
  });

  it("null, absence and empty text are missing: a dead letter unless optional", () => {
    for (const json of ["null", '""']) {
      expect(readX(json, INTEGER)).toBe("missing field");
      expect(readX(json, INTEGER, "?")).toBe(undefined);
    }
    expect(readX("null", TEXT)).toBe("missing field");
    const result = mapOne(record(""), shop(field("x", INTEGER, "?"), field("y", TEXT, "?")));
    expect(result.kind === "event" && Object.keys(result.event.fields)).toEqual([]);
  });

  it("a wrong optional value is not a missing one", () => {
    expect(readX('"abc"', INTEGER, "?")).toBe("unfit field");
  });

  it("reads paths through objects and lists", () => {
    const fields = [
      field("sku", TEXT, "", ["items", "0", "sku"]),
      field("q", TEXT, "?", ["query", "q"]),
    ];
    expect(
      mapOne(record('"items":[{"sku":"a"},{"sku":"b"}],"query":{"q":"x"}'), shop(...fields)),
    ).toMatchObject({
      event: { fields: { sku: "a", q: "x" } },
    });
    expect(mapOne(record('"items":{"0":{"sku":"c"}},"query":7'), shop(...fields))).toMatchObject({
      event: { fields: { sku: "c" } },
    });
  });

  it("names such as __proto__ and constructor are fields like any other", () => {
    const result = mapOne(
      record('"__proto__":"p","constructor":1'),
      shop(field("__proto__", TEXT), field("constructor", INTEGER), field("toString", TEXT, "?")),
    );
    if (result.kind === "dead") throw new Error(result.detail);
    expect(Object.entries(result.event.fields)).toEqual([
      ["__proto__", "p"],
      ["constructor", 1],
    ]);
    expect(result.event.fields.toString).toBe(undefined);
  });
});
