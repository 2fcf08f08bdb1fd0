import { addCounts, noCounts, subtractCounts } from "../../machine/counts.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Counts, DeadStep, Output } from "../../machine/output.ts";
import { advance, feed, type Visitor } from "../../machine/visitor.ts";
import { type Arrival, byTime } from "./arrival.ts";

/** What came of an event, or of time that moved on after the last. */
interface Stretch {
  readonly outputs: readonly Output[];
  readonly dead: readonly DeadStep[];
  readonly counts: Counts;
}

interface Entry extends Stretch {
  readonly arrival: Arrival;
  /** Right after its step. */
  readonly after: Visitor | null;
}

/** What was said before, what is to be said instead, and the dead steps that nobody was told of yet. */
export interface Replayed {
  readonly before: readonly Output[];
  readonly now: readonly Output[];
  readonly dead: readonly DeadStep[];
}

const nothing = (): Stretch => ({ outputs: [], dead: [], counts: noCounts() });

/**
 * The past of one key, as far back as it can still change (rule 36, `late retract`). What lies before is
 * settled: only the visitor that it left is kept.
 */
export class History {
  private readonly machine: Machine;
  /** The pattern's accounting: an event counts as it last stood. */
  private readonly counts: Counts;
  private settled: Visitor | null = null;
  /** In order of time. The outputs of one are what fell due since the one before, and its own. */
  private readonly entries: Entry[] = [];
  /** What fell due after the last entry. */
  private tail = nothing();
  private reached = { until: Number.NEGATIVE_INFINITY, through: false };
  visitor: Visitor | null = null;

  constructor(machine: Machine, counts: Counts) {
    this.machine = machine;
    this.counts = counts;
  }

  /** Nothing is open, and nothing can change any more. */
  get forgotten(): boolean {
    return this.visitor === null && this.settled === null && this.entries.length === 0;
  }

  /** No session that began in what is settled can still end: what it says can no longer come back. */
  get betweenSessions(): boolean {
    return this.settled === null;
  }

  /** The latest instant of an event or of time that moved on; nothing has happened after it. */
  get latest(): number {
    const last = this.entries.at(-1)?.arrival.event.time ?? Number.NEGATIVE_INFINITY;
    return Math.max(last, this.reached.until);
  }

  /** Puts an event in its place, and replays what comes after it. */
  insert(arrival: Arrival): Replayed {
    const { entries } = this;
    let place = entries.length;
    while (place > 0 && byTime(entries[place - 1]!.arrival, arrival) > 0) place--;
    if (place < entries.length || this.hasPassed(arrival.event.time))
      return this.replay(place, arrival);
    const entry = this.enter(arrival, this.visitor);
    const { outputs, dead } = entry;
    entries.push({ ...entry, ...joined(this.tail, entry) });
    this.tail = nothing();
    return { before: [], now: outputs, dead };
  }

  /** Time moves on (rule 30). What falls due. */
  advance(until: number, through: boolean): Stretch {
    this.reached = { until, through };
    if (this.visitor === null) return nothing();
    const passage = advance(this.machine, this.visitor, until, through);
    this.visitor = passage.visitor;
    this.tail = joined(this.tail, passage);
    addCounts(this.counts, passage.counts);
    return passage;
  }

  /** Nothing before `instant` changes any more. */
  settle(instant: number): void {
    const { entries, machine } = this;
    let place = 0;
    while (place < entries.length && entries[place]!.arrival.event.time < instant) place++;
    if (place > 0) this.settled = entries[place - 1]!.after;
    entries.splice(0, place);
    if (entries.length > 0 || this.settled === null) return;
    // Of what fell due after the last, the part that no event can come before any more.
    const past = advance(machine, this.settled, Math.min(instant - 1, this.reached.until));
    this.settled = past.visitor;
    const counts = noCounts();
    addCounts(counts, this.tail.counts);
    subtractCounts(counts, past.counts);
    this.tail = {
      outputs: this.tail.outputs.slice(past.outputs.length),
      dead: this.tail.dead.slice(past.dead.length),
      counts,
    };
  }

  private hasPassed(instant: number): boolean {
    const { until, through } = this.reached;
    return instant < until || (through && instant === until);
  }

  private enter(arrival: Arrival, before: Visitor | null): Entry {
    const { event, behindWatermark } = arrival;
    const { visitor, outputs, dead, counts } = feed(this.machine, before, event, behindWatermark);
    addCounts(this.counts, counts);
    this.visitor = visitor;
    return { arrival, outputs, dead, counts, after: visitor };
  }

  private replay(place: number, arrival: Arrival): Replayed {
    const { entries, reached } = this;
    const later = entries.splice(place);
    const old = [...later, this.tail];
    for (const { counts } of old) subtractCounts(this.counts, counts);
    this.visitor = place === 0 ? this.settled : entries[place - 1]!.after;
    for (const each of [arrival, ...later.map((entry) => entry.arrival)])
      entries.push(this.enter(each, this.visitor));
    this.tail = nothing();
    if (reached.until > Number.NEGATIVE_INFINITY) this.advance(reached.until, reached.through);
    const fresh = [...entries.slice(place), this.tail];
    const told = new Set(old.flatMap(({ dead }) => dead.map(nameOf)));
    return {
      before: old.flatMap(({ outputs }) => outputs),
      now: fresh.flatMap(({ outputs }) => outputs),
      dead: fresh.flatMap(({ dead }) => dead).filter((step) => !told.has(nameOf(step))),
    };
  }
}

function joined(first: Stretch, second: Stretch): Stretch {
  const counts = noCounts();
  addCounts(counts, first.counts);
  addCounts(counts, second.counts);
  return {
    outputs: [...first.outputs, ...second.outputs],
    dead: [...first.dead, ...second.dead],
    counts,
  };
}

const nameOf = (step: DeadStep): string =>
  `${step.kind} ${step.lane.join(",")} ${step.kind === "event" ? step.event : step.name} ${step.instant}`;
