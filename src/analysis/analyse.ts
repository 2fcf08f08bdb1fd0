import type { Automaton } from "../automaton/automaton.ts";
import type { SourceMap } from "../automaton/build.ts";
import type { FrameObligation } from "../check/obligation.ts";
import type { Diagnostic, Span } from "../diagnostic/diagnostic.ts";
import type { Context } from "./context.ts";
import { type Pump, solve } from "./facts.ts";
import { unbounded } from "./findings/depth.ts";
import { neverEnds } from "./findings/ends.ts";
import { withoutExit } from "./findings/exits.ts";
import { neverFires } from "./findings/firing.ts";
import { frames } from "./findings/frames.ts";
import { hiddenGroupTransitions } from "./findings/hidden.ts";
import { neverEmitted } from "./findings/outputs.ts";
import { neverDue, withinCutOff } from "./findings/timers.ts";
import { unreachable } from "./findings/unreachable.ts";
import { occurrenceOf } from "./head.ts";
import { layOut } from "./layout.ts";
import type { Reached } from "./reached.ts";
import { createSearch, type Witness } from "./witness.ts";

/** "never" is a proof; a witness has been replayed; all between is "may". */
export type Firing = "never" | "may" | Witness;

export interface Facts {
  readonly reachable: ReadonlySet<string>;
  /** What can be on top of the stack in each reachable state; null: nothing. */
  readonly tops: ReadonlyMap<string, readonly (string | null)[]>;
  /** The most visible frames; null: no bound is proved. */
  readonly stackBound: number | null;
  /** How it can grow, where no bound is proved and no depth is said. */
  pump(): Pump | null;
  /** By JSON pointer of the transition or timer; a witness is searched for when it is asked for. */
  firing(pointer: string): Firing;
}

export interface Analysis {
  readonly diagnostics: readonly Diagnostic[];
  /** Those that the diagnostics tell of, with what each is a witness of. */
  readonly witnesses: readonly { readonly witness: Witness; readonly reached: Reached }[];
  readonly facts: Facts;
}

/**
 * What can be proved of an automaton without running it, and what that says about the text.
 */
export function analyse(
  automaton: Automaton,
  sourceMap: SourceMap,
  obligations: readonly FrameObligation[],
): Analysis {
  const solved = solve(layOut(automaton));
  const search = createSearch(automaton);
  const span = (pointer: string): Span => spanOf(sourceMap, pointer);
  const witnesses: { witness: Witness; reached: Reached }[] = [];
  const context: Context = {
    solved,
    span,
    head(pointer, words) {
      const whole = span(pointer);
      return { ...whole, end: Math.min(whole.end, whole.start + words.length) };
    },
    witness(journey, reached) {
      const witness = search.find(journey, reached);
      if (witness !== null) witnesses.push({ witness, reached });
      return witness;
    },
  };
  const diagnostics = [
    ...unbounded(context),
    ...frames(context, obligations),
    ...unreachable(context),
    ...neverFires(context),
    ...hiddenGroupTransitions(context),
    ...neverEnds(context),
    ...neverDue(context),
    ...withinCutOff(context),
    ...withoutExit(context),
    ...neverEmitted(context),
  ];
  return { diagnostics, witnesses: [...witnesses], facts: factsOf(context) };
}

/** The span of a piece, else of the nearest piece around it. */
function spanOf(sourceMap: SourceMap, pointer: string): Span {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const span = sourceMap(at);
    if (span !== undefined) return span;
    if (at === "") return { source: "", start: 0, end: 0 };
  }
}

function factsOf(context: Context): Facts {
  const { solved } = context;
  const { places } = solved.layout;
  const tops = new Map<string, readonly (string | null)[]>();
  for (const place of places) {
    const symbols = [...solved.uppermost[place.index]!];
    const read = symbols.flatMap((symbol) => solved.model.symbols.reads(symbol));
    if (symbols.length > 0) tops.set(place.state.name, [...new Set(read)]);
  }
  return {
    reachable: new Set(tops.keys()),
    tops,
    stackBound: solved.bound,
    pump: () => (solved.bound === null ? solved.pump() : null),
    firing(pointer) {
      const heads = solved.fired.get(pointer);
      if (heads === undefined) return "never";
      const witness = shortestFirst(context, pointer);
      return witness ?? "may";
    },
  };
}

/** How many ways to a transition are tried before it stays at "may". */
const WAYS = 3;

function shortestFirst(context: Context, pointer: string): Witness | null {
  const { solved } = context;
  const ways = solved.fired.get(pointer)!.flatMap((head) => {
    const way = solved.wayTo(head.place, head.symbol);
    if (way === null) return [];
    const last = occurrenceOf(head, false);
    return [[...way, last]];
  });
  ways.sort((a, b) => a.length - b.length);
  for (const way of ways.slice(0, WAYS)) {
    const witness = context.witness(way, { fired: pointer });
    if (witness !== null) return witness;
  }
  return null;
}
