import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import type { MapResult } from "../../records/vocabulary.ts";
import type { KeyState } from "../../stream/key-state.ts";
import type { KeptRunner, Runner } from "../../stream/runner.ts";
import type { WorkerPattern } from "./pattern.ts";

/**
 * Sessions that end on the automaton on which they began, while new ones begin on the pattern's new one: each
 * event goes to one of the two. Old ones are asked first, so they must stand first among the patterns, with
 * vocabularies of their own.
 */
export class Draining {
  private readonly patterns: readonly WorkerPattern[];
  private readonly runners: readonly KeptRunner[];
  private readonly names: ReadonlySet<string>;
  /** Names of patterns whose old sessions have taken the record at hand. */
  private readonly taken = new Set<string>();

  constructor(patterns: readonly WorkerPattern[], runners: readonly KeptRunner[]) {
    this.patterns = patterns;
    this.runners = runners;
    this.names = new Set(patterns.filter(drains).map(nameOf));
  }

  /** Another record comes. */
  next(): void {
    this.taken.clear();
  }

  /** A runner that is given those events only that are its own; `watched` is what it does with them. */
  of(at: number, watched: Runner): Runner {
    const pattern = this.patterns[at]!;
    const name = nameOf(pattern);
    if (!this.names.has(name)) return watched;
    if (!drains(pattern)) {
      const feed: Runner["feed"] = (...given) =>
        this.taken.has(name) ? -1 : watched.feed(...given);
      return { ...watched, feed };
    }
    const { machine } = pattern;
    const runner = this.runners[at]!;
    const feed: Runner["feed"] = (event, ...rest) => {
      const row = runner.rowOf(event.key);
      if (row < 0 || this.taken.has(name)) return -1;
      const takes =
        machine.automaton.order === undefined
          ? inSession(machine, runner, event, () => watched.advance(row, event.time, false))
          : inOrder(machine, runner, event);
      if (!takes) return row;
      this.taken.add(name);
      return watched.feed(event, ...rest);
    };
    return { ...watched, feed };
  }

  /**
   * Whether nobody need be told that a record is refused in a vocabulary: only old sessions ask in it, and the
   * record's key has none, or the new pattern refuses it, too, and tells so, as it does of one that is ahead.
   */
  isSilent(vocabulary: number, results: readonly MapResult[], isAhead: boolean): boolean {
    const at = this.patterns.findIndex((one) => drains(one) && one.vocabulary === vocabulary);
    const current = this.patterns.find(
      (one) => at >= 0 && !drains(one) && nameOf(one) === nameOf(this.patterns[at]!),
    );
    if (current === undefined) return false;
    const result = results[current.vocabulary]!;
    return isAhead || result.kind === "dead" || this.runners[at]!.rowOf(result.event.key) < 0;
  }

  /** How many keys have an open session still, by pattern; null: it does not drain. */
  get open(): readonly (number | null)[] {
    return this.patterns.map((one, at) => (drains(one) ? this.runners[at]!.size() : null));
  }

  /** Whether nothing is left of one of them, not even remembered. */
  get over(): boolean {
    return this.patterns.some((one, at) => {
      if (!drains(one)) return false;
      for (const _ of this.runners[at]!.rows()) return false;
      return true;
    });
  }
}

const drains = ({ drainedSince }: WorkerPattern): boolean => drainedSince !== undefined;
const nameOf = ({ machine }: WorkerPattern): string => machine.automaton.pattern;

const isIgnored = ({ automaton, ignored }: Machine, { name }: Event): boolean =>
  name === null ? automaton.ignore.undeclared : ignored.has(name);

/** What is due before the event may end its session; then the event is none of it. */
function inSession(
  machine: Machine,
  runner: KeptRunner,
  event: Event,
  advance: () => void,
): boolean {
  if (runner.sessionOf(event) === null) return false;
  if (isIgnored(machine, event)) return true;
  advance();
  return runner.sessionOf(event) !== null;
}

/**
 * With order words what is held may still change what was: the key stays until nothing is held, the event lies
 * behind all that came before, and the session would be over by it.
 */
function inOrder(machine: Machine, runner: KeptRunner, event: Event): boolean {
  const session = runner.sessionOf(event);
  if (isIgnored(machine, event)) return session !== null;
  if (session !== null && event.time <= session.end) return true;
  const state = runner.save(runner.rowOf(event.key));
  return state !== null && (holds(state) || event.time <= greatestOf(state));
}

const holds = ({ order, causes }: KeyState): boolean =>
  (order?.reorder.length ?? 0) + (order?.sequence?.held.length ?? 0) > 0 ||
  (causes?.waiting.length ?? 0) > 0;

const greatestOf = ({ order, history, causes }: KeyState): number =>
  Math.max(
    order?.greatest ?? Number.NEGATIVE_INFINITY,
    causes?.greatest ?? Number.NEGATIVE_INFINITY,
    history?.settledCounted ?? Number.NEGATIVE_INFINITY,
    ...(history?.arrivals ?? []).map(({ event }) => event.time),
  );
