import type { Action, Expression, Transition, Trigger } from "../automaton/automaton.ts";
import { type Effect, effectsOf, type Fit, fits, pops, pushes } from "./effect.ts";
import { assume, type Known, type Truth, truth } from "./guard.ts";
import type { Layout, Place } from "./layout.ts";
import type { Symbols } from "./symbols.ts";

/** A rule of a state or group, ready to be tried. */
export interface Candidate {
  readonly pointer: string;
  /** JSON pointer of the state or group it is written in. */
  readonly owner: string;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly effects: readonly Effect[];
  readonly target: string | null;
  /** A timer. */
  readonly timed: boolean;
}

/** What came of trying a rule. */
export interface Trial {
  readonly candidate: Candidate;
  readonly guard: Truth;
  readonly fit: Fit;
  /** Whether it may fire. */
  readonly fires: boolean;
}

/** What a full stack does, where it may become full (rule 19). */
export interface Overflow {
  readonly limit: number;
  readonly candidate: Candidate;
}

export interface Surroundings {
  readonly symbols: Symbols;
  readonly depthMost: number;
  /** Only for `depth N else`, and only where the bound may be met. */
  readonly overflow: Overflow | null;
}

export interface Rules {
  /** Transitions that an event is offered to in a state, in the order of rule 13. */
  transitions(place: Place, event: string | null): readonly Candidate[];
  timers(place: Place): readonly (Candidate & { readonly timer: number })[];
  /** End rules, first that fits. */
  ends(place: Place): readonly Candidate[];
}

export const matches = (on: Trigger, event: string | null): boolean =>
  on === "any" || (event !== null && (on === "other" || on.events.includes(event)));

export function createRules(layout: Layout): Rules {
  const { automaton } = layout;
  const made = new Map<string, Candidate>();
  const candidate = (
    owner: string,
    list: string,
    index: number,
    rule: Pick<Transition, "guard" | "actions"> & { readonly target?: string | null },
  ): Candidate => {
    const pointer = `${owner}/${list}/${index}`;
    const known = made.get(pointer);
    if (known !== undefined) return known;
    const { guard, actions, target = null } = rule;
    const effects = effectsOf(actions);
    const fresh = { pointer, owner, guard, actions, effects, target, timed: list === "timers" };
    made.set(pointer, fresh);
    return fresh;
  };
  return {
    transitions: (place, event) =>
      place.owners.flatMap(({ holder, pointer }) =>
        holder.transitions.flatMap((rule, i) =>
          matches(rule.on, event) ? [candidate(pointer, "transitions", i, rule)] : [],
        ),
      ),
    timers: (place) =>
      place.owners.flatMap(({ holder, pointer }) =>
        holder.timers.map((rule, i) => ({
          ...candidate(pointer, "timers", i, rule),
          timer: i + 1,
        })),
      ),
    ends: (place) => [
      ...place.owners.flatMap(({ holder, pointer }) =>
        holder.onEnd.map((rule, i) => candidate(pointer, "onEnd", i, rule)),
      ),
      ...automaton.onEnd.map((rule, i) => candidate("", "onEnd", i, rule)),
    ],
  };
}

/**
 * Tries rules one after the other where a symbol is uppermost. The list ends with the first that surely fires:
 * what is missing at its end is hidden by it.
 */
export function tryRules(
  candidates: readonly Candidate[],
  place: Place,
  symbol: number,
  surroundings: Surroundings,
): readonly Trial[] {
  const { symbols } = surroundings;
  const decided = new Map<string, boolean>();
  const known: Known = {
    tops: symbols.reads(symbol),
    depthMost: surroundings.depthMost,
    decided,
  };
  const trials: Trial[] = [];
  for (const candidate of candidates) {
    const guard = truth(candidate.guard, known);
    const fit = fitsHere(candidate, place, symbol, surroundings);
    trials.push({ candidate, guard, fit, fires: guard !== false && fit !== "never" });
    if (fit !== "always") continue;
    if (guard === true) break;
    // Where the next one is tried, this guard was false.
    if (candidate.guard !== null && guard === null) assume(candidate.guard, false, decided);
  }
  return trials;
}

function fitsHere(
  candidate: Candidate,
  place: Place,
  symbol: number,
  { symbols, overflow }: Surroundings,
): Fit {
  const fit = fits(candidate.effects, symbol, place.part !== null, symbols);
  if (fit !== "always" || overflow === null || pushes(candidate.effects) === 0) return fit;
  // Rule 19: where the overflow does not itself fit, the transition does not.
  return hasRoom(overflow) ? "always" : "maybe";
}

/** Whether an overflow always fits: it pops nothing, and pushes only onto what it has cleared. */
function hasRoom({ limit, candidate: { effects } }: Overflow): boolean {
  if (pops(effects)) return false;
  const count = pushes(effects);
  return count === 0 || (effects[0]!.do === "clear" && count <= limit);
}
