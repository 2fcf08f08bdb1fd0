import { describe, expect, it } from "vitest";
import { DEAD_REASONS, type DeadReason } from "../../src/records/dead-letter.ts";
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

function summary(...lines: readonly string[]): readonly string[] {
  const dead = new DeadSummary(shop);
  for (const record of readAll(lines.join("\n"), shop)) {
    const [result] = record.results;
    if (result?.kind === "dead") dead.add(result, `log#${record.position}`);
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
      "The record is not what its format asks for: 1 record (log#149)",
    ]);
  });

  it("says of texts what they are not", () => {
    const texts = vocabulary([event("e", [field("x", TEXT)])]);
    const dead = new DeadSummary(texts);
    const [record] = readAll('{"key":"k","ts":1,"type":"e","x":[]}', texts);
    const [result] = record!.results;
    if (result?.kind === "dead") dead.add(result, "log#1");
    expect(dead.groups()[0]?.sentence).toBe(
      "`x` is not a text in 1 record: declare it as what it is, `text` if nothing else",
    );
  });

  it("has a sentence for every reason", () => {
    for (const [reason, sentence] of Object.entries(DEAD_REASONS)) {
      expect(sentence, reason as DeadReason).toMatch(/^[A-Z].*[^.]$/);
    }
  });
});
