import type { Event } from "../machine/event.ts";
import { type DueEntry, DueQueue } from "./due-queue.ts";
import type { Runner } from "./runner.ts";
import { SessionTable } from "./session-table.ts";
import { SourceWatermark, type WatermarkOptions } from "./watermark.ts";

/** A pattern to run: how, and on the events of which vocabulary. */
export interface PatternRun {
  // Each runner keeps visitors of its own kind; the run only passes them back to it.
  // biome-ignore lint/suspicious/noExplicitAny: an existential type, which TypeScript lacks
  readonly runner: Runner<any>;
  /** The place of its vocabulary among those of the run. */
  readonly vocabulary: number;
}

export interface StreamOptions {
  readonly patterns: readonly PatternRun[];
  /** Number of sources, each with a watermark of its own; all are open at first. */
  readonly sources: number;
  /** null: a file is read without a watermark (rule 30). */
  readonly watermark: WatermarkOptions | null;
  /** A record that was ahead of its source's watermark and is a dead letter. */
  readonly ahead: (event: Event, source: number, vocabulary: number) => void;
}

/** Several patterns over the records of several sources, in one pass (rules 29 to 31). */
export class StreamRun {
  private readonly options: StreamOptions;
  private readonly queue: DueQueue | null;
  private readonly tables: readonly SessionTable<unknown>[];
  /** By source, then vocabulary; a source that has ended holds nothing back. */
  private readonly watermarks: (SourceWatermark[] | null)[];

  constructor(options: StreamOptions) {
    this.options = options;
    const { watermark, patterns } = options;
    this.queue = watermark === null ? null : new DueQueue();
    this.tables = patterns.map(({ runner }, i) => new SessionTable(runner, i, this.queue));
    const vocabularies = Math.max(0, ...patterns.map(({ vocabulary }) => vocabulary + 1));
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
    const open = this.watermarks.flatMap((ofSource) => ofSource?.[vocabulary]?.at ?? []);
    return open.length === 0 ? Number.NEGATIVE_INFINITY : open.reduce((a, b) => Math.min(a, b));
  }

  /** For the watermark printer: null without watermarks, or where the source has ended. */
  sourceWatermark(source: number, vocabulary: number): SourceWatermark | null {
    return this.watermarks[source]?.[vocabulary] ?? null;
  }

  get nextDue(): { readonly instant: number; readonly key: string } | undefined {
    return this.queue?.earliest;
  }

  /** One record of a source as an event of one vocabulary. */
  event(event: Event, source: number, vocabulary: number): void {
    const watermark = this.watermarks[source]?.[vocabulary];
    if (watermark === undefined) {
      this.feed(event, vocabulary, false);
      return;
    }
    const { events, dead } = watermark.admit(event);
    for (const ahead of dead) this.options.ahead(ahead, source, vocabulary);
    for (const admitted of events) {
      this.feed(admitted, vocabulary, admitted.time < this.watermarkOf(vocabulary));
      watermark.passed(admitted);
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

  /**
   * The end of the input: time runs on through timers to the end of every session.
   * `passing` is told once, before the first thing due after `last`.
   */
  finish(last = Number.NEGATIVE_INFINITY, passing: () => void = () => {}): void {
    const queue = new DueQueue();
    for (const table of this.tables) table.enqueueAll(queue);
    let told = false;
    for (let due = queue.take(); due !== undefined; due = queue.take()) {
      if (!told && due.instant > last) {
        passing();
        told = true;
      }
      const table = this.tables[due.pattern]!;
      table.takeDue(due.key, due.instant, true);
      const instant = table.nextDue(due.key);
      if (instant < Number.POSITIVE_INFINITY) queue.add({ ...due, instant });
    }
  }

  private feed(event: Event, vocabulary: number, behind: boolean): void {
    for (const [i, pattern] of this.options.patterns.entries())
      if (pattern.vocabulary === vocabulary) this.tables[i]!.feed(event, behind);
  }

  /** What the watermark makes due, by instant, key and pattern (rule 29). */
  private release(vocabulary: number): void {
    const watermark = this.watermarkOf(vocabulary);
    const queue = this.queue!;
    const waiting: DueEntry[] = [];
    // At the watermark itself `within` and ends are not due yet, so each key is looked at once there.
    const looked = new Set<string>();
    for (
      let due = queue.earliest;
      due !== undefined && due.instant <= watermark;
      due = queue.earliest
    ) {
      queue.take();
      const name = `${due.pattern}/${due.key}`;
      if (this.options.patterns[due.pattern]!.vocabulary !== vocabulary || looked.has(name)) {
        waiting.push(due);
        continue;
      }
      if (due.instant === watermark) looked.add(name);
      this.tables[due.pattern]!.takeDue(due.key, due.instant, due.instant < watermark);
    }
    for (const due of waiting) queue.add(due);
  }
}
