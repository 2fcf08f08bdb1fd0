import type { Event } from "../../machine/event.ts";
import { compareText } from "../../machine/values/text.ts";
import type { KeyState } from "../../stream/key-state.ts";
import type { KeptRunner, SessionView } from "../../stream/runner.ts";
import type { Sleepers } from "../../stream/session-table.ts";
import { TransportFailure } from "../failure.ts";
import { StateRefused } from "../state/state-bytes.ts";
import type { WorkerPattern } from "../task/pattern.ts";
import { type Change, type DuePlace, type Shelf, ShelfFailure } from "./shelf.ts";

/**
 * A runner of which only some keys are awake, in memory; the others sleep on a shelf, and wake when something
 * comes for them or is due. To whoever uses it they are all there. What is awake may be ahead of the shelf by
 * the chunk at hand; once that is committed and kept, keys may fall asleep again.
 */
export class SleepingRunner implements KeptRunner, Sleepers {
  private readonly runner: KeptRunner;
  private readonly pattern: WorkerPattern;
  private readonly number: number;
  private readonly shelf: Shelf;
  /**
   * Keys that the shelf does not speak for, the longest untouched first: those awake, and those that have
   * ended since it was written. Whether their next instant is looked after by who holds the rows.
   */
  private readonly awake = new Map<string, boolean>();
  private asleep: number;
  /** Of the keys asleep the one to look at first; null: none. */
  private first: DuePlace | null;
  /** `first` has woken: what comes behind it is not known yet. */
  private passed = false;

  constructor(runner: KeptRunner, pattern: WorkerPattern, number: number, shelf: Shelf) {
    this.runner = runner;
    this.pattern = pattern;
    this.number = number;
    this.shelf = shelf;
    this.asleep = shelf.count(number);
    this.first = shelf.nextDue(number, null);
  }

  // ------------------------------------------------------------ as a runner

  feed(event: Event, behindWatermark: boolean, watermark?: number): number {
    const { key } = event;
    const woken = this.load(key);
    const row = this.runner.feed(event, behindWatermark, watermark);
    // Nothing was done with it: as if it had not come.
    if (row < 0 && woken) this.lay(key);
    else if (row >= 0) this.watched(key);
    return row;
  }

  advance(row: number, until: number, through: boolean): void {
    this.watched(this.runner.keyOf(row));
    this.runner.advance(row, until, through);
  }

  nextDue(row: number): number {
    return this.runner.nextDue(row);
  }

  keyOf(row: number): string {
    return this.runner.keyOf(row);
  }

  /** One that slept is awake only until the next is asked for. */
  *rows(): Iterable<number> {
    yield* this.runner.rows();
    for (const key of this.shelf.keys(this.number)) {
      if (this.awake.has(key)) continue;
      this.load(key);
      try {
        yield this.runner.rowOf(key);
      } finally {
        this.lay(key);
      }
    }
  }

  size(): number {
    return this.runner.size() + this.asleep;
  }

  sessionOf(event: Event): SessionView | null {
    this.load(event.key);
    return this.runner.sessionOf(event);
  }

  rowOf(key: string): number {
    this.load(key);
    return this.runner.rowOf(key);
  }

  save(row: number): KeyState | null {
    return this.runner.save(row);
  }

  restore(state: KeyState): number {
    this.load(state.key);
    const row = this.runner.restore(state);
    this.watched(state.key);
    return row;
  }

  forget(key: string): void {
    this.load(key);
    this.watched(key);
    this.runner.forget(key);
  }

  // ------------------------------------------------------------ what is due of those asleep

  get instant(): number {
    const first = this.soonest();
    return first === null ? Number.POSITIVE_INFINITY : first.instant;
  }

  get key(): string {
    return this.soonest()!.key;
  }

  wake(): number {
    const { key } = this.soonest()!;
    this.load(key);
    this.watched(key);
    const row = this.runner.rowOf(key);
    if (row < 0) throw this.broken(`${JSON.stringify(key)} is due, but not there`);
    return row;
  }

  private soonest(): DuePlace | null {
    while (this.passed && this.first !== null) {
      this.first = this.shelf.nextDue(this.number, this.first);
      this.passed = this.first !== null && this.awake.get(this.first.key) === true;
    }
    return this.first;
  }

  private watched(key: string): void {
    this.awake.set(key, true);
    if (key === this.first?.key) this.passed = true;
  }

  // ------------------------------------------------------------ to and from the shelf

  /** When something of a state is due; nothing of the key may be there. Fails where it cannot be read. */
  dueOf(key: string, bytes: Uint8Array): number {
    const known = this.pattern.due?.(bytes) ?? null;
    if (known !== null) return known;
    const row = this.runner.restore(this.pattern.decode(key, bytes));
    if (row < 0) return Number.POSITIVE_INFINITY;
    const due = this.runner.nextDue(row);
    this.runner.forget(key);
    return due;
  }

  /** What became of a key, for the shelf. */
  changeOf(key: string, bytes: Uint8Array | null): Change {
    const row = bytes === null ? -1 : this.runner.rowOf(key);
    const due = row < 0 ? Number.POSITIVE_INFINITY : this.runner.nextDue(row);
    return { pattern: this.number, key, bytes, due };
  }

  /** The shelf speaks for these again. */
  kept(changes: readonly Change[]): void {
    for (const { pattern, key, bytes } of changes) {
      if (pattern !== this.number) continue;
      const watched = this.awake.get(key);
      this.awake.delete(key);
      if (bytes !== null && watched !== undefined) this.awake.set(key, watched);
    }
  }

  get awakeCount(): number {
    return this.awake.size;
  }

  /** Those untouched for longest fall asleep, all but so many. `row`: it is nobody's any more. */
  sleep(most: number, gone: (row: number) => void): void {
    for (const key of this.awake.keys()) {
      if (this.awake.size <= most) return;
      const row = this.runner.rowOf(key);
      if (row >= 0) gone(row);
      this.lay(key);
    }
  }

  /** Whether it slept. */
  private load(key: string): boolean {
    if (this.awake.has(key)) return false;
    const bytes = this.shelf.get(this.number, key);
    if (bytes !== null) {
      this.runner.restore(this.decoded(key, bytes));
      this.asleep--;
    }
    this.awake.set(key, false);
    return true;
  }

  /** Back to sleep: the shelf has it as it is. */
  private lay(key: string): void {
    this.awake.delete(key);
    const row = this.runner.rowOf(key);
    if (row < 0) return;
    const instant = this.runner.nextDue(row);
    this.runner.forget(key);
    this.asleep++;
    if (instant === Number.POSITIVE_INFINITY) return;
    const { first } = this;
    if (
      first === null ||
      instant < first.instant ||
      (instant === first.instant && compareText(key, first.key) <= 0)
    ) {
      this.first = { instant, key };
      this.passed = false;
    }
  }

  private decoded(key: string, bytes: Uint8Array): KeyState {
    try {
      return this.pattern.decode(key, bytes);
    } catch (error) {
      if (!(error instanceof StateRefused)) throw error;
      throw this.broken(error.message);
    }
  }

  /** What is there cannot be: it is a later owner's, whom this one has not noticed yet, or it is damaged. */
  private broken(why: string): Error {
    const { shelf } = this;
    if (!shelf.isMine())
      return new TransportFailure("fenced", `${shelf.place} is another owner's by now`);
    shelf.condemn();
    return new ShelfFailure(
      `${shelf.place}: ${why}`,
      "start the worker again: the store is built anew from the changelog",
    );
  }
}
