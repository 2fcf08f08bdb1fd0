import { noCounts } from "../../machine/counts.ts";
import type { Event } from "../../machine/event.ts";
import type { Counts, DeadStep } from "../../machine/output.ts";
import { MappedEvent } from "../../records/mapped-event.ts";
import type { KeyState } from "../../stream/key-state.ts";
import { noOrderCounts } from "../../stream/order/order-counts.ts";
import type { KeptRunner, Runner } from "../../stream/runner.ts";
import { StreamRun } from "../../stream/stream-run.ts";
import { isCanary } from "../canary/reserved.ts";
import { type CanaryPlan, CanaryRuns } from "../canary/runs.ts";
import type { DeadResult, DeadWriter } from "../records/dead-messages.ts";
import { keyMisfit, keyRemedy } from "../records/key-check.ts";
import type { MessageReader } from "../records/message-reader.ts";
import { MessageRecord } from "../records/message-record.ts";
import type { MessageSource } from "../records/message-source.ts";
import { outputHead } from "../records/output-head.ts";
import type { OutputWriter } from "../records/output-writer.ts";
import { WaitingEvent } from "../state/event-bytes.ts";
import type { Change } from "../store/shelf.ts";
import type { Shelving } from "../store/shelving.ts";
import type { SleepingRunner } from "../store/sleeping-runner.ts";
import type { Header, Message, StoredMessage } from "../transport.ts";
import { StateKeys } from "./changelog-keys.ts";
import { Draining } from "./draining.ts";
import { LastEvents } from "./last-events.ts";
import { slotOf, type WorkerPattern } from "./pattern.ts";
import { type Looked, nothing, type Stage, type States, type Stepped } from "./stage.ts";

export interface SteppingParts {
  /** Where keys lie that are not in memory; absent: all are. */
  readonly shelving?: Shelving | null;
  readonly patterns: readonly WorkerPattern[];
  readonly reader: MessageReader;
  readonly outputs: OutputWriter;
  readonly dead: DeadWriter;
  readonly inputs: readonly MessageSource[];
  readonly disorderMs: number;
  readonly aheadMs: number | null;
  /** Events told of each key, beside its state; none unless said. */
  readonly keepLast?: number;
  /** Left out, canary records are passed over. */
  readonly canary?: CanaryPlan;
}

/** A record that cannot be stepped by anybody: the task must stop. */
export class WrongRecord extends Error {
  readonly reason: "wrong key" | "no broker time";
  readonly remedy: string;

  constructor(reason: WrongRecord["reason"], message: string, remedy: string) {
    super(message);
    this.reason = reason;
    this.remedy = remedy;
  }
}

/**
 * The patterns of one task over the records of its partitions: `pda run --watermark` with open ends,
 * whose keys can be taken out. It only ever goes forward: after a failed chunk it is thrown away.
 */
export class Stepping implements Stage {
  private readonly parts: SteppingParts;
  private readonly runners: readonly KeptRunner[];
  /** By pattern; none where all keys are in memory. */
  private readonly sleeping: readonly SleepingRunner[];
  private readonly stream: StreamRun;
  private readonly drain: Draining;
  /** By pattern: keys whose state may have changed since it was last asked for. */
  private readonly touched: readonly Set<string>[];
  /** By pattern: how their states are called in the changelog. */
  private readonly stateKeys: readonly StateKeys[];
  private readonly counts: readonly Counts[];
  private stepped: Stepped;
  private trigger: MessageRecord | null = null;
  /** By pattern; null: nobody asks for them. */
  private readonly last: readonly LastEvents[] | null;
  /** Names of what is put out meanwhile, where somebody asks for the last events. */
  private names: string[] = [];
  /** null: none are sent. */
  private readonly canary: CanaryRuns | null;

  constructor(parts: SteppingParts) {
    const { patterns, inputs, disorderMs } = parts;
    this.parts = parts;
    this.stepped = nothing(patterns.length);
    this.touched = patterns.map(() => new Set());
    this.stateKeys = patterns.map((pattern) => new StateKeys(slotOf(pattern)));
    this.counts = patterns.map(noCounts);
    const { keepLast = 0, canary } = parts;
    this.canary = canary === undefined ? null : new CanaryRuns(canary, patterns);
    this.last = keepLast === 0 ? null : patterns.map(() => new LastEvents(keepLast));
    const runners = patterns.map((pattern, i) =>
      pattern.runner({
        counts: this.counts[i]!,
        order: noOrderCounts(),
        line: (line) => this.output(line, i),
        dead: (step, event) => this.deadStep(step, event ?? this.stream.current),
      }),
    );
    const { shelving = null } = parts;
    this.sleeping =
      shelving === null ? [] : runners.map((of, i) => shelving.sleeping(patterns[i]!, of));
    this.runners = shelving === null ? runners : this.sleeping;
    this.drain = new Draining(patterns, this.runners);
    this.stream = new StreamRun({
      patterns: patterns.map(({ vocabulary }, i) => ({
        ...{ vocabulary, runner: this.drain.of(i, this.watched(i)) },
        ...(shelving === null ? {} : { sleepers: this.sleeping[i]! }),
      })),
      sources: inputs.length,
      // Ahead is judged here, against the broker's time.
      watermark: { disorderMs, aheadMs: null },
      ahead: () => {},
    });
  }

  /** Puts a key back; its row, for `resume`. */
  restore(pattern: number, key: string, state: Uint8Array): number {
    return this.runners[pattern]!.restore(this.parts.patterns[pattern]!.decode(key, state));
  }

  /** Goes on: the watermarks by input and vocabulary, and the rows that were put back by pattern. */
  resume(
    greatest: readonly (readonly (number | null)[])[],
    rows: readonly (readonly number[])[],
  ): void {
    const times = greatest.map((of) => of.map((time) => time ?? Number.NEGATIVE_INFINITY));
    this.stream.resume(times, rows);
  }

  read(source: number, message: StoredMessage): MessageRecord {
    return this.parts.reader.read(message, this.parts.inputs[source]!);
  }

  /** One record, and what its time makes due. */
  step(source: number, record: MessageRecord): void {
    const { aheadMs } = this.parts;
    if (record.message.headers.length > 0 && isCanary(record.message)) {
      this.sing(record);
      return;
    }
    this.mustFit(record);
    const { results, message } = record;
    this.stepped.records++;
    this.drain.next();
    for (let vocabulary = 0; vocabulary < results.length; vocabulary++) {
      const result = results[vocabulary]!;
      if (result.kind === "dead") {
        if (this.drain.isSilent(vocabulary, results, false)) continue;
        this.stepped.dead.record++;
        this.refuse(record, result, vocabulary);
      } else if (aheadMs !== null && result.event.time - message.timestampMs > aheadMs) {
        if (this.drain.isSilent(vocabulary, results, true)) continue;
        this.stepped.dead.ahead++;
        this.refuse(record, ahead, vocabulary);
      } else this.stream.event(result.event, source, vocabulary);
    }
  }

  /** Beside everything else: it moves no clock and touches no key. Those of others are passed over. */
  private sing(record: MessageRecord): void {
    this.stepped.records++;
    this.stepped.canaries++;
    this.canary?.step(record);
  }

  /** Time moves on in a source without a record. */
  pass(source: number, time: number): void {
    this.stream.pass(source, time);
  }

  /** The earliest instant at which something is due. */
  get nextDue(): number {
    return this.stream.nextDue?.instant ?? Number.POSITIVE_INFINITY;
  }

  /** By input and vocabulary: the greatest time so far. */
  get greatest(): readonly (readonly (number | null)[])[] {
    const told = (time: number) => (Number.isFinite(time) ? time : null);
    return this.stream.greatest.map((of) => of.map(told));
  }

  /** The least over all vocabularies. */
  get watermark(): number {
    const { stream } = this;
    return Math.min(...stream.behind.map((_, vocabulary) => stream.watermarkOf(vocabulary)));
  }

  get sessions(): number {
    return this.stream.openSessions;
  }

  take(): Stepped {
    const { stepped } = this;
    if (this.canary !== null) stepped.sung = this.canary.take();
    this.stepped = nothing(this.runners.length);
    return stepped;
  }

  /** The states of the keys touched since the last time, each once; `null` for one that has none. */
  states(): States {
    const messages: Message[] = [];
    const changes: Change[] = [];
    let deleted = 0;
    for (const [pattern, keys] of this.touched.entries()) {
      const stateKeys = this.stateKeys[pattern]!;
      const sleeping = this.sleeping[pattern];
      for (const key of keys) {
        const value = this.saved(pattern, key);
        if (sleeping !== undefined) changes.push(sleeping.changeOf(key, value));
        if (value === null) deleted++;
        messages.push({ key: stateKeys.of(key), value, headers: NO_HEADERS, timestampMs: 0 });
      }
      keys.clear();
    }
    return { messages, deleted, changes };
  }

  kept(changes: readonly Change[]): void {
    const { share } = this.parts.shelving!;
    for (const [pattern, sleeping] of this.sleeping.entries()) {
      sleeping.kept(changes);
      const most = Math.ceil(share / this.sleeping.length);
      sleeping.sleep(most, (row) => this.stream.unwatch(pattern, row));
    }
  }

  look(key: string): Looked {
    const states = this.runners.map((_, pattern) => this.saved(pattern, key));
    const patterns = this.parts.patterns.map((pattern) => ({
      ...pattern,
      name: pattern.machine.automaton.pattern,
    }));
    return { patterns, states, last: this.last?.map((of) => of.of(key)) ?? null };
  }

  *open(pattern: number): Iterable<KeyState> {
    const runner = this.runners[pattern]!;
    for (const row of runner.rows()) {
      const state = runner.save(row);
      if (state !== null) yield state;
    }
  }

  get draining(): readonly (number | null)[] {
    return this.drain.open;
  }

  get drained(): boolean {
    return this.drain.over;
  }

  private saved(pattern: number, key: string): Uint8Array | null {
    const runner = this.runners[pattern]!;
    const row = runner.rowOf(key);
    const state = row < 0 ? null : runner.save(row);
    return state === null ? null : this.parts.patterns[pattern]!.encode(state);
  }

  /** Judged before anything is stepped, so that all before the record can be committed. */
  private mustFit(record: MessageRecord): void {
    const misfit = keyMisfit(record);
    if (misfit !== null)
      throw new WrongRecord("wrong key", `${record.id}: ${misfit}`, keyRemedy(record, misfit));
    if (this.parts.aheadMs === null || record.message.brokerTime) return;
    const what = `${record.id} has its producer's timestamp, and --ahead compares with the broker's`;
    throw new WrongRecord("no broker time", what, BROKER_TIME);
  }

  private output(line: string, pattern: number): void {
    this.stepped.byPattern[pattern]!++;
    const writer = this.parts.patterns[pattern]!.outputs ?? this.parts.outputs;
    this.stepped.outputs.push(writer.write(line, this.trigger));
    if (this.last !== null) this.names.push(outputHead(line).output);
  }

  private refuse(record: MessageRecord, dead: DeadResult, vocabulary: number): void {
    const { name } = this.parts.reader.vocabularies[vocabulary]!;
    this.stepped.letters.push(this.parts.dead.record(record, dead, name));
  }

  private deadStep(step: DeadStep, event: Event | null): void {
    this.stepped.dead.step++;
    const record = step.kind === "event" ? recordOf(event) : null;
    this.stepped.letters.push(this.parts.dead.step(step, record, event));
  }

  /** The runner, and a note of every key that it is asked about. */
  private watched(pattern: number): Runner {
    const runner = this.runners[pattern]!;
    const touched = this.touched[pattern]!;
    const counts = this.counts[pattern]!;
    const last = this.last?.[pattern] ?? null;
    const heard = (key: string): [string[], KeyState | null] => {
      const row = runner.rowOf(key);
      return [this.names.splice(0), row < 0 ? null : runner.save(row)];
    };
    return {
      feed: (event, behind, watermark) => {
        const { late } = counts;
        this.trigger = recordOf(event);
        const row = runner.feed(event, behind, watermark);
        this.trigger = null;
        this.stepped.late += counts.late - late;
        if (row >= 0) touched.add(event.key);
        last?.event(event, ...heard(event.key));
        return row;
      },
      advance: (row, until, through) => {
        const key = runner.keyOf(row);
        touched.add(key);
        runner.advance(row, until, through);
        last?.time(key, until, ...heard(key));
      },
      nextDue: (row) => runner.nextDue(row),
      keyOf: (row) => runner.keyOf(row),
      rows: () => runner.rows(),
      size: () => runner.size(),
    };
  }
}

const NO_HEADERS: readonly Header[] = [];

/** One that waited while its state was bytes has brought its message with it. */
function recordOf(event: Event | null): MessageRecord | null {
  const held = event instanceof MappedEvent || event instanceof WaitingEvent;
  const record = held ? event.record : null;
  return record instanceof MessageRecord ? record : null;
}

export const ahead: DeadResult = {
  kind: "dead",
  reason: "ahead",
  detail: "The time is further in front of the broker's own than `--ahead` allows",
};

const BROKER_TIME =
  "set message.timestamp.type=LogAppendTime on the input topic, or leave --ahead out";
