import type { Event } from "../machine/event.ts";
import { compareText } from "../machine/values/text.ts";
import type { Runner } from "./runner.ts";
import { SessionTable, type Sleepers } from "./session-table.ts";
import { SourceWatermark, type WatermarkOptions } from "./watermark.ts";

/** A pattern to run: how, and on the events of which vocabulary. */
export interface PatternRun {
  readonly runner: Runner;
  /** The place of its vocabulary among those of the run. */
  readonly vocabulary: number;
  /** Where not all that is open is at hand. */
  readonly sleepers?: Sleepers;
}

export interface StreamOptions {
  readonly patterns: readonly PatternRun[];
  /** Number of sources, each with a watermark of its own; all are open at first. */
  readonly sources: number;
  /** They come one after the other: one that has not begun holds no watermark back. */
  readonly inTurn?: boolean;
  /** null: a file is read without a watermark (rule 30). */
  readonly watermark: WatermarkOptions | null;
  /** A record that was ahead of its source's watermark and is a dead letter. */
  readonly ahead: (event: Event, source: number, vocabulary: number) => void;
}

/** Records that came behind the watermark (rule 30). */
export interface Behind {
  records: number;
  /** How far the furthest of them was from the greatest time that its source had come to. */
  furthestMs: number;
}

/** Several patterns over the records of several sources, in one pass (rules 29 to 31). */
export class StreamRun {
  private readonly options: StreamOptions;
  private readonly tables: readonly SessionTable[];
  /** By vocabulary. */
  private readonly tablesOf: readonly (readonly SessionTable[])[];
  /** By source, then vocabulary; a source that has ended holds nothing back. */
  private readonly watermarks: (SourceWatermark[] | null)[];
  /** By vocabulary. */
  readonly behind: readonly Behind[];
  /** The event that is being handed on. */
  current: Event | null = null;
  /** The greatest time of those that were handed on. */
  latest = Number.NEGATIVE_INFINITY;

  constructor(options: StreamOptions) {
    this.options = options;
    const { watermark, patterns } = options;
    this.tables = patterns.map(
      ({ runner, sleepers }) => new SessionTable(runner, watermark !== null, sleepers),
    );
    const vocabularies = Math.max(0, ...patterns.map(({ vocabulary }) => vocabulary + 1));
    this.tablesOf = Array.from({ length: vocabularies }, (_, vocabulary) =>
      this.tables.filter((_table, i) => patterns[i]!.vocabulary === vocabulary),
    );
    this.behind = this.tablesOf.map(() => ({ records: 0, furthestMs: 0 }));
    this.watermarks = Array.from({ length: options.sources }, () =>
      watermark === null
        ? null
        : Array.from({ length: vocabularies }, () => new SourceWatermark(watermark)),
    );
  }

  /** Keys with an open session, over all patterns. */
  get openSessions(): number {
    return this.tables.reduce((sum, table) => sum + table.size, 0);
  }

  /** The watermark of a vocabulary: that of the source furthest behind; -Infinity: none yet. */
  watermarkOf(vocabulary: number): number {
    let least = Number.POSITIVE_INFINITY;
    const { inTurn = false } = this.options;
    for (const ofSource of this.watermarks) {
      const at = ofSource?.[vocabulary]?.at;
      if (at === undefined || (inTurn && at === Number.NEGATIVE_INFINITY)) continue;
      if (at < least) least = at;
    }
    return least === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : least;
  }

  /** For the watermark printer: null without watermarks, or where the source has ended. */
  sourceWatermark(source: number, vocabulary: number): SourceWatermark | null {
    return this.watermarks[source]?.[vocabulary] ?? null;
  }

  get nextDue(): { readonly instant: number; readonly key: string } | undefined {
    const table = earliestOf(this.tables);
    return table === null ? undefined : { instant: table.instant, key: table.key };
  }

  /** One record of a source as an event of one vocabulary. */
  event(event: Event, source: number, vocabulary: number): void {
    const watermark = this.watermarks[source]?.[vocabulary];
    if (watermark === undefined) {
      this.feed(event, vocabulary, false, Number.NEGATIVE_INFINITY);
      return;
    }
    // Rule 31: judged when it is read; one that was held was in front of the watermark.
    const behind = event.time < this.watermarkOf(vocabulary);
    if (!watermark.holds) {
      this.admitted(event, watermark, vocabulary, behind);
      return;
    }
    const { events, dead } = watermark.admit(event);
    for (const ahead of dead) this.options.ahead(ahead, source, vocabulary);
    for (const each of events) this.admitted(each, watermark, vocabulary, behind && each === event);
  }

  /** A run that goes on where another stopped: what it knew of a source, and the rows of its patterns. */
  resume(greatest: readonly (readonly number[])[], rows: readonly (readonly number[])[]): void {
    for (const [source, times] of greatest.entries())
      for (const [vocabulary, time] of times.entries())
        this.watermarks[source]![vocabulary]!.greatest = time;
    for (const [pattern, table] of this.tables.entries())
      for (const row of rows[pattern] ?? []) table.watch(row);
  }

  /** A pattern's row is free by now, or not at hand any more. */
  unwatch(pattern: number, row: number): void {
    this.tables[pattern]!.unwatch(row);
  }

  /** By source, then vocabulary: what `resume` takes. */
  get greatest(): readonly (readonly number[])[] {
    return this.watermarks.map((ofSource) => (ofSource ?? []).map(({ greatest }) => greatest));
  }

  /** Time moves on in a source without a record, as if one of this time had passed (rule 30). */
  pass(source: number, time: number): void {
    for (const [vocabulary, watermark] of this.watermarks[source]!.entries()) {
      if (time <= watermark.greatest) continue;
      watermark.greatest = time;
      this.release(vocabulary);
    }
  }

  /** A source has no more records. */
  endSource(source: number): void {
    const watermarks = this.watermarks[source];
    if (watermarks == null) return;
    for (const [vocabulary, watermark] of watermarks.entries())
      for (const event of watermark.end()) this.options.ahead(event, source, vocabulary);
    if (this.watermarks.filter((other) => other !== null).length === 1) return; // the last one stands
    this.watermarks[source] = null;
    for (const vocabulary of watermarks.keys()) this.release(vocabulary);
  }

  /** The end of the input: time runs on through timers to the end of every session. */
  finish(): void {
    for (const _ of this.finishing());
  }

  /**
   * The same, with a place to rest after each key that was looked at. `passing` is told once, before the
   * first thing due after `last`.
   */
  *finishing(last = Number.NEGATIVE_INFINITY, passing: () => void = () => {}): Generator<void> {
    for (const table of this.tables) table.watchAll();
    let told = false;
    for (let next = earliestOf(this.tables); next !== null; next = earliestOf(this.tables)) {
      if (!told && next.instant > last) {
        passing();
        told = true;
      }
      next.look(true);
      yield;
    }
  }

  private admitted(
    event: Event,
    watermark: SourceWatermark,
    vocabulary: number,
    behind: boolean,
  ): void {
    if (behind) this.countBehind(vocabulary, watermark.greatest - event.time);
    this.feed(event, vocabulary, behind, this.watermarkOf(vocabulary));
    watermark.passed(event);
    this.release(vocabulary);
  }

  private countBehind(vocabulary: number, byMs: number): void {
    const behind = this.behind[vocabulary]!;
    behind.records++;
    if (byMs > behind.furthestMs) behind.furthestMs = byMs;
  }

  private feed(event: Event, vocabulary: number, behind: boolean, watermark: number): void {
    this.current = event;
    if (event.time > this.latest) this.latest = event.time;
    for (const table of this.tablesOf[vocabulary] ?? []) table.feed(event, behind, watermark);
  }

  /** What the watermark makes due, by instant, key and pattern (rule 29). */
  private release(vocabulary: number): void {
    const watermark = this.watermarkOf(vocabulary);
    const tables = this.tablesOf[vocabulary] ?? [];
    let next = earliestOf(tables);
    for (; next !== null && next.instant < watermark; next = earliestOf(tables)) next.look(true);
    if (next === null || next.instant > watermark) return;
    const aside = new Map<SessionTable, number[]>(tables.map((table) => [table, []]));
    for (; next !== null && next.instant <= watermark; next = earliestOf(tables))
      next.lookOnce(aside.get(next)!);
    for (const [table, rows] of aside) table.lookAgain(rows);
  }
}

/** Rule 29: by instant, key by code point, pattern in written order; null: nothing is to be looked at. */
function earliestOf(tables: readonly SessionTable[]): SessionTable | null {
  let first: SessionTable | null = null;
  for (const table of tables) {
    const { instant } = table;
    if (instant === Number.POSITIVE_INFINITY) continue;
    if (
      first === null ||
      instant < first.instant ||
      (instant === first.instant && compareText(table.key, first.key) < 0)
    )
      first = table;
  }
  return first;
}
