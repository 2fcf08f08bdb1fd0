import type { Automaton } from "../../src/automaton/automaton.ts";
import { compile } from "../../src/compile.ts";
import type { Source } from "../../src/diagnostic/diagnostic.ts";
import { load } from "../../src/machine/machine.ts";
import { pictureOf } from "./picture.ts";
import type { Compiled } from "./questions.ts";
import { scenarioViews } from "./scenarios.ts";

/** A text as the engine runs it and as the page shows it; with errors there is nothing to run. */
export function compiling(source: Source): {
  readonly automata: readonly Automaton[];
  readonly compiled: Compiled;
} {
  const { patterns, scenarios, diagnostics } = compile({ main: source, load: () => null });
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (errors > 0) return { automata: [], compiled: { errors, pictures: [], scenarios: [] } };
  const automata = patterns.map(({ automaton }) => automaton);
  return {
    automata,
    compiled: {
      ...{ errors, pictures: patterns.map((pattern) => pictureOf(pattern, diagnostics)) },
      scenarios: scenarioViews(automata.map(load), scenarios),
    },
  };
}
