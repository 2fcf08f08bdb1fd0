import { type Measure, stackBound } from "../pushdown/bound.ts";
import { growsByPushes } from "../pushdown/growth.ts";
import { findPump } from "../pushdown/pump.ts";
import { type Reach, reach } from "../pushdown/reach.ts";
import { type Completion, complete, runToHead } from "../pushdown/run.ts";
import { type Saturation, saturate } from "../pushdown/saturation.ts";
import { type Head, type Occurrence, visibleIn } from "./head.ts";
import { Journey } from "./journey.ts";
import type { Layout, Place } from "./layout.ts";
import { createModel, type Model } from "./model.ts";
import { refusalsOf, refusedIn } from "./refusal.ts";
import { StackLanguage } from "./stacks.ts";

export interface Pump {
  readonly prefix: readonly Occurrence[];
  /** Can follow again and again; each time the stack has grown. */
  readonly loop: readonly Occurrence[];
}

/** Everything that is known of an automaton once its system is saturated. */
export interface Solved {
  readonly layout: Layout;
  readonly model: Model;
  readonly found: Reach;
  readonly language: StackLanguage;
  /** The most visible frames, without regard to `depth N` if it is not needed; null: no bound. */
  readonly bound: number | null;
  /** How it can grow; null where it has a bound. */
  pump(): Pump | null;
  /** Symbols that can be uppermost in a state, by its index. Empty: the state is never reached. */
  readonly uppermost: readonly ReadonlySet<number>[];
  /** Heads whose state and symbol are reachable, by pointer of the rule. */
  readonly tried: ReadonlyMap<string, readonly Head[]>;
  /** Of those, the ones that may fire. */
  readonly fired: ReadonlyMap<string, readonly Head[]>;
  /** What leads to a state, with that symbol uppermost if one is given; null: nothing. */
  wayTo(place: Place, symbol: number | null): readonly Occurrence[] | null;
}

interface Runs {
  readonly saturation: Saturation;
  readonly completion: Completion;
}

/** From so many states on, those that reach each other freely share a control state. */
export const CONDENSE_FROM = 24;

/** Saturates the automaton; a second time, with what a full stack does, where no bound is proved within `depth N`. */
export function solve(layout: Layout, condense = layout.places.length >= CONDENSE_FROM): Solved {
  const depth = layout.automaton.stack.depth;
  const model = (mayOverflow: boolean, refused: ReadonlySet<string> = new Set()) =>
    createModel(layout, {
      mayOverflow,
      depthMost: mayOverflow ? depth!.limit : Number.POSITIVE_INFINITY,
      refusing: refusalsOf(refused),
      condense,
    });
  if (depth?.overflow.kind === "drop oldest") {
    // Dropping changes no push, so growth by pushes shows here as well, and the stack without a bound need not be solved.
    const dropping = model(true);
    const { system, start } = dropping;
    if (growsByPushes(system, start, measureOf(dropping))) {
      return { ...solveModel(dropping, true), bound: depth.limit };
    }
  }
  const free = solveModel(model(false));
  if (depth === null || (free.bound !== null && free.bound <= depth.limit)) return free;
  let full = solveModel(model(true));
  // What is refused wherever it is tried leads nowhere, and less can be reached without it.
  const refused = new Set<string>();
  for (;;) {
    const known = refused.size;
    for (const head of refusedIn(full.model, full.language, depth)) refused.add(head);
    if (refused.size === known) break;
    full = solveModel(model(true, refused));
  }
  return { ...full, bound: Math.min(full.bound ?? depth.limit, depth.limit), pump: free.pump };
}

const measureOf = ({ layout, symbols }: Model): Measure => ({
  counts: (symbol) => symbols.list[symbol]!.is === "frame",
  limited: (symbol) => symbols.list[symbol]!.is === "return",
  limit: layout.automaton.stack.callLimit,
});

/** `grows`: it is known already that there is no bound. */
function solveModel(model: Model, grows = false): Solved {
  const { layout, symbols } = model;
  const found = reach(model.system, model.start);
  const language = new StackLanguage(found, symbols);
  const measure = measureOf(model);
  // Runs are asked for only where there is something to tell, and cost many times as much.
  let runs: Runs | null = null;
  const ways = () => {
    const saturation = runs?.saturation ?? saturate(model.system, model.start);
    runs ??= { saturation, completion: complete(saturation) };
    return runs;
  };
  const uppermost = layout.places.map((place) => {
    const control = model.control[place.index]!;
    return new Set(visibleIn(place, symbols).filter((symbol) => found.has(control, symbol)));
  });
  const tried = new Map<string, Head[]>();
  for (const head of model.heads) {
    if (!uppermost[head.place.index]!.has(head.symbol)) continue;
    const { pointer } = head.candidate;
    const list = tried.get(pointer);
    if (list === undefined) tried.set(pointer, [head]);
    else list.push(head);
  }
  const fired = new Map<string, readonly Head[]>();
  for (const [pointer, heads] of tried) {
    const firing = heads.filter((head) => head.fires && completes(model, language, head));
    if (firing.length > 0) fired.set(pointer, firing);
  }
  return {
    layout,
    model,
    found,
    language,
    bound: grows ? null : stackBound(found, measure),
    pump: () => pumpOf(model, ways(), measure),
    uppermost,
    tried,
    fired,
    wayTo(place, symbol) {
      const control = model.control[place.index]!;
      const { saturation, completion } = ways();
      const run =
        symbol === null
          ? [...uppermost[place.index]!]
              .map((some) => runToHead(saturation, completion, control, some))
              .reduce((a, b) => (a === null || (b !== null && b.length < a.length) ? b : a), null)
          : runToHead(saturation, completion, control, symbol);
      return run === null ? null : new Journey(model).follow(run).goTo(place.index).occurrences;
    },
  };
}

/** Whether several effects can be had one after the other, given what lies below. */
function completes(model: Model, language: StackLanguage, head: Head): boolean {
  const { effects } = head.candidate;
  if (effects.filter((effect) => effect.do === "pop").length < 2 && effects.length < 2) return true;
  const outside = head.place.part === null;
  let stacks = language.at(model.control[head.place.index]!, head.symbol);
  for (const effect of effects) stacks = language.after(stacks, effect, outside);
  return stacks.length > 0;
}

function pumpOf(model: Model, { saturation, completion }: Runs, measure: Measure): Pump | null {
  const pump = findPump(saturation, completion, measure);
  if (pump === null) return null;
  const journey = new Journey(model).follow(pump.prefix);
  const prefix = [...journey.occurrences];
  const { state } = journey;
  journey.follow(pump.loop).goTo(state);
  return { prefix, loop: journey.occurrences.slice(prefix.length) };
}
