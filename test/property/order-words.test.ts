import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../src/automaton/fingerprint.ts";
import { orderTexts } from "../../src/automaton/listing.ts";
import { verify } from "../../src/automaton/verify.ts";
import { format } from "../../src/syntax/print.ts";
import { ORDER_CONSTRUCTS, programs } from "../support/programs.ts";
import { automatonOf } from "./three-ways.ts";

const RUNS = Number(process.env.PROGRAMS ?? 25);
const SEED = Number(process.env.SEED ?? 1);
const ordered = programs((text) => automatonOf(text) !== null, { ordered: true });

const formatted = (text: string): string => format({ name: "generated.pda", text }).text!;

describe("generated programs with order words", () => {
  it("keep their meaning when formatted, verify, and have a version of their own", () => {
    fc.assert(
      fc.property(ordered, ({ text }) => {
        const once = formatted(text);
        expect(formatted(once)).toBe(once);
        const [before, after] = [automatonOf(text)!, automatonOf(once)!];
        expect(fingerprint(after)).toBe(fingerprint(before));
        expect(verify(JSON.parse(JSON.stringify(before)))).toEqual({ ok: true, automaton: before });
        const { order, ...without } = before;
        expect(fingerprint(without) === fingerprint(before)).toBe(order === undefined);
        // What a listing shows of them is text that compiles to them.
        const lines = orderTexts(before).join("\n");
        const bare = once.replaceAll(/^ {2}(?:dedupe|reorder|order by|late|follow) .*\n/gm, "");
        const again = automatonOf(bare.replace(/^ {2}start /m, `${lines}\n  start `))!;
        expect(fingerprint(again)).toBe(fingerprint(before));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it("have all of them", () => {
    const some = fc.sample(programs(undefined, { ordered: true }), { seed: SEED, numRuns: 60 });
    const seen = new Set(some.flatMap(({ constructs }) => [...constructs]));
    expect(ORDER_CONSTRUCTS.filter((construct) => !seen.has(construct))).toEqual([]);
  });
});
