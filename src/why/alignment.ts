import type { Machine } from "../machine/machine.ts";
import { Changes } from "./changes.ts";
import { distanceTo } from "./distance.ts";
import { Insertions } from "./insertion.ts";
import type { Life, SessionSpan } from "./life.ts";
import type { Explanation } from "./node.ts";
import type { Seen } from "./recorder.ts";
import { Scope } from "./scope.ts";
import type { Wanted } from "./wanted.ts";
import { Ways } from "./ways.ts";

/** Changes in one explanation, at most. */
const EDITS_MOST = 3;

/** Passages between two words on how far it is. */
const TELL = 200;

export interface Alignments {
  /** The most likely first. */
  readonly explanations: readonly Explanation[];
  /** Passages that the search took. */
  readonly passages: number;
  /** It was cut off: there may be others. */
  readonly exhausted: boolean;
}

export interface AlignmentOptions {
  readonly seen: Seen;
  /** Passages that the search may take. */
  readonly budget: number;
}

/**
 * The cheapest ways in which a session's events would have given a wanted output: an alignment of a log with
 * a model (Adriansyah, van Dongen, van der Aalst, "Conformance checking using cost-based fitness analysis",
 * EDOC 2011), here with a pushdown automaton that has time and memory. The search walks over pairs of a
 * place in the log and what the machine has come to there; every way is a run of the reference, so what it
 * finds has been replayed. Yields now and then which part of the budget is spent.
 */
export function* align(
  machine: Machine,
  life: Life,
  session: SessionSpan,
  wanted: Wanted,
  { seen, budget }: AlignmentOptions,
): Generator<number, Alignments> {
  const scope = new Scope(machine, life, session, wanted);
  const ways = new Ways(machine, scope, distanceTo(machine, wanted));
  const changes = new Changes(machine, scope, new Insertions(machine, wanted, seen), ways);
  let exhausted = false;
  let told = 0;
  // One change explains better than two.
  for (let most = 1; most <= EDITS_MOST && ways.found.size === 0 && !exhausted; most++) {
    ways.begin(most);
    for (let node = ways.next(); node !== undefined && !exhausted; node = ways.next()) {
      if (ways.passages >= budget) exhausted = true;
      else changes.expand(node);
      if (ways.passages < told + TELL) continue;
      told = ways.passages;
      yield Math.min(1, told / budget);
    }
  }
  return { explanations: ways.found.ranked(), passages: ways.passages, exhausted };
}
