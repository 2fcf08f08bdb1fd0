import { noCounts } from "../machine/counts.ts";
import type { Event } from "../machine/event.ts";
import type { Counts, DeadStep } from "../machine/output.ts";
import type { PassingEvents } from "../machine/twin/runtime.ts";
import type { EventIds } from "../stream/compiled-table.ts";
import { noOrderCounts, type OrderCounts } from "../stream/order/order-counts.ts";
import type { Listener, Runner } from "../stream/runner.ts";
import { type Behind, StreamRun } from "../stream/stream-run.ts";
import type { WatermarkOptions } from "../stream/watermark.ts";
import type { DeadLetter } from "./dead-letter.ts";
import { positionIds } from "./event-ids.ts";
import { KeyRows } from "./key-rows.ts";
import type { Log } from "./log.ts";
import type { MappedEvent, PassingEvent } from "./mapped-event.ts";
import type { MappedRecord } from "./record-reader.ts";

/** A record or step that could not be done, for `--dead-letters`. */
export type Dead =
  | { readonly kind: "record"; readonly vocabulary: number; readonly letter: DeadLetter }
  /** A failed step; of an event's, the record whole. */
  | { readonly kind: "step"; readonly step: DeadStep; readonly record: MappedRecord | null };

export interface LogRunPattern {
  readonly vocabulary: number;
  /** Makes the runner, which keeps its counts and tells its dead steps there. */
  readonly runner: (books: RunnerBooks) => Runner;
}

/** Counts and dead steps, which a run keeps for each pattern whoever hears its outputs; and what stands for ids. */
export interface RunnerBooks extends Pick<Listener, "counts" | "dead"> {
  readonly order: OrderCounts;
  readonly positions?: EventIds;
  /** Given where the log's events pass by: then no runner may keep one. */
  readonly passingEvents?: () => PassingEvents;
}

export interface LogRunOptions {
  readonly log: Log;
  readonly vocabularies: number;
  readonly patterns: readonly LogRunPattern[];
  readonly watermark: WatermarkOptions | null;
  readonly endOfInput: "end" | "keep";
  readonly dead: (dead: Dead) => void;
  /** Told now and then, and at the end; a place for progress and warnings. */
  readonly progress?: (accounting: LogAccounting, stream: StreamRun) => void;
  /** Told of every record after it was handed on. */
  readonly passed?: (record: MappedRecord, stream: StreamRun) => void;
  /** Told when no record is left, before time runs out. */
  readonly readAll?: (stream: StreamRun) => void;
  /** Waited for now and then: outputs go out, and others get their turn. */
  readonly rest?: () => Promise<void>;
}

/** read = dead + handed on, per source and vocabulary. */
export interface SourceAccount {
  readonly source: string;
  readonly vocabulary: number;
  read: number;
  dead: number;
  handedOn: number;
  /** Of those handed on: fit no declared event. */
  undeclared: number;
}

export interface LogAccounting {
  readonly sources: readonly SourceAccount[];
  readonly patterns: readonly Counts[];
  /** By pattern: what the order words kept from its machine, which is handed on, too. */
  readonly order: readonly OrderCounts[];
  /** By vocabulary: records that came behind the watermark. */
  readonly behind: readonly Behind[];
  records: number;
  openSessions: number;
  /** Sessions whose end lies after the last record: found out only because the input ended. */
  endedAfterLast: number;
}

/** Runs patterns over a log, one pass, memory by open sessions only. */
export async function runLog(options: LogRunOptions): Promise<LogAccounting> {
  const run = new LogRun(options);
  await run.read();
  return run.finish();
}

class LogRun {
  private readonly options: LogRunOptions;
  private readonly stream: StreamRun;
  private readonly accounting: LogAccounting;
  private readonly accounts: readonly SourceAccount[][];
  private readonly ended = new Set<number>();

  constructor(options: LogRunOptions) {
    this.options = options;
    const { log, vocabularies, patterns } = options;
    this.accounts = log.names.map((source) =>
      Array.from({ length: vocabularies }, (_, vocabulary) => ({
        ...{ source, vocabulary, read: 0, dead: 0, handedOn: 0, undeclared: 0 },
      })),
    );
    const counts = patterns.map(noCounts);
    const order = patterns.map(noOrderCounts);
    const positions = positionIds(log.names);
    const books = patterns.map((_, i) => ({
      ...{ counts: counts[i]!, order: order[i]!, positions },
      ...(log.passing ? { passingEvents } : {}),
      dead: (step: DeadStep, event = this.stream.current!): void => {
        // A dead step outlives the event.
        const record = step.kind === "event" ? recordOf(event).kept() : null;
        options.dead({ kind: "step", step, record });
      },
    }));
    this.stream = new StreamRun({
      sources: log.names.length,
      inTurn: log.inTurn,
      watermark: options.watermark,
      patterns: patterns.map(({ vocabulary, runner }, i) => ({
        ...{ vocabulary, runner: runner(books[i]!) },
      })),
      ahead: (event, source, vocabulary) => this.refuseAhead(event, source, vocabulary),
    });
    this.accounting = {
      ...{ sources: this.accounts.flat(), patterns: counts, order, behind: this.stream.behind },
      ...{ records: 0, openSessions: 0, endedAfterLast: 0 },
    };
  }

  async read(): Promise<void> {
    const { log, rest } = this.options;
    const severalSources = log.names.length > 1;
    do {
      for (let record = log.next(); record !== null; record = log.next()) {
        // A record is given only when every source has one, or has ended.
        if (severalSources) this.endSources();
        this.take(record);
      }
      this.endSources();
      await rest?.();
    } while (await log.more());
    this.options.readAll?.(this.stream);
    this.endSources();
  }

  async finish(): Promise<LogAccounting> {
    const { options, stream, accounting } = this;
    if (options.endOfInput === "end") {
      const ended = (): number =>
        accounting.patterns.reduce((sum, { sessionsEnded }) => sum + sessionsEnded, 0);
      let before: number | null = null;
      const finishing = stream.finishing(stream.latest, () => {
        before = ended();
      });
      let looks = 0;
      for (const _ of finishing) if ((++looks & 0xfff) === 0) await options.rest?.();
      accounting.endedAfterLast = before === null ? 0 : ended() - before;
    }
    accounting.openSessions = stream.openSessions;
    options.progress?.(accounting, stream);
    return accounting;
  }

  private take(record: MappedRecord): void {
    const { source, results } = record;
    this.accounting.records++;
    for (let vocabulary = 0; vocabulary < results.length; vocabulary++) {
      const result = results[vocabulary]!;
      const account = this.accounts[source]![vocabulary]!;
      account.read++;
      if (result.kind === "dead") {
        account.dead++;
        this.options.dead({ kind: "record", vocabulary, letter: record.deadLetter(result) });
        continue;
      }
      account.handedOn++;
      const { event } = result;
      if (event.name === null) account.undeclared++;
      this.stream.event(event, source, vocabulary);
    }
    this.options.passed?.(record, this.stream);
    if ((this.accounting.records & 0xfff) !== 0) return;
    this.accounting.openSessions = this.stream.openSessions;
    this.options.progress?.(this.accounting, this.stream);
  }

  private refuseAhead(event: Event, source: number, vocabulary: number): void {
    const account = this.accounts[source]![vocabulary]!;
    account.handedOn--;
    account.dead++;
    const letter = recordOf(event).deadLetter({
      ...{ kind: "dead", reason: "ahead" },
      detail: "The time is further in front of the watermark than `--ahead` allows",
    });
    this.options.dead({ kind: "record", vocabulary, letter });
  }

  private endSources(): void {
    for (const source of this.options.log.names.keys()) {
      if (this.ended.has(source) || !this.options.log.isEnded(source)) continue;
      this.ended.add(source);
      this.stream.endSource(source);
    }
  }
}

const passingEvents = (): PassingEvents => ({
  rows: new KeyRows(),
  codeOf: (event) => (event as PassingEvent).code,
});

/** An event that was read stands in a record. */
const recordOf = (event: Event): MappedRecord => (event as MappedEvent).record as MappedRecord;
