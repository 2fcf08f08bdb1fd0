import type { Action, Expression, Transition, Trigger } from "../automaton/automaton.ts";
import { type Effect, effectsOf, type Fit, fits, pops, pushes } from "./effect.ts";
import { assume, type Known, type Truth, truth } from "./guard.ts";
import type { Layout, Owner, Place } from "./layout.ts";
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
  /** Only for `depth N refuse`, and only where the bound may be met. */
  readonly refusing: Refusing | null;
}

/** Rule 19: a step that would need more room takes no transition. */
export interface Refusing {
  /** Whether there is never room for a rule, in a state with this symbol uppermost. */
  always(rule: Candidate, place: Place, symbol: number): boolean;
}

export interface Rules {
  /** Transitions that an event is offered to in a state, in the order of rule 13. */
  transitions(place: Place, event: string | null): readonly Candidate[];
  /** All transitions that apply in a state. */
  written(place: Place): readonly Candidate[];
  timers(place: Place): readonly (Candidate & { readonly timer: number })[];
  /** End rules, first that fits. */
  ends(place: Place): readonly Candidate[];
}

export const matches = (on: Trigger, event: string | null): boolean =>
  on === "any" || (event !== null && (on === "other" || on.events.includes(event)));

export function createRules(layout: Layout): Rules {
  const ofOwner = new Map<Owner["holder"], Own>();
  const own = ({ holder, pointer }: Owner): Own => {
    let known = ofOwner.get(holder);
    if (known === undefined) {
      const transitions = holder.transitions.map((rule, i) => ({
        on: rule.on,
        candidate: candidateOf(pointer, "transitions", i, rule),
      }));
      const timers = holder.timers.map((rule, i) => ({
        ...candidateOf(pointer, "timers", i, rule),
        timer: i + 1,
      }));
      const ends = holder.onEnd.map((rule, i) => candidateOf(pointer, "onEnd", i, rule));
      known = { transitions, timers, ends };
      ofOwner.set(holder, known);
    }
    return known;
  };
  const last = layout.automaton.onEnd.map((rule, i) => candidateOf("", "onEnd", i, rule));
  return {
    transitions({ owners }, event) {
      const found: Candidate[] = [];
      // Asked for every state and event: `for … of` is slow before it is compiled.
      for (let o = 0; o < owners.length; o++) {
        const { transitions } = own(owners[o]!);
        for (let i = 0; i < transitions.length; i++) {
          const { on, candidate } = transitions[i]!;
          if (matches(on, event)) found.push(candidate);
        }
      }
      return found;
    },
    written: (place) =>
      place.owners.flatMap((owner) => own(owner).transitions.map(({ candidate }) => candidate)),
    timers: (place) => place.owners.flatMap((owner) => own(owner).timers),
    ends: (place) => [...place.owners.flatMap((owner) => own(owner).ends), ...last],
  };
}

/** The rules of one state or group, made ready once. */
interface Own {
  readonly transitions: readonly { readonly on: Trigger; readonly candidate: Candidate }[];
  readonly timers: readonly (Candidate & { readonly timer: number })[];
  readonly ends: readonly Candidate[];
}

function candidateOf(
  owner: string,
  list: "transitions" | "timers" | "onEnd",
  index: number,
  rule: Pick<Transition, "guard" | "actions"> & { readonly target?: string | null },
): Candidate {
  const { guard, actions, target = null } = rule;
  const pointer = `${owner}/${list}/${index}`;
  const effects = effectsOf(actions);
  return { pointer, owner, guard, actions, effects, target, timed: list === "timers" };
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
  const last = candidates[candidates.length - 1];
  for (const candidate of candidates) {
    const guard = truth(candidate.guard, known);
    const fit = fitsHere(candidate, place, symbol, surroundings);
    const refused = surroundings.refusing?.always(candidate, place, symbol) === true;
    trials.push({ candidate, guard, fit, fires: guard !== false && fit !== "never" && !refused });
    if (fit !== "always") continue;
    if (guard === true) break;
    // Where the next one is tried, this guard was false.
    if (candidate.guard !== null && guard === null && candidate !== last)
      assume(candidate.guard, false, decided);
  }
  return trials;
}

function fitsHere(
  candidate: Candidate,
  place: Place,
  symbol: number,
  { symbols, overflow, depthMost }: Surroundings,
): Fit {
  const fit = fits(candidate.effects, symbol, place.part !== null, symbols, depthMost);
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
