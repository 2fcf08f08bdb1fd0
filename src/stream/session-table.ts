import type { Event } from "../machine/event.ts";
import { compareText } from "../machine/values/text.ts";
import { DueQueue } from "./due-queue.ts";
import type { Runner } from "./runner.ts";

/** Open sessions that the runner does not hold at hand: what of them is due first. */
export interface Sleepers {
  /** Infinity: nothing. */
  readonly instant: number;
  /** The least of the keys of which something is due then. */
  readonly key: string;
  /** Has the runner hold it; its row. */
  wake(): number;
}

/** The open sessions of one pattern, and when to look at them. */
export class SessionTable {
  private readonly runner: Runner;
  /** null: time moves on only at the key's own events and at the end of the input (rule 30). */
  private queue: DueQueue | null;
  private readonly sleepers: Sleepers | null;

  constructor(runner: Runner, watched: boolean, sleepers: Sleepers | null = null) {
    this.runner = runner;
    this.sleepers = sleepers;
    this.queue = watched ? new DueQueue((row) => runner.keyOf(row)) : null;
  }

  /** Keys with an open session. */
  get size(): number {
    return this.runner.size();
  }

  /** The earliest instant at which to look; Infinity: none. */
  get instant(): number {
    const { queue, sleepers } = this;
    if (queue === null) return Number.POSITIVE_INFINITY;
    return sleepers === null ? queue.instant : Math.min(queue.instant, sleepers.instant);
  }

  /** The key to look at then. */
  get key(): string {
    return this.sleeps() ? this.sleepers!.key : this.runner.keyOf(this.queue!.row);
  }

  feed(event: Event, behindWatermark: boolean, watermark = Number.NEGATIVE_INFINITY): void {
    const row = this.runner.feed(event, behindWatermark, watermark);
    if (this.queue !== null && row >= 0) this.queue.promise(row, this.runner.nextDue(row));
  }

  /** A row that was filled without an event. */
  watch(row: number): void {
    this.queue?.promise(row, this.runner.nextDue(row));
  }

  /** A row that is free by now, or not held at hand. */
  unwatch(row: number): void {
    this.queue?.set(row, Number.POSITIVE_INFINITY);
  }

  /** Takes what is due at `instant` of the key to look at; `through` as in `Runner.advance`. */
  look(through: boolean): void {
    this.rouse();
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
    this.rouse();
    const { row } = this.queue!;
    this.look(false);
    if (this.runner.nextDue(row) === Number.POSITIVE_INFINITY) return;
    this.queue!.set(row, Number.POSITIVE_INFINITY);
    aside.push(row);
  }

  lookAgain(aside: readonly number[]): void {
    for (const row of aside) this.queue!.set(row, this.runner.nextDue(row));
  }

  /** Whether the key to look at sleeps. */
  private sleeps(): boolean {
    const { queue, sleepers } = this;
    if (sleepers === null || sleepers.instant === Number.POSITIVE_INFINITY) return false;
    const { instant } = queue!;
    if (sleepers.instant !== instant) return sleepers.instant < instant;
    return compareText(sleepers.key, this.runner.keyOf(queue!.row)) < 0;
  }

  /** The key to look at comes to the head of the queue. */
  private rouse(): void {
    if (!this.sleeps()) return;
    const { instant } = this.sleepers!;
    this.queue!.set(this.sleepers!.wake(), instant);
  }

  /** Promises to look at every open session: the end of the input. */
  watchAll(): void {
    this.runner.endInput?.();
    const queue = new DueQueue((row) => this.runner.keyOf(row));
    for (const row of this.runner.rows()) queue.set(row, this.runner.nextDue(row));
    this.queue = queue;
  }
}
