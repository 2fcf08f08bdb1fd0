import { expect, it } from "vitest";
import { answerLine } from "../../../playground/watch/answer-line.ts";

it.each([
  ["So it would have come (* changed):", "said", "", "So it would have come (* changed):", false],
  ['    10:02:15  cart { a: "b  c" }', "step", "10:02:15", 'cart { a: "b  c" }', false],
  ["  * 10:32:15  purchase {}", "step", "10:32:15", "purchase {}", true],
  ["              clear", "did", "", "clear", false],
  ["  - `cart` is missing", "other", "", "`cart` is missing", false],
] as const)("knows what a line of an answer is: %s", (line, is, time, text, changed) => {
  expect(answerLine(line)).toEqual({ is, time, text, changed });
});
