import type { Automaton } from "../automaton/automaton.ts";
import { leastNeeded } from "./effect.ts";
import type { Place } from "./layout.ts";
import type { Model } from "./model.ts";
import type { Candidate, Refusing } from "./selection.ts";
import type { StackLanguage } from "./stacks.ts";

/** The rules for which the stack is too full wherever they are tried (rule 19), by rule, state and symbol. */
export function refusedIn(
  { heads, control }: Model,
  language: StackLanguage,
  depth: NonNullable<Automaton["stack"]["depth"]>,
): ReadonlySet<string> {
  if (depth.overflow.kind !== "refuse") return new Set();
  const always = heads.filter(({ candidate, place, symbol }) => {
    const before = language.fewest(control[place.index]!, symbol);
    return Number.isFinite(before) && leastNeeded(candidate.effects, before) > depth.limit;
  });
  return new Set(always.map(({ candidate, place, symbol }) => spell(candidate, place, symbol)));
}

export const refusalsOf = (refused: ReadonlySet<string>): Refusing => ({
  always: (rule, place, symbol) => refused.has(spell(rule, place, symbol)),
});

const spell = ({ pointer }: Candidate, { index }: Place, symbol: number): string =>
  `${pointer} ${index} ${symbol}`;
