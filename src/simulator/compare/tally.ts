import { noOrderCounts, type OrderCounts } from "../../stream/order/order-counts.ts";
import { Histogram, type PlainHistogram } from "../statistics/histogram.ts";
import { MARKS, VERDICTS } from "./verdict.ts";

const WIDTH = VERDICTS.length;

/** Adds what was kept of one key, or what another thread counted. */
export function addKept(to: OrderCounts, more: Readonly<OrderCounts>): void {
  for (const name of Object.keys(to) as (keyof OrderCounts)[]) to[name] += more[name];
}

/** How many there are of what a tally counts. */
export interface Extent {
  readonly sessions: number;
  readonly outputs: number;
  /** Of the pipeline. */
  readonly stages: number;
}

/** The totals of one seed. */
export interface SeedTally {
  readonly seed: number;
  /** By output and verdict. */
  readonly verdicts: Float64Array;
  /** Sessions with any error. */
  bad: number;
  /** By blamed stage, the last place for none: sessions with any such error. */
  readonly badBy: Float64Array;
}

/** A tally's columns and counters. */
export type PlainTally = Omit<
  Tally,
  "merge" | "totals" | "information" | "system" | "total" | "takenBack"
> & {
  readonly [Name in "information" | "system" | "total" | "takenBack"]: PlainHistogram;
};

/**
 * What is counted over seeds. Only counts, so that parts can be added in any order. Columns are by session, and for
 * each seed a few totals: nothing else grows with seeds.
 */
export class Tally {
  readonly extent: Extent;
  /** By session, output and verdict. */
  readonly verdicts: Uint32Array;
  /** By session: seeds with any error in it. */
  readonly bad: Uint32Array;
  /** By session and blamed stage, the last place for errors that no stage explains: seeds. */
  readonly badBy: Uint32Array;
  /** By blamed stage (the last: none), output and verdict. */
  readonly blamed: Float64Array;
  /** By output and mark. */
  readonly marks: Float64Array;
  /** By output: how each field of changed ones differs, `term other` → times. */
  readonly fields: readonly Map<string, number>[];
  readonly seeds: SeedTally[] = [];
  /** Until what an output needed had arrived, and until it was let go. */
  readonly information = new Histogram();
  readonly system = new Histogram();
  /** Both together. */
  readonly total = new Histogram();
  /** Outputs that only the end of the input brought: without a delay that could be told. */
  atEnd = 0;
  /** The most events that were held at once, over all keys. */
  heldMax = 0;
  /** Outputs that a run put out, corrections included; and how old each was that it took back. */
  told = 0;
  readonly takenBack = new Histogram();
  /** Events that were taken behind a later one of their key. */
  behind = 0;
  /** What order words kept from the machine, in keys that did not come in perfect order. */
  readonly kept: OrderCounts = noOrderCounts();

  constructor(extent: Extent) {
    const { sessions, outputs, stages } = extent;
    this.extent = extent;
    this.verdicts = new Uint32Array(sessions * outputs * WIDTH);
    this.bad = new Uint32Array(sessions);
    this.badBy = new Uint32Array(sessions * (stages + 1));
    this.blamed = new Float64Array((stages + 1) * outputs * WIDTH);
    this.marks = new Float64Array(outputs * MARKS.length);
    this.fields = Array.from({ length: outputs }, () => new Map<string, number>());
  }

  /** As another thread sent it: without its methods. */
  static of(plain: PlainTally): Tally {
    const tally = new Tally(plain.extent);
    tally.merge(plain);
    return tally;
  }

  merge(other: PlainTally): void {
    for (const name of ["verdicts", "bad", "badBy", "blamed", "marks"] as const) {
      const [to, more] = [this[name], other[name]];
      for (let i = 0; i < to.length; i++) to[i]! += more[i]!;
    }
    other.fields.forEach((more, output) => {
      const to = this.fields[output]!;
      for (const [name, count] of more) to.set(name, (to.get(name) ?? 0) + count);
    });
    this.seeds.push(...other.seeds);
    this.seeds.sort((a, b) => a.seed - b.seed);
    this.information.merge(other.information);
    this.system.merge(other.system);
    this.total.merge(other.total);
    this.told += other.told;
    this.takenBack.merge(other.takenBack);
    this.atEnd += other.atEnd;
    this.behind += other.behind;
    addKept(this.kept, other.kept);
    this.heldMax = Math.max(this.heldMax, other.heldMax);
  }

  /** Of all outputs or one, over all sessions and seeds: by verdict. */
  totals(output: number | null = null): Float64Array {
    const totals = new Float64Array(WIDTH);
    for (const { verdicts } of this.seeds)
      for (let i = 0; i < verdicts.length; i++)
        if (output === null || Math.floor(i / WIDTH) === output) totals[i % WIDTH]! += verdicts[i]!;
    return totals;
  }
}
