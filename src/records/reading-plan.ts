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
