import type { Event } from "../machine/event.ts";
import { DueQueue } from "./due-queue.ts";
import type { Runner } from "./runner.ts";

/** The open sessions of one pattern, and when to look at them. */
export class SessionTable {
  private readonly runner: Runner;
  /** null: time moves on only at the key's own events and at the end of the input (rule 30). */
  private queue: DueQueue | null;

  constructor(runner: Runner, watched: boolean) {
    this.runner = runner;
    this.queue = watched ? new DueQueue((row) => runner.keyOf(row)) : null;
  }

  /** Keys with an open session. */
  get size(): number {
    return this.runner.size();
  }

  /** The earliest instant at which to look; Infinity: none. */
  get instant(): number {
    return this.queue === null ? Number.POSITIVE_INFINITY : this.queue.instant;
  }

  /** The key to look at then. */
  get key(): string {
    return this.runner.keyOf(this.queue!.row);
  }

  feed(event: Event, behindWatermark: boolean, watermark = Number.NEGATIVE_INFINITY): void {
    const row = this.runner.feed(event, behindWatermark, watermark);
    if (this.queue !== null && row >= 0) this.queue.promise(row, this.runner.nextDue(row));
  }

  /** A row that was filled without an event. */
  watch(row: number): void {
    this.queue?.promise(row, this.runner.nextDue(row));
  }

  /** Takes what is due at `instant` of the key to look at; `through` as in `Runner.advance`. */
  look(through: boolean): void {
    const queue = this.queue!;
    const { row } = queue;
    this.runner.advance(row, queue.instant, through);
    queue.set(row, this.runner.nextDue(row));
  }

  /**
   * As `look` at a watermark, where `within` and ends are not due yet: the key is set aside,
   * so that it is looked at once, until `lookAgain`.
   */
  lookOnce(aside: number[]): void {
    const { row } = this.queue!;
    this.look(false);
    if (this.runner.nextDue(row) === Number.POSITIVE_INFINITY) return;
    this.queue!.set(row, Number.POSITIVE_INFINITY);
    aside.push(row);
  }

  lookAgain(aside: readonly number[]): void {
    for (const row of aside) this.queue!.set(row, this.runner.nextDue(row));
  }

  /** Promises to look at every open session: the end of the input. */
  watchAll(): void {
    this.runner.endInput?.();
    const queue = new DueQueue((row) => this.runner.keyOf(row));
    for (const row of this.runner.rows()) queue.set(row, this.runner.nextDue(row));
    this.queue = queue;
  }
}
