import type { PushdownConfiguration, PushdownSystem } from "../pushdown/system.ts";
import { Builder } from "./builder.ts";
import { effectsOf } from "./effect.ts";
import { type Head, type Move, type Occurrence, visibleIn } from "./head.ts";
import type { Layout } from "./layout.ts";
import {
  type Candidate,
  createRules,
  type Overflow,
  type Refusing,
  type Rules,
  type Surroundings,
  type Trial,
  tryRules,
} from "./selection.ts";
import { createSymbols, type Symbols } from "./symbols.ts";
import { type Undue, undueTimers } from "./timing.ts";

export interface Model {
  readonly layout: Layout;
  readonly rules: Rules;
  readonly symbols: Symbols;
  readonly system: PushdownSystem;
  readonly start: PushdownConfiguration;
  /** The control state of each state, by its index. States that reach each other freely share one. */
  readonly control: readonly number[];
  /** Control states of a session that `end session` has ended, by state. */
  readonly ended: ReadonlyMap<number, number>;
  /** By rule number: what it stands for, the state it is taken in and the one it enters (-1: none). */
  readonly meaning: readonly {
    readonly occurrence: Occurrence | null;
    readonly from: number;
    readonly to: number;
  }[];
  readonly heads: readonly Head[];
  /** Moves by state and symbol. */
  readonly moves: ReadonlyMap<number, readonly Move[]>;
  readonly undue: ReadonlyMap<string, Undue>;
  readonly overflow: Overflow | null;
  readonly dropping: boolean;
}

export interface ModelOptions {
  /** Whether the stack may become full, so that the word of rule 19 takes effect. */
  readonly mayOverflow: boolean;
  readonly depthMost: number;
  /** What is known of `refuse`; it takes effect where the stack may become full. */
  readonly refusing: Refusing;
  /** Let states that reach each other freely share a control state: the same answers, sooner, with longer runs. */
  readonly condense: boolean;
}

/**
 * The automaton as a pushdown system. Its runs are a superset of the automaton's: guards that the top of the stack
 * does not decide go either way, frames that can expire may be gone whenever they are uppermost (inner ones when they
 * become so), covered frames may have been dropped where the stack drops its oldest, a return address that an
 * overflow discarded is skipped where it comes to light.
 */
export function createModel(layout: Layout, options: ModelOptions): Model {
  const depth = layout.automaton.stack.depth;
  const word = options.mayOverflow ? (depth?.overflow ?? null) : null;
  const dropping = word?.kind === "drop oldest";
  const overflow: Overflow | null =
    word?.kind === "else" && depth !== null
      ? {
          limit: depth.limit,
          candidate: {
            pointer: "/stack/depth/overflow",
            owner: "/stack/depth",
            guard: null,
            actions: word.actions,
            effects: effectsOf(word.actions),
            timed: false,
            target: word.target,
          },
        }
      : null;
  const symbols = createSymbols(layout.automaton, dropping);
  const rules = createRules(layout);
  const refusing = word?.kind === "refuse" ? options.refusing : null;
  const surroundings: Surroundings = { symbols, depthMost: options.depthMost, overflow, refusing };
  const undue = undueTimers(layout, rules, surroundings);
  const heads = findHeads(layout, rules, surroundings, undue);
  const builder = new Builder(layout, symbols, overflow);
  builder.placeStates(heads, options.condense);
  for (const head of heads) if (head.fires) builder.addHead(head);
  builder.addReturns();
  const first = layout.placeOf.get(layout.automaton.start)!.index;
  return {
    layout,
    rules,
    symbols,
    system: { controls: builder.controls, symbols: symbols.list.length, rules: builder.rules },
    start: { control: builder.control[first]!, stack: [symbols.bottom] },
    control: builder.control,
    ended: builder.ended,
    meaning: builder.meaning,
    heads,
    moves: builder.moves,
    undue,
    overflow,
    dropping,
  };
}

function findHeads(
  layout: Layout,
  rules: Rules,
  surroundings: Surroundings,
  undue: ReadonlyMap<string, Undue>,
): readonly Head[] {
  const heads: Head[] = [];
  for (const place of layout.places) {
    const visible = visibleIn(place, surroundings.symbols);
    const add = (candidates: readonly Candidate[], event: string | null) => {
      if (candidates.length === 0) return;
      // Nothing on the stack decides about a first rule without guard and pops.
      const sure = candidates[0]!.guard === null && candidates[0]!.effects.length === 0;
      let trials: readonly Trial[] | null = null;
      for (const symbol of visible) {
        if (!sure || trials === null) trials = tryRules(candidates, place, symbol, surroundings);
        for (const { candidate, guard, fit, fires } of trials) {
          heads.push({ candidate, guard, fit, fires, place, symbol, event });
        }
      }
    };
    for (const event of layout.events) add(rules.transitions(place, event), event);
    for (const timer of rules.timers(place)) if (!undue.has(timer.pointer)) add([timer], null);
  }
  return heads;
}
