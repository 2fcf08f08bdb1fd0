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

/** Says of some names what they were before: the automaton is the same. */
function mapped(draw: Draw, text: string): string {
  let olds = 0;
  const old = (word: string): string => (draw.chance(0.3) ? ` was ${word}${++olds}` : "");
  return text
    .split("\n")
    .map((line) => {
      const place = line.replace(/^\s*(state|group|part) \w+/, (head, word) => {
        const first = old(word);
        return (
          head +
          first +
          (first !== "" && word === "state" && draw.chance(0.4) ? `, x${++olds}` : "")
        );
      });
      const register = place.replace(/^\s*remember \w+(?=: (\w+))/, (head, type) =>
        type === "integer" && draw.chance(0.5)
          ? `${head} was ${draw.pick(["-7", "0"])}`
          : head + old("was"),
      );
      if (!/^\s*stack /.test(register)) return register;
      const [kinds = "", ...depth] = register.split(" depth ");
      const renamed = kinds
        .replaceAll(/(?<=stack |, )\w+(?= \{)/g, (kind) => kind + old("kind"))
        .replaceAll(/\w+(?=: )/g, (field) => field + old("field"));
      return [renamed, ...depth].join(" depth ");
    })
    .join("\n");
}

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
    let told = 0;
    fc.assert(
      fc.property(
        programs((text) => automatonOf(text) !== null),
        fc.nat(),
        ({ text }, layout) => {
          const draw = drawingFrom(layout);
          const said = mapped(draw, text);
          told += said === text ? 0 : 1;
          const written = disarrange(draw, said);
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
    expect(told).toBeGreaterThan(RUNS / 4);
  });
});
