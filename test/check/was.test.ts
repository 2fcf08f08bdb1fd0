import { describe, expect, it } from "vitest";
import { fingerprint } from "../../src/automaton/fingerprint.ts";
import { NO_MAPPING } from "../../src/check/mapping.ts";
import { compile } from "../../src/compile.ts";
import { format } from "../../src/syntax/print.ts";

const compiled = (text: string) => compile({ main: { name: "shop.pda", text }, load: () => null });

/** Whatever can be said once, with comments where they may stand. */
const SAID = `events shop {
  key visitor
  time ts
  event search { term: text }
  event was { size: integer }
}

pattern found on shop {
  session gap 30m
  stack
    query was search { // what was asked
      term was phrase: text, rank was -1: integer, when was 1h30m: duration? },
    was was were { was: text? } depth 9 refuse
  remember sum was total: decimal(2) = 0
  remember seen was true: boolean = false // since March
  remember was: integer = 0
  emits told { term: text, rank: integer, pause: duration?, was: text? }
  start looking
  state looking was looking, reading, // both
      searching {
    on search -> was { push query { term, rank: 1 } seen = true }
  }
  group inside was within {
    state was was old { on was if seen { sum = sum + size was = was + 1
      push was { was: key }
      emit told { term: nearest query.term or else "none", rank: was, pause: nearest query.when, was: nearest was.was }
      call paying then -> looking } }
  }
  part paying was checkout { start paid state paid was done { on any { return } } }
}
`;

/** The same without a word of it. */
const UNSAID = SAID.replaceAll(/\/\/.*/g, "")
  .replace("was looking, reading, \n      searching", "")
  .replaceAll(/ was (search|phrase|-1|1h30m|were|total|true|within|old|checkout|done)\b/g, "");

describe("`was`", () => {
  it("is no part of the automaton, whose fingerprint is the same with it and without", () => {
    const [said, unsaid] = [compiled(SAID), compiled(UNSAID)];
    expect(said.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(unsaid.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const [one, other] = [said.patterns[0]!, unsaid.patterns[0]!];
    expect(one.automaton).toEqual(other.automaton);
    expect(fingerprint(one.automaton)).toBe(fingerprint(other.automaton));
    expect(other.mapping).toEqual(NO_MAPPING);
    expect(one.mapping).toEqual({
      places: new Map([
        ["looking", ["looking", "reading", "searching"]],
        ["inside", ["within"]],
        ["was", ["old"]],
        ["paying", ["checkout"]],
        ["paid", ["done"]],
      ]),
      kinds: new Map([
        ["query", "search"],
        ["was", "were"],
      ]),
      registers: new Map([
        ["sum", { kind: "name", name: "total" }],
        ["seen", { kind: "value", value: true }],
      ]),
      fields: new Map([
        [
          "query",
          new Map([
            ["term", { kind: "name", name: "phrase" }],
            ["rank", { kind: "value", value: "-1" }],
            ["when", { kind: "value", value: 5_400_000 }],
          ]),
        ],
      ]),
    });
  });

  it("is printed as it was meant, comments and all, and again the same", () => {
    const once = format({ name: "shop.pda", text: SAID }).text!;
    expect(format({ name: "shop.pda", text: once }).text).toBe(once);
    for (const comment of ["// what was asked", "// since March", "// both"])
      expect(once).toContain(comment);
    expect(compiled(once).patterns[0]!.mapping).toEqual(compiled(SAID).patterns[0]!.mapping);
  });
});
