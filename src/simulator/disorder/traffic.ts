import { TIME_MAX } from "../../machine/values/time.ts";
import { sortRows } from "./order.ts";
import type { Truth } from "./truth.ts";

/** What one stage did to each row: columns of numbers. */
export interface StageTags {
  /** Milliseconds that the row waited here. */
  readonly delay: Float64Array;
  /** Milliseconds by which its timestamp was changed here. */
  readonly shift: Float64Array;
  /** Which collector, partition, … ; -1: the stage does not say, or the row was not touched. */
  readonly unit: Int32Array;
}

/**
 * Events on their way through a pipeline. A row is one copy of one event; rows of originals have the numbers
 * of the truth's rows, copies follow. A row stays where it is: `order` says which comes first.
 *
 * All of it is plain columns, used again for the next seed. A stage must fetch a column anew after
 * `copy`, which may have moved it.
 */
export class Traffic {
  truth!: Truth;
  rows = 0;
  /** Rows of the truth. */
  event = new Uint32Array(0);
  /** 0 for the original. */
  copyNumber = new Uint16Array(0);
  /** The row that a copy was made of; -1 for originals. */
  parent = new Int32Array(0);
  /** The stage that made it; -1 for originals. */
  madeBy = new Int16Array(0);
  /** The stage that lost it; -1 while it is not. */
  lostBy = new Int16Array(0);
  /** Where it is: the instant it leaves the stage; behind the last stage, its arrival. Milliseconds. */
  at = new Float64Array(0);
  /** The event time that it carries. */
  stamp = new Float64Array(0);
  /** When it left its client. */
  sent = new Float64Array(0);
  /** What its client's clock is ahead of true time. */
  clock = new Float64Array(0);
  /** Which machine holds it, for stages that keep one connection or clock per machine. */
  carrier = new Uint32Array(0);
  partition = new Uint32Array(0);
  /** 1: a copy under a new id, which nothing can tell from an event of its own. */
  renamed = new Uint8Array(0);
  /** Rows that are not lost, in the order in which they leave the stage. */
  order = new Uint32Array(0);
  live = 0;
  tags: StageTags[] = [];
  /** How many copies of an event there are. */
  #copies = new Uint16Array(0);
  /** The order of rows that leave at one instant, where a stage decides about it. */
  #tie = new Float64Array(0);
  #tied = false;
  /** The stage at work. */
  #stage = -1;
  #before = new Float64Array(0);
  #stampBefore = new Float64Array(0);
  #rowsBefore = 0;
  #grouped: SessionRows | null = null;

  /** Events as they happen, before any stage. */
  begin(truth: Truth, stages: number): void {
    const { count, time } = truth;
    this.truth = truth;
    this.#stage = -1;
    this.tags.length = Math.min(this.tags.length, stages);
    this.#reserve(count, stages);
    if (this.#copies.length < count) this.#copies = new Uint16Array(count);
    this.rows = count;
    this.live = count;
    for (let row = 0; row < count; row++) {
      this.event[row] = row;
      this.order[row] = row;
    }
    for (const column of [this.at, this.stamp, this.sent]) column.set(time);
    for (const column of [this.copyNumber, this.clock, this.carrier, this.partition, this.renamed])
      column.fill(0, 0, count);
    for (const column of [this.parent, this.madeBy, this.lostBy]) column.fill(-1, 0, count);
    this.#copies.fill(0);
  }

  beginStage(): void {
    this.#stage++;
    this.#tied = false;
    this.#grouped = null;
    this.#rowsBefore = this.rows;
    const { rows } = this;
    this.#before.set(this.at.subarray(0, rows));
    this.#stampBefore.set(this.stamp.subarray(0, rows));
    this.tags[this.#stage]!.unit.fill(-1);
  }

  endStage(): void {
    const { delay, shift } = this.tags[this.#stage]!;
    const { rows, at, stamp } = this;
    for (let row = 0; row < rows; row++) {
      // The laws have long tails; time has an end.
      if (at[row]! > TIME_MAX) at[row] = TIME_MAX;
      if (Math.abs(stamp[row]!) > TIME_MAX) stamp[row] = Math.sign(stamp[row]!) * TIME_MAX;
      const origin = row < this.#rowsBefore ? row : this.parent[row]!;
      delay[row] = at[row]! - this.#before[origin]!;
      shift[row] = stamp[row]! - this.#stampBefore[origin]!;
    }
    this.#arrange();
    this.#grouped = null;
  }

  /** Which part of the stage at work has the row. */
  tag(row: number, unit: number): void {
    this.tags[this.#stage]!.unit[row] = unit;
  }

  /** Rows that leave at one instant leave in the order of `rank`; without it, in the order they came. */
  rank(row: number, rank: number): void {
    if (!this.#tied) this.#tie.fill(0);
    this.#tied = true;
    this.#tie[row] = rank;
  }

  lose(row: number): void {
    this.lostBy[row] = this.#stage;
  }

  /** A copy of a row as it is now; of rows at one instant it comes last. */
  copy(of: number): number {
    const row = this.rows;
    if (row === this.event.length) this.#reserve(Math.ceil(row * 1.5) + 64, this.tags.length);
    this.rows++;
    const event = this.event[of]!;
    this.event[row] = event;
    this.copyNumber[row] = ++this.#copies[event]!;
    this.parent[row] = of;
    this.madeBy[row] = this.#stage;
    this.lostBy[row] = -1;
    for (const column of [this.at, this.stamp, this.sent, this.clock]) column[row] = column[of]!;
    for (const column of [this.carrier, this.partition]) column[row] = column[of]!;
    this.renamed[row] = this.renamed[of]!;
    for (const { unit } of this.tags) unit[row] = -1;
    return row;
  }

  /** The rows of each session, in the order in which they come to the stage; behind the last one, in which they arrive. */
  bySession(): SessionRows {
    this.#grouped ??= grouped(this);
    return this.#grouped;
  }

  /** Copies go in, lost rows go out, and what has moved finds its new place. */
  #arrange(): void {
    const { order, lostBy } = this;
    let live = 0;
    for (let i = 0; i < this.live; i++) {
      const row = order[i]!;
      if (lostBy[row]! < 0) order[live++] = row;
    }
    for (let row = this.#rowsBefore; row < this.rows; row++)
      if (lostBy[row]! < 0) order[live++] = row;
    this.live = live;
    if (this.#tied) sortRows(order, live, this.#tie);
    sortRows(order, live, this.at);
  }

  #reserve(rows: number, stages: number): void {
    while (this.tags.length < stages)
      this.tags.push({
        delay: new Float64Array(this.event.length),
        shift: new Float64Array(this.event.length),
        unit: new Int32Array(this.event.length).fill(-1),
      });
    if (this.event.length >= rows) return;
    this.event = widened(this.event, new Uint32Array(rows));
    this.copyNumber = widened(this.copyNumber, new Uint16Array(rows));
    this.parent = widened(this.parent, new Int32Array(rows));
    this.madeBy = widened(this.madeBy, new Int16Array(rows));
    this.lostBy = widened(this.lostBy, new Int16Array(rows));
    this.at = widened(this.at, new Float64Array(rows));
    this.stamp = widened(this.stamp, new Float64Array(rows));
    this.sent = widened(this.sent, new Float64Array(rows));
    this.clock = widened(this.clock, new Float64Array(rows));
    this.carrier = widened(this.carrier, new Uint32Array(rows));
    this.partition = widened(this.partition, new Uint32Array(rows));
    this.renamed = widened(this.renamed, new Uint8Array(rows));
    this.order = widened(this.order, new Uint32Array(rows));
    this.#tie = widened(this.#tie, new Float64Array(rows));
    this.#before = widened(this.#before, new Float64Array(rows));
    this.#stampBefore = widened(this.#stampBefore, new Float64Array(rows));
    this.tags = this.tags.map(({ delay, shift, unit }) => ({
      delay: widened(delay, new Float64Array(rows)),
      shift: widened(shift, new Float64Array(rows)),
      unit: widened(unit, new Int32Array(rows).fill(-1)),
    }));
  }
}

function widened<T extends { set(values: T): void }>(old: T, wide: T): T {
  wide.set(old);
  return wide;
}

/** Of session s: `rows[starts[s]]` up to `rows[starts[s + 1]]`. */
export interface SessionRows {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

/** A counting sort: stable. */
function grouped({ truth, order, live, event }: Traffic): SessionRows {
  const { session, sessions } = truth;
  const starts = new Uint32Array(sessions + 1);
  for (let i = 0; i < live; i++) starts[session[event[order[i]!]!]! + 1]!++;
  for (let s = 0; s < sessions; s++) starts[s + 1]! += starts[s]!;
  const next = starts.slice(0, sessions);
  const rows = new Uint32Array(live);
  for (let i = 0; i < live; i++) rows[next[session[event[order[i]!]!]!]!++] = order[i]!;
  return { starts, rows };
}
