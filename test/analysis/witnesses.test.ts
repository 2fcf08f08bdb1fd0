import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type Analysis, analyse } from "../../src/analysis/analyse.ts";
import type { Reached } from "../../src/analysis/reached.ts";
import { pointerOf, replay, type Witness } from "../../src/analysis/witness.ts";
import { witnessText } from "../../src/analysis/witnessText.ts";
import type { Automaton } from "../../src/automaton/automaton.ts";
import { compile } from "../../src/compile.ts";
import { catalogue } from "../../src/diagnostic/codes.ts";
import type { Diagnostic } from "../../src/diagnostic/diagnostic.ts";
import { load } from "../../src/machine/machine.ts";
import { framesOf, withoutExpired } from "../../src/machine/stack.ts";
import type { Happening } from "../../src/machine/visitor.ts";
import { broken } from "../golden/broken.ts";
import { inputsOf } from "../machine/rules/life.ts";
import { passagesOf } from "../property/reference.ts";
import { programs } from "../support/programs.ts";

interface Analysed {
  readonly automaton: Automaton;
  readonly analysis: Analysis;
}

/** Every analysis made in this file, whoever asked for it: compiling does. */
const { analysed } = vi.hoisted(() => ({ analysed: [] as Analysed[] }));
vi.mock("../../src/analysis/analyse.ts", async (original) => {
  const real = await original<typeof import("../../src/analysis/analyse.ts")>();
  const watched: typeof analyse = (automaton, ...rest) => {
    const analysis = real.analyse(automaton, ...rest);
    analysed.push({ automaton, analysis });
    return analysis;
  };
  return { ...real, analyse: watched };
});

const EXAMPLE = /`(at [^`]*)`$/;

/** The witnesses that a text's diagnostics show. */
const printed = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics
    .flatMap(({ help }) => help)
    .flatMap(({ text }) => EXAMPLE.exec(text)?.[1] ?? [])
    .filter((text) => text.startsWith("at 0s"));

/** Whether a life came to what its witness is said to come to. */
function arrived(automaton: Automaton, reached: Reached, life: readonly Happening[]): boolean {
  const machine = load(automaton);
  const last = life.at(-1)!;
  if ("fired" in reached) return pointerOf(machine, last) === reached.fired;
  if ("depth" in reached) return framesOf(last.step.configuration.stack).length >= reached.depth;
  const { before, situation, step } = last;
  const seen = withoutExpired(before.stack, machine.kinds, situation.now);
  const top = framesOf(seen)[0]?.kind ?? null;
  return (
    before.state === reached.state &&
    reached.tops.includes(top) &&
    step.failure?.includes("missing") === true
  );
}

const replays = (automaton: Automaton, witness: Witness, reached: Reached): void =>
  expect(
    arrived(automaton, reached, replay(automaton, witness)),
    `${witnessText(automaton, witness)} comes to ${JSON.stringify(reached)}`,
  ).toBe(true);

/** Compiles, replays all witnesses that were found, and gives those that were printed. */
function replayed(name: string, text: string): readonly string[] {
  analysed.length = 0;
  const { diagnostics } = compile({ main: { name, text }, load: () => null });
  const found = analysed.flatMap(({ automaton, analysis }) => {
    for (const { witness, reached } of analysis.witnesses) replays(automaton, witness, reached);
    return analysis.witnesses.map(({ witness }) => witnessText(automaton, witness));
  });
  const shown = printed(diagnostics);
  expect(found).toEqual(expect.arrayContaining(shown.map((each) => `\`${each}\``)));
  return shown;
}

const library = resolve(import.meta.dirname, "../../patterns");
const patternText = (folder: string): string =>
  readFileSync(join(library, folder, "pattern.pda"), "utf8");

describe("every witness replays", () => {
  it("of the broken patterns", () => {
    const shown = broken.flatMap(({ name, text }) => replayed(name, text));
    expect(shown.length).toBeGreaterThanOrEqual(2);
  });

  it("of the catalogue's examples", () => {
    const shown = catalogue.flatMap(({ code, wrong, right }) =>
      [wrong, right].flatMap((text) => replayed(code, text)),
    );
    expect(shown.length).toBeGreaterThanOrEqual(2);
  });

  it("of the library, which rules can fire", () => {
    const folders = readdirSync(library, { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    for (const { name } of folders) {
      const main = { name, text: patternText(name) };
      const { automaton, facts } = compile({ main, load: () => null }).patterns[0]!;
      for (const pointer of rulesOf(automaton)) {
        const firing = facts.firing(pointer);
        expect(firing, `${name} ${pointer}`).not.toBe("never");
        if (typeof firing !== "string") replays(automaton, firing, { fired: pointer });
      }
    }
  });
});

const rulesOf = (automaton: Automaton): readonly string[] =>
  (["states", "groups"] as const).flatMap((list) =>
    automaton[list].flatMap((owner, i) =>
      (["transitions", "timers"] as const).flatMap((kind) =>
        owner[kind].map((_, n) => `/${list}/${i}/${kind}/${n}`),
      ),
    ),
  );

/** Without what makes reads of frames safe and the stack bounded. */
function bared(automaton: Automaton): Automaton {
  const bare = <T extends { readonly guard: unknown }>(rule: T): T => ({ ...rule, guard: null });
  const owner = <T extends Automaton["states"][number] | Automaton["groups"][number]>(
    one: T,
  ): T => ({
    ...one,
    transitions: one.transitions.map(bare),
    timers: one.timers.map(bare),
  });
  return {
    ...automaton,
    stack: { ...automaton.stack, depth: null },
    states: automaton.states.map(owner),
    groups: automaton.groups.map(owner),
  };
}

describe("witnesses of random programs", () => {
  const numRuns = Number(process.env.PROGRAMS ?? 60);
  const seed = Number(process.env.SEED ?? 1);

  it("replay, also from their text, written as a scenario", () => {
    let shown = 0;
    const sound = (text: string) => {
      const main = { name: "generated.pda", text };
      const { patterns, scenarios, diagnostics } = compile({ main, load: () => null });
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      return errors.length === 0 ? { pattern: patterns[0]!, scenario: scenarios[0] } : null;
    };
    fc.assert(
      fc.property(
        programs((text) => sound(text) !== null),
        ({ text }) => {
          const { automaton, obligations } = sound(text)!.pattern;
          const bare = bared(automaton);
          const { witnesses, diagnostics } = analyse(bare, () => undefined, obligations);
          shown += printed(diagnostics).length;
          for (const { witness, reached } of witnesses) {
            replays(bare, witness, reached);
            const lines = witnessText(bare, witness).slice(1, -1);
            const told = `${text}\nscenario "witness" for tried {\n${lines.replaceAll(/, (?=at -?\d)/g, "\n")}\n}\n`;
            const scenario = sound(told)!.scenario!;
            const [inputs] = [...inputsOf(scenario).values()];
            const life = [...passagesOf(load(bare), inputs!)].flatMap(
              ([, passage]) => passage?.happenings ?? [],
            );
            expect(arrived(bare, reached, life), lines).toBe(true);
          }
        },
      ),
      { numRuns, seed },
    );
    expect(shown).toBeGreaterThanOrEqual(numRuns / 4);
  });

  it("of rules that fire replay; what never fires has none", () => {
    let witnesses = 0;
    let rules = 0;
    fc.assert(
      fc.property(
        programs((text) => text.length < 1500),
        ({ text }) => {
          const [pattern] = compile({
            main: { name: "generated.pda", text },
            load: () => null,
          }).patterns;
          if (pattern === undefined) return;
          for (const pointer of rulesOf(pattern.automaton)) {
            const firing = pattern.facts.firing(pointer);
            rules++;
            if (typeof firing === "string") continue;
            witnesses++;
            replays(pattern.automaton, firing, { fired: pointer });
          }
        },
      ),
      { numRuns: Math.ceil(numRuns / 10), seed },
    );
    expect(witnesses).toBeGreaterThan(rules / 4);
  });
});
