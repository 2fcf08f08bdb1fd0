import type { Automaton, Vocabulary } from "../automaton/automaton.ts";
import { canonicalJson } from "../automaton/canonical.ts";

export interface SharedVocabularies {
  readonly vocabularies: readonly Vocabulary[];
  /** By automaton: the place of its vocabulary. */
  readonly indexes: readonly number[];
}

/** Equal vocabularies are one, so that a record is read once for all their patterns. */
export function shareVocabularies(automata: readonly Automaton[]): SharedVocabularies {
  const known = new Map<string, number>();
  const vocabularies: Vocabulary[] = [];
  const indexes = automata.map(({ vocabulary }) => {
    const spelled = canonicalJson(vocabulary);
    const index = known.get(spelled) ?? vocabularies.push(vocabulary) - 1;
    known.set(spelled, index);
    return index;
  });
  return { vocabularies, indexes };
}
