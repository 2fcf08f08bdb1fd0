import { describe, expect, it } from "vitest";
import {
  decimal,
  event,
  field,
  glance,
  INTEGER,
  mapOne,
  readAll,
  TEXT,
  vocabulary,
  when,
} from "./mapping.ts";
import { record, shop } from "./one-record.ts";

describe("rule 1: key and time", () => {
  const keyOf = (json: string) => {
    const result = mapOne(`{"key":${json},"ts":1}`, vocabulary([]));
    return result.kind === "event" ? result.event.key : result.reason;
  };
  it.each([
    ['"a"', "a"],
    ["17850", "17850"],
    ["17850.0", "17850.0"],
    ["12345678901234567890", "12345678901234567890"],
    ["-0", "-0"],
    ["1e2", "1e2"],
    ["true", "true"],
    ['"ключ \\u00e9 😀"', "ключ é 😀"],
    ['" "', " "],
    ['""', "missing key"],
    ["null", "missing key"],
    ["{}", "unfit key"],
    ["[1]", "unfit key"],
  ])("a key %s is %s", (json, key) => expect(keyOf(json)).toBe(key));

  it("without a key or a time a record is a dead letter", () => {
    expect(mapOne('{"ts":1}', vocabulary([]))).toMatchObject({
      reason: "missing key",
      field: "key",
    });
    expect(mapOne('{"key":"k"}', vocabulary([]))).toMatchObject({
      reason: "missing time",
      field: "ts",
    });
    expect(mapOne('{"key":"k","ts":""}', vocabulary([]))).toMatchObject({ reason: "missing time" });
  });

  const timeOf = (json: string, time: { unit?: "seconds"; zone?: string } = {}) => {
    const declared = {
      name: "ts",
      path: ["ts"],
      unit: "milliseconds",
      zone: "UTC",
      ...time,
    } as const;
    const result = mapOne(`{"key":"k","ts":${json}}`, vocabulary([], { time: declared }));
    return result.kind === "event" ? result.event.time : result.reason;
  };
  it.each([
    ["1541599523000", 1541599523000],
    ['"1541599523000"', 1541599523000],
    ["1541599523000.9", 1541599523000],
    ["-0.5", -1],
    ["1.5e12", 1500000000000],
    ['"2024"', 2024],
    ['"007"', "unfit time"],
    ['"+5"', "unfit time"],
    ['" 5"', "unfit time"],
    ["8640000000000001", "unfit time"],
    ["1e400", "unfit time"],
    ["true", "unfit time"],
    ["{}", "unfit time"],
    ['"2024-01-01"', 1704067200000],
    ['"2024-01-01T00:00:01Z"', 1704067201000],
    ['"2024-01-01 00:00:01"', 1704067201000],
    ['"2024-01-01T00:00:01.250Z"', 1704067201250],
    ['"2024-01-01T00:00:01.123456789Z"', 1704067201123],
    ['"2024-01-01T01:00+01:00"', 1704067200000],
    ['"2024-01-01 00:00:00 UTC"', 1704067200000],
    ['"2024-02-30"', "unfit time"],
    ['"2024-02-30T00:00:00Z"', "unfit time"],
    ['"2024-01-01T24:00:00Z"', "unfit time"],
    ['"2024-01-01T00:60:00Z"', "unfit time"],
    ['"yesterday"', "unfit time"],
  ])("a time %s is %s", (json, time) => expect(timeOf(json)).toBe(time));

  it("seconds where declared, never guessed", () => {
    expect(timeOf("1541599523", { unit: "seconds" })).toBe(1541599523000);
    expect(timeOf('"1541599523.1239"', { unit: "seconds" })).toBe(1541599523123);
    expect(timeOf('"2024-01-01"', { unit: "seconds" })).toBe(1704067200000);
    expect(timeOf("1541599523")).toBe(1541599523);
  });

  it("without a zone of its own in the declared one, the day kept or not", () => {
    const berlin = { zone: "Europe/Berlin" };
    expect(timeOf('"2024-07-01T12:00:00"', berlin)).toBe(Date.UTC(2024, 6, 1, 10));
    expect(timeOf('"2024-07-01T12:00:00Z"', berlin)).toBe(Date.UTC(2024, 6, 1, 12));
    expect(timeOf('"2024-03-31T02:30:00"', berlin)).toBe("unfit time");
    expect(timeOf('"2024-10-27T02:30:00"', berlin)).toBe(Date.UTC(2024, 9, 27, 0, 30));
    const lines = [
      "2024-01-01T00:00:00Z",
      "2024-01-01T23:59:59.999Z",
      "2024-01-02 00:00:00Z",
      "2024-01-02T25:00:00Z",
    ];
    const log = lines.map((ts) => JSON.stringify({ key: "k", ts })).join("\n");
    expect(
      readAll(log, vocabulary([]))
        .map((each) => each.results[0])
        .map((result) => (result?.kind === "event" ? result.event.time : null)),
    ).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2) - 1, Date.UTC(2024, 0, 2), null]);
  });
});

describe("rule 2: which event a record is", () => {
  const named = (json: string, events: readonly ReturnType<typeof event>[]) => {
    const result = mapOne(json, vocabulary(events));
    return result.kind === "event" ? result.event.name : result.reason;
  };
  const typed = (type: string, more = "") => `{"key":"k","ts":1,"type":${type}${more}}`;

  it("the first declaration whose type name fits", () => {
    const events = [
      event("clickout", [], { is: { names: ["clickout item", "clickout"] } }),
      event("interaction", [], { is: { prefix: "interaction" } }),
      event("five", [], { is: { names: ["5"] } }),
      event("late", [], { is: { names: ["clickout item"] } }),
    ];
    expect(named(typed('"clickout item"'), events)).toBe("clickout");
    expect(named(typed('"interaction item image"'), events)).toBe("interaction");
    expect(named(typed("5"), events)).toBe("five");
    expect(named(typed('"other"'), events)).toBe(null);
    expect(named('{"key":"k","ts":1}', events)).toBe(null);
  });

  it("both `is` and `when` must fit, and `when` alone asks for no type", () => {
    const events = [
      event("paid", [], { is: { names: ["buy"] }, when: when("total", ">", { number: "9.95" }) }),
      event("page", [], { is: null, when: when("page.path", "=", "/search") }),
    ];
    expect(named(typed('"buy"', ',"total":9.950'), events)).toBe(null);
    expect(named(typed('"buy"', ',"total":9.951'), events)).toBe("paid");
    expect(named(typed('"buy"', ',"total":"10"'), events)).toBe("paid");
    expect(named(typed('"sell"', ',"total":10'), events)).toBe(null);
    expect(named(typed('"any"', ',"page":{"path":"/search"}'), events)).toBe("page");
  });

  it.each([
    ["x", "=", "1.0", "1.0", true],
    ["x", "=", "1", "1.0", false],
    ["x", "=", { number: "1" }, "1.0", true],
    ["x", "=", { number: "1" }, '"1e0"', true],
    ["x", "=", { number: "1" }, '"01"', false],
    ["x", "!=", { number: "1" }, '"01"', true],
    ["x", "<", { number: "0" }, "-1e-400", true],
    ["x", ">", { number: "9007199254740992" }, "9007199254740993", true],
    ["x", ">=", { number: "-2" }, "-2.00", true],
    ["x", "<", { number: "-2" }, "-10", true],
    ["x", "=", true, "true", true],
    ["x", "=", true, '"true"', true],
    ["x", "=", true, "1", false],
    ["x", "!=", false, "1", true],
    ["x", "<", "b", '"a"', true],
    ["x", "<", "\u{1f600}", '"\uffff"', true],
    ["x", "=", "", '""', true],
    ["x", "=", "a", "null", false],
    ["x", "!=", "a", "null", true],
    ["x", "<", "a", "null", false],
    ["x", "=", "a", '["a"]', false],
  ] as const)("when %s %s %o is, of %s, %s", (path, operator, value, json, fits) => {
    const events = [event("e", [], { is: null, when: when(path, operator, value) })];
    expect(named(typed('"t"', `,"x":${json}`), events)).toBe(fits ? "e" : null);
  });

  it("a comparison with what is not there is false, != is its negation; and, or, not", () => {
    const equal = when("x", "=", "a");
    const events = (condition: Parameters<typeof event>[2]) => [
      event("e", [], { is: null, ...condition }),
    ];
    expect(named(typed('"t"'), events({ when: equal }))).toBe(null);
    expect(named(typed('"t"'), events({ when: when("x", "!=", "a") }))).toBe("e");
    expect(named(typed('"t"'), events({ when: { op: "not", operand: equal } }))).toBe("e");
    expect(
      named(
        typed('"t"', ',"x":"a"'),
        events({ when: { op: "and", left: equal, right: when("ts", "=", { number: "1" }) } }),
      ),
    ).toBe("e");
    expect(
      named(
        typed('"t"', ',"x":"b"'),
        events({ when: { op: "or", left: equal, right: when("x", "=", "b") } }),
      ),
    ).toBe("e");
  });

  it("all declared fields are checked, and no later declaration is tried", () => {
    const events = [
      event("first", [field("n", INTEGER)], { is: { names: ["t"] } }),
      event("second", [], { is: { names: ["t"] } }),
    ];
    expect(named(typed('"t"', ',"n":"x"'), events)).toBe("unfit field");
    expect(named(typed('"t"'), events)).toBe("missing field");
  });

  it("reads the type name where it is said to stand", () => {
    const result = mapOne(
      '{"key":"k","ts":1,"meta":{"kind":"buy"}}',
      vocabulary([event("buy", [])], { typePath: ["meta", "kind"] }),
    );
    expect(result).toMatchObject({ kind: "event", event: { name: "buy" } });
  });

  it("dead is per block", () => {
    const strict = vocabulary([event("t", [field("n", INTEGER)])]);
    const lax = vocabulary([event("t", [field("n", TEXT)])]);
    const [first] = readAll('{"key":"k","ts":1,"type":"t","n":"x"}', strict, { also: [lax] });
    expect(first!.results.map(({ kind }) => kind)).toEqual(["dead", "event"]);
    const [second] = readAll(
      '{"key":"k","ts":1,"a":1,"a":2}',
      vocabulary([event("t", [field("a", TEXT)])]),
      { also: [lax] },
    );
    expect(second!.results.map(({ kind }) => kind)).toEqual(["dead", "event"]);
  });
});

describe("ids and members", () => {
  it("E is the declared id, else the position; a missing or unfit id leaves the position", () => {
    const declared = vocabulary([], { id: { name: "id", path: ["id"] } });
    const ids = (log: string) =>
      readAll(log, declared).map(({ results: [result] }) =>
        result?.kind === "event" ? result.event.id : null,
      );
    expect(
      ids('{"key":"k","ts":1,"id":7.0}\n\n{"key":"k","ts":1}\n{"key":"k","ts":1,"id":{}}\n'),
    ).toEqual(["7.0", "log#3", "log#4"]);
  });

  it("counts positions without a gap over the thousands", () => {
    const log = Array.from({ length: 2105 }, () => '{"key":"k","ts":1}\n').join("");
    const ids = readAll(log, vocabulary([]), { chunk: 997 }).map(({ results: [result] }) =>
      result?.kind === "event" ? result.event.id : null,
    );
    expect(ids).toEqual(Array.from({ length: 2105 }, (_, i) => `log#${i + 1}`));
  });

  it("members keep source order and digits; the last of a name counts", () => {
    const json =
      '{ "b" : 1.50 , "key":"k","ts":1, "n":9007199254740993,"x":{ "y" : [ 1 , "\\u00e9\\/" ] },"b":2E5, "e":{}, "l":[ ] }';
    const result = mapOne(json, vocabulary([]));
    expect(result.kind === "event" && result.event.members()).toEqual([
      ["b", "2E5"],
      ["key", '"k"'],
      ["ts", "1"],
      ["n", "9007199254740993"],
      ["x", '{"y":[1,"é/"]}'],
      ["e", "{}"],
      ["l", "[]"],
    ]);
  });
});

describe("details", () => {
  it("say field, event and value in one sentence", () => {
    expect(
      readAll(
        [
          record('"x":"abc"'),
          record('"x":9.955'),
          record(""),
          '{"ts":1}',
          '{"key":"k","ts":"soon"}',
        ].join("\n"),
        shop(field("x", decimal(2))),
      ).map(glance),
    ).toEqual([
      '1: unfit field: `x` of buy is "abc", which is not a number',
      "2: too many places: `x` of buy is 9.955, which has more than 2 decimal places",
      "3: missing field: `x` of buy is missing",
      "4: missing key: `key` is missing",
      '5: unfit time: `ts` is "soon", which is not a time',
    ]);
  });
});
