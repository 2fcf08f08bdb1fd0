import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../src/automaton/fingerprint.ts";
import { format } from "../../src/syntax/print.ts";
import { type Draw, drawingFrom } from "../support/draw.ts";
import { programs } from "../support/programs.ts";
import { automatonOf } from "./three-ways.ts";

const RUNS = Number(process.env.PROGRAMS ?? 200);
const SEED = Number(process.env.SEED ?? 1);

const formatted = (text: string): string => format({ name: "generated.pda", text }).text!;

/** The comments of a text in order, without what stands around them. */
const commentsOf = (text: string): string[] => text.match(/\/\/ note \d+/g) ?? [];

/** Puts comments and odd blanks where line ends and gaps are. */
function disarrange(draw: Draw, text: string): string {
  let notes = 0;
  return text
    .split("\n")
    .map((line) =>
      draw.chance(0.2) ? line.replaceAll("  ", () => draw.pick(["\n", "   ", " "])) : line,
    )
    .map((line) => (draw.chance(0.15) ? `${line}  // note ${++notes}` : line))
    .map((line) => (draw.chance(0.1) ? `// note ${++notes}\n${line}` : line))
    .map((line) => (draw.chance(0.1) ? `\n\n\t${line}` : line))
    .join(draw.chance(0.1) ? "\r\n" : "\n");
}

describe("formatting generated programs", () => {
  it("changes no meaning, keeps the comments, and is idempotent", () => {
    fc.assert(
      fc.property(
        programs((text) => automatonOf(text) !== null),
        fc.nat(),
        ({ text }, layout) => {
          const written = disarrange(drawingFrom(layout), text);
          const once = formatted(written);
          expect(formatted(once)).toBe(once);
          expect(commentsOf(once)).toEqual(commentsOf(written));
          const [before, after] = [automatonOf(text), automatonOf(once)];
          expect(after).not.toBeNull();
          expect(fingerprint(after!)).toBe(fingerprint(before!));
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
