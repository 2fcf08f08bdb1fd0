import { describe, expect, it } from "vitest";
import type { Vocabulary } from "../../src/automaton/automaton.ts";
import { DeadSummary } from "../../src/records/dead-summary.ts";
import { decimal, event, field, INTEGER, readAll, TEXT, vocabulary } from "./mapping.ts";

const shop = vocabulary([
  event("reading", [field("value", { kind: "number" })]),
  event("buy", [
    field("price", decimal(2)),
    field("n", INTEGER),
    field("size", { kind: "text", values: ["s", "m"] }),
  ]),
]);

function summary(of: Vocabulary, ...lines: readonly string[]): readonly string[] {
  const dead = new DeadSummary([of]);
  for (const record of readAll(lines.join("\n"), of)) {
    const [result] = record.results;
    if (result?.kind === "dead")
      dead.add({ kind: "record", vocabulary: 0, letter: record.deadLetter(result) });
  }
  return dead.groups().map(({ sentence, first }) => `${sentence} (${first})`);
}
const of = (type: string, more: string) => `{"key":"k","ts":1,"type":"${type}"${more}}`;

describe("the summary of dead letters", () => {
  it("names reason, field, count and the way out, the most frequent first", () => {
    const missing = Array.from({ length: 139 }, () => of("reading", ""));
    const buy = (price: string, n: string, size: string) =>
      of("buy", `,"price":${price},"n":${n},"size":${size}`);
    expect(
      summary(
        shop,
        ...missing,
        buy("9.955", "1", '"s"'),
        buy("1", "1", '"xl"'),
        buy("1", "1", '"l"'),
        buy('"a"', "1", '"s"'),
        buy("1", "1e40", '"s"'),
        '{"ts":1}',
        '{"key":{},"ts":1}',
        '{"key":"k"}',
        '{"key":"k","ts":"soon"}',
        "{",
      ),
    ).toEqual([
      "`value` is missing in 139 records: declare it `number?` (log#1)",
      "`size` is none of its listed texts in 2 records: list them, or declare it `text` (log#141)",
      "`price` has more decimal places than `decimal(2)` in 1 record: declare more, or `rounded` (log#140)",
      "`price` is not `decimal(2)` in 1 record: declare it as what it is, `text` if nothing else (log#143)",
      "`n` is larger than `integer` can hold in 1 record: declare it `text` (log#144)",
      "`key` is missing in 1 record: say where the key stands with `key key from …` (log#145)",
      "`key` is an object or a list in 1 record: say which part is the key with `key key from …` (log#146)",
      "`ts` is missing in 1 record: say where the time stands with `time ts from …` (log#147)",
      "`ts` is no point in time in 1 record: write it as milliseconds or as 2024-01-01T00:00:00Z, and say `in seconds` of seconds (log#148)",
      "1 record cannot be read: ask for another `--format` if it is all of them, or mend what writes them (log#149)",
    ]);
  });

  it("says of texts what they are not", () => {
    const texts = vocabulary([event("e", [field("x", TEXT)])]);
    expect(summary(texts, '{"key":"k","ts":1,"type":"e","x":[]}')).toEqual([
      "`x` is not a text in 1 record: declare it as what it is, `text` if nothing else (log#1)",
    ]);
  });

  it("tells failed steps from refused records", () => {
    const dead = new DeadSummary([shop]);
    const place = { pattern: "credit", key: "v1", lane: [], instant: 0 };
    const reason = "division by zero";
    for (const step of [
      { kind: "event", event: "log#7", ...place, reason },
      { kind: "event", event: "log#8", ...place, reason },
      { kind: "due", name: "waiting.1", ...place, reason },
      { kind: "due", name: "end", ...place, reason },
      { kind: "stalled", name: "end", ...place, reason: "more than 10000 timers fell due" },
    ] as const)
      dead.add({ kind: "step", step, record: null });
    expect(dead.count).toBe(5);
    expect(dead.groups().map(({ sentence }) => sentence)).toEqual([
      "`credit` could not step 2 records: division by zero",
      "`credit` failed in timer `waiting.1`, 1 time: division by zero",
      "`credit` failed in `on end` of 1 session: division by zero",
      "`credit` ended 1 session that would not rest: more than 10000 timers fell due",
    ]);
  });
});
