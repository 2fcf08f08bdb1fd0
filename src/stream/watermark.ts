import type { Automaton } from "../automaton/automaton.ts";
import type { Event } from "../machine/event.ts";

/** Rule 30, for one source and vocabulary. All times in milliseconds. */
export interface WatermarkOptions {
  /** How far the source may be out of order. */
  readonly disorderMs: number;
  /** `--ahead`: records further in front of the watermark are held; null: off. */
  readonly aheadMs: number | null;
}

/** A watermark allows at least as much disorder as any of its patterns reorders. */
export const disorderOf = (allowedMs: number, automata: readonly Automaton[]): number =>
  Math.max(allowedMs, ...automata.map(({ order }) => order?.reorder?.within ?? 0));

/** Records to step now, in order, and records that were ahead and are dead letters. */
export interface Admitted {
  readonly events: readonly Event[];
  readonly dead: readonly Event[];
}

const NONE: readonly Event[] = [];

export class SourceWatermark {
  private readonly options: WatermarkOptions;
  private held: Event[] = [];
  private onlyKey: string | null = null;
  private manyKeys = false;
  /** Of the times of its records. */
  greatest = Number.NEGATIVE_INFINITY;
  /** The record that made it jump furthest, for people. */
  jump: { readonly id: string; readonly byMs: number } | null = null;
  /** The record that holds it back: the one with the greatest time so far. */
  leader: string | null = null;

  constructor(options: WatermarkOptions) {
    this.options = options;
  }

  get at(): number {
    return this.greatest - this.options.disorderMs;
  }

  /** Whether records may have to wait: if not, none needs to be admitted. */
  get holds(): boolean {
    return this.options.aheadMs !== null;
  }

  get holding(): number {
    return this.held.length;
  }

  /** A record as it is read: what may be stepped now. The watermark follows with `passed`. */
  admit(event: Event): Admitted {
    const { aheadMs } = this.options;
    const first = this.greatest === Number.NEGATIVE_INFINITY;
    const known = this.seesKey(event.key);
    if (aheadMs === null || first) return { events: [event], dead: NONE };
    if (event.time - this.at <= aheadMs) return { events: [event], dead: this.releaseHeld() };
    const confirmed = this.held.some(
      (other) =>
        Math.abs(event.time - other.time) <= aheadMs &&
        (other.key !== event.key || known === "only"),
    );
    if (confirmed) return { events: [...this.takeNear(event, aheadMs), event], dead: NONE };
    this.held.push(event);
    return { events: NONE, dead: NONE };
  }

  /**
   * Held ones that a chain of steps of at most `aheadMs` ties to a confirmed record, in order of reading: its
   * hour has come. A clock set to 2099 stays held beside it.
   */
  private takeNear(event: Event, aheadMs: number): readonly Event[] {
    const near = new Set<Event>();
    const agenda = [event];
    for (let from = agenda.pop(); from !== undefined; from = agenda.pop())
      for (const other of this.held)
        if (!near.has(other) && Math.abs(other.time - from.time) <= aheadMs) {
          near.add(other);
          agenda.push(other);
        }
    const taken = this.held.filter((other) => near.has(other));
    this.held = this.held.filter((other) => !near.has(other));
    return taken;
  }

  /** The end of the source: nothing confirmed what is still held. */
  end(): readonly Event[] {
    return this.releaseHeld();
  }

  /** Applied after each record. */
  passed(event: Event): void {
    if (event.time <= this.greatest) return;
    const byMs = event.time - this.greatest;
    if (Number.isFinite(byMs) && byMs > (this.jump?.byMs ?? 0)) this.jump = { id: event.id, byMs };
    this.greatest = event.time;
    this.leader = event.id;
  }

  private releaseHeld(): readonly Event[] {
    if (this.held.length === 0) return NONE;
    const released = this.held;
    this.held = [];
    return released;
  }

  private seesKey(key: string): "only" | "one of many" {
    if (this.onlyKey === null) this.onlyKey = key;
    else if (this.onlyKey !== key) this.manyKeys = true;
    return this.manyKeys ? "one of many" : "only";
  }
}
