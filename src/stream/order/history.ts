import { addCounts, noCounts, subtractCounts } from "../../machine/counts.ts";
import type { Event } from "../../machine/event.ts";
import { keptVisitor } from "../../machine/kept.ts";
import type { Machine } from "../../machine/machine.ts";
import type { DeadStep, Output } from "../../machine/output.ts";
import type { Layout } from "../../machine/twin/layout.ts";
import { advance, feed, type Passage, type Visitor } from "../../machine/visitor.ts";
import type { HistoryState } from "../key-state.ts";
import type { Listener } from "../runner.ts";
import type { Arrival } from "./arrival.ts";

/** What came of an event, or of time that moved on after the last. */
type Stretch = Omit<Passage, "visitor">;

interface Entry extends Stretch {
  readonly arrival: Arrival;
  /** Right after its step. */
  readonly after: Visitor | null;
  readonly failed: boolean;
}

/** A dead step, and the event whose it is; undefined: of what fell due. */
export type Dead = readonly [step: DeadStep, event: Event | undefined];

/** What was said before, what is to be said instead, and the dead steps that nobody was told of yet. */
export interface Replayed {
  readonly before: readonly Output[];
  readonly now: readonly Output[];
  readonly dead: readonly Dead[];
}

export type Told = Pick<Listener, "counts" | "happened" | "settled">;

const nothing = (): Stretch => ({ outputs: [], dead: [], counts: noCounts(), happenings: [] });

/**
 * The past of one key, as far back as it can still change (rule 36, `late retract`). What lies before is
 * settled: only the visitor that it left is kept.
 */
export class History {
  private readonly machine: Machine;
  private readonly key: string;
  private readonly inOrder: (a: Arrival, b: Arrival) => number;
  /** In its accounting an event counts as it last stood. */
  private told: Told;
  private settled: Visitor | null = null;
  /** In order. The outputs of one are what fell due since the one before, and its own. */
  private readonly entries: Entry[] = [];
  /** What fell due after the last entry. */
  private tail = nothing();
  private reached = { until: Number.NEGATIVE_INFINITY, through: false };
  private settledCounted = Number.NEGATIVE_INFINITY;
  visitor: Visitor | null = null;

  constructor(
    machine: Machine,
    key: string,
    inOrder: (a: Arrival, b: Arrival) => number,
    told: Told,
  ) {
    this.machine = machine;
    this.key = key;
    this.inOrder = inOrder;
    this.told = told;
  }

  /** Nothing is open, and nothing can change any more. */
  get forgotten(): boolean {
    return this.visitor === null && this.settled === null && this.entries.length === 0;
  }

  /** No session that began in what is settled can still end: what it says can no longer come back. */
  get betweenSessions(): boolean {
    return this.settled === null;
  }

  /** The greatest time of an event that counts: it did not fail. */
  get counted(): number {
    const last = this.entries.findLast(({ failed }) => !failed);
    return Math.max(last?.arrival.event.time ?? Number.NEGATIVE_INFINITY, this.settledCounted);
  }

  /** The greatest time of an event that can still change, failed ones included. */
  get latest(): number {
    return this.entries.at(-1)?.arrival.event.time ?? Number.NEGATIVE_INFINITY;
  }

  /** Puts an event in its place, and replays what comes after it. */
  insert(arrival: Arrival): Replayed {
    const { entries } = this;
    let place = entries.length;
    while (place > 0 && this.inOrder(entries[place - 1]!.arrival, arrival) > 0) place--;
    if (place < entries.length || this.hasPassed(arrival.event.time))
      return this.replay(place, arrival);
    const entry = this.enter(arrival, this.visitor);
    entries.push({ ...entry, ...joined(this.tail, entry) });
    this.tail = nothing();
    return { before: [], now: entry.outputs, dead: deadOf(entry) };
  }

  /** Time moves on (rule 30). What falls due. */
  advance(until: number, through: boolean): Stretch {
    this.reached = { until, through };
    if (this.visitor === null) return nothing();
    const passage = advance(this.machine, this.visitor, until, through);
    this.visitor = passage.visitor;
    this.tail = joined(this.tail, passage);
    this.hear(passage);
    return passage;
  }

  /** Nothing before `instant` changes any more. */
  settle(instant: number): void {
    const { entries, machine, told } = this;
    let place = 0;
    while (place < entries.length && entries[place]!.arrival.event.time < instant) place++;
    if (place > 0) this.settled = entries[place - 1]!.after;
    for (const { arrival, failed, happenings } of entries.splice(0, place)) {
      if (!failed) this.settledCounted = Math.max(this.settledCounted, arrival.event.time);
      for (const happening of happenings) told.settled?.(happening, this.key);
    }
    if (entries.length > 0 || this.settled === null) return;
    // Of what fell due after the last, the part that no event can come before any more.
    const { until, through } = this.reached;
    const passed = Math.min(instant - 1, until);
    const past = advance(machine, this.settled, passed, passed < until || through);
    this.settled = past.visitor;
    const { outputs, dead, counts, happenings } = this.tail;
    const rest = noCounts();
    addCounts(rest, counts);
    subtractCounts(rest, past.counts);
    for (const happening of past.happenings) told.settled?.(happening, this.key);
    this.tail = {
      outputs: outputs.slice(past.outputs.length),
      dead: dead.slice(past.dead.length),
      counts: rest,
      happenings: happenings.slice(past.happenings.length),
    };
  }

  save(layout: Layout): Pick<HistoryState, "settled" | "arrivals" | "reached" | "settledCounted"> {
    const { settled, entries, reached, settledCounted } = this;
    return {
      settled: settled === null ? null : keptVisitor(layout, settled),
      arrivals: entries.map(({ arrival }) => arrival),
      ...{ reached, settledCounted },
    };
  }

  /** What came of the arrivals is found again by stepping them, which has been counted and told already. */
  restore({ settled, arrivals, reached, settledCounted }: HistoryState): void {
    const { told } = this;
    this.told = { counts: noCounts() };
    this.settled = settled;
    this.settledCounted = settledCounted;
    this.visitor = settled;
    for (const arrival of arrivals) this.entries.push(this.enter(arrival, this.visitor));
    if (reached.until > Number.NEGATIVE_INFINITY) this.advance(reached.until, reached.through);
    this.told = told;
  }

  private hasPassed(instant: number): boolean {
    const { until, through } = this.reached;
    return instant < until || (through && instant === until);
  }

  private hear({ counts, happenings }: Stretch): void {
    addCounts(this.told.counts, counts);
    for (const happening of happenings) this.told.happened?.(happening, this.key);
  }

  private enter(arrival: Arrival, before: Visitor | null): Entry {
    const { event, behindWatermark } = arrival;
    const { visitor, ...stretch } = feed(this.machine, before, event, behindWatermark);
    this.hear(stretch);
    this.visitor = visitor;
    return { ...stretch, arrival, after: visitor, failed: stretch.counts.failed > 0 };
  }

  private replay(place: number, arrival: Arrival): Replayed {
    const { entries, reached } = this;
    const later = entries.splice(place);
    const old = [...later, this.tail];
    for (const { counts } of old) subtractCounts(this.told.counts, counts);
    this.visitor = place === 0 ? this.settled : entries[place - 1]!.after;
    for (const each of [arrival, ...later.map((entry) => entry.arrival)])
      entries.push(this.enter(each, this.visitor));
    this.tail = nothing();
    if (reached.until > Number.NEGATIVE_INFINITY) this.advance(reached.until, reached.through);
    const fresh: readonly (Stretch & { readonly arrival?: Arrival })[] = [
      ...entries.slice(place),
      this.tail,
    ];
    const told = new Set(old.flatMap(({ dead }) => dead.map(nameOf)));
    return {
      before: old.flatMap(({ outputs }) => outputs),
      now: fresh.flatMap(({ outputs }) => outputs),
      dead: fresh.flatMap(deadOf).filter(([step]) => !told.has(nameOf(step))),
    };
  }
}

const deadOf = ({
  dead,
  arrival,
}: Pick<Stretch, "dead"> & { readonly arrival?: Arrival }): readonly Dead[] =>
  dead.map((step) => [step, step.kind === "event" ? arrival?.event : undefined]);

function joined(first: Stretch, second: Stretch): Stretch {
  const counts = noCounts();
  addCounts(counts, first.counts);
  addCounts(counts, second.counts);
  return {
    outputs: [...first.outputs, ...second.outputs],
    dead: [...first.dead, ...second.dead],
    counts,
    happenings: [...first.happenings, ...second.happenings],
  };
}

const nameOf = (step: DeadStep): string =>
  `${step.kind} ${step.lane.join(",")} ${step.kind === "event" ? step.event : step.name} ${step.instant}`;
