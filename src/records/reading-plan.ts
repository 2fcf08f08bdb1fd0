import type { Automaton, Vocabulary } from "../automaton/automaton.ts";
import { canonicalJson } from "../automaton/canonical.ts";
import { type Overrides, overrideVocabulary } from "./override.ts";

/** Equal vocabularies share one reading pass. */
export interface ReadingPlan {
  readonly vocabularies: readonly Vocabulary[];
  /** By automaton. */
  readonly indexes: readonly number[];
}

export function planReading(automata: readonly Automaton[], overrides: Overrides): ReadingPlan {
  const known = new Map<string, number>();
  const vocabularies: Vocabulary[] = [];
  const indexes = automata.map(({ vocabulary }) => {
    const name = canonicalJson(vocabulary);
    const index =
      known.get(name) ?? vocabularies.push(overrideVocabulary(vocabulary, overrides)) - 1;
    known.set(name, index);
    return index;
  });
  return { vocabularies, indexes };
}

/** By vocabulary: how many of its patterns say `late retract`. */
export function retracting(
  automata: readonly Automaton[],
  { vocabularies, indexes }: ReadingPlan,
): readonly ("all" | "some" | "none")[] {
  return vocabularies.map((_, vocabulary) => {
    const lates = automata
      .filter((_automaton, i) => indexes[i] === vocabulary)
      .map(({ order }) => order?.late.kind === "retract");
    if (lates.every((retracts) => retracts)) return "all";
    return lates.some((retracts) => retracts) ? "some" : "none";
  });
}
