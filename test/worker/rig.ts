import { noCounts } from "../../src/machine/counts.ts";
import { StreamRun } from "../../src/stream/stream-run.ts";
import { createTopic } from "../../src/worker/model/broker.ts";
import { type Faults, noFaults } from "../../src/worker/model/faults.ts";
import {
  type Host,
  MODEL_DEFAULTS,
  type ModelKafka,
  type ModelSettings,
  modelKafka,
} from "../../src/worker/model/kafka.ts";
import { type VirtualTime, virtualTime } from "../../src/worker/model/time.ts";
import type { News } from "../../src/worker/news.ts";
import type { WorkerOptions, WorkerParts } from "../../src/worker/options.ts";
import type { WireRecord } from "../../src/worker/protocol/requests.ts";
import { visible } from "../../src/worker/protocol/visible.ts";
import { deadWriter } from "../../src/worker/records/dead-messages.ts";
import { jsonMessages } from "../../src/worker/records/json-messages.ts";
import type { MessageReader } from "../../src/worker/records/message-reader.ts";
import { outputWriter } from "../../src/worker/records/output-writer.ts";
import { readKey } from "../../src/worker/task/changelog-keys.ts";
import { decodeMeta, type Meta } from "../../src/worker/task/meta.ts";
import type { WorkerPattern } from "../../src/worker/task/pattern.ts";
import type { Transport } from "../../src/worker/transport.ts";
import type { Worker } from "../../src/worker/view.ts";
import { startWorker } from "../../src/worker/worker.ts";
import { onReference, visitsMachine } from "./patterns.ts";

export const START_MS = Date.UTC(2025, 0, 1);

export const OPTIONS: WorkerOptions = {
  app: "app",
  inputs: ["in"],
  changelog: "app-changelog",
  deadLetters: "app-dead",
  from: "earliest",
  disorderMs: 5_000,
  aheadMs: null,
  idleMs: null,
  rekey: false,
  maxSessions: null,
  chunk: { records: 20, ms: 100, bytes: 20_000 },
  timeouts: {
    transactionMs: 3_000,
    sessionMs: 2_000,
    rebalanceMs: 3_000,
    heartbeatMs: 300,
    fetchMs: 400,
  },
  address: "",
};

/** A record for the input: its key, time, type and fields. */
export interface Fed {
  readonly visitor: string;
  readonly ts: number;
  readonly [field: string]: string | number;
}

export interface Rig {
  readonly time: VirtualTime;
  readonly kafka: ModelKafka;
  readonly news: News[];
  readonly options: WorkerOptions;
  /** Appends to a partition as a producer without transactions does. */
  feed(partition: number, records: readonly Fed[], topic?: string): void;
  /** The same, with bytes that may be anything. */
  feedRaw(partition: number, key: string | null, value: string | null, topic?: string): void;
  work(host: Host, changes?: Changes): Worker;
  host(name: string): Host;
  /** Lets time pass until it is so; fails where it takes too long. */
  until(so: () => boolean, mostMs?: number): Promise<void>;
}

export interface Changes {
  readonly options?: Partial<WorkerOptions>;
  readonly parts?: Partial<WorkerParts>;
  readonly transport?: (transport: Transport, host: Host) => Transport;
  readonly tell?: (news: News, host: Host) => void;
}

export interface RigOptions {
  readonly partitions?: number;
  readonly options?: Partial<WorkerOptions>;
  readonly faults?: Faults;
  readonly settings?: Partial<ModelSettings>;
  readonly time?: VirtualTime;
}

export function rig(of: RigOptions = {}): Rig {
  const { partitions = 1, faults = noFaults, settings = {}, time = virtualTime(START_MS) } = of;
  const options = { ...OPTIONS, ...of.options };
  const kafka = modelKafka(time, faults, { ...MODEL_DEFAULTS, ...settings });
  for (const topic of [...options.inputs, "out", options.changelog, options.deadLetters]) {
    createTopic(kafka.state, { topic, partitions });
  }
  const news: News[] = [];
  const sequences = new Map<string, number>();

  function append(topic: string, partition: number, messages: readonly object[]): void {
    const name = `${topic}-${partition}`;
    const firstSequence = sequences.get(name) ?? 0;
    sequences.set(name, firstSequence + messages.length);
    const log = kafka.state.log({ topic, partition });
    const told = messages as Parameters<typeof log.append>[0]["messages"];
    log.append({ producerId: "feed", epoch: 0, firstSequence, messages: told });
    log.mark("feed", 0, "commit", time.nowMs());
  }

  return {
    ...{ time, kafka, news, options },
    host: (name) => kafka.host(name),
    feed(partition, records, topic = options.inputs[0]!) {
      append(
        topic,
        partition,
        records.map((record) => wire(record.visitor, JSON.stringify(record), record.ts)),
      );
    },
    feedRaw(partition, key, value, topic = options.inputs[0]!) {
      append(topic, partition, [wire(key, value, time.nowMs())]);
    },
    work(host, changes = {}) {
      const { transport = (same) => same } = changes;
      return startWorker(
        { ...options, ...changes.options },
        {
          ...partsOf(host, [onReference(visitsMachine())]),
          transport: transport(host.transport, host),
          news: {
            tell(one) {
              news.push(one);
              changes.tell?.(one, host);
            },
          },
          ...changes.parts,
        },
      );
    },
    async until(so, mostMs = 120_000) {
      const limit = time.nowMs() + mostMs;
      while (!so()) {
        if (time.nowMs() > limit) throw new Error("it does not come to that");
        await time.pass(100);
      }
    },
  };
}

const wire = (key: string | null, value: string | null, ms: number): object => ({
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers: [],
  timestampMs: ms,
});

export function partsOf(host: Host, patterns: readonly WorkerPattern[]): WorkerParts {
  const vocabularies = patterns.slice(0, 1).map(({ machine }) => machine.automaton.vocabulary);
  return {
    ...{ transport: host.transport, clock: host.clock, patterns },
    reader: jsonMessages({ vocabularies }),
    outputs: outputWriter({ "*": "out" }),
    outputTopics: ["out"],
    dead: deadWriter({ application: OPTIONS.app }),
    news: { tell: () => {} },
  };
}

/** What a committed reader sees. */
export function committed(kafka: ModelKafka, topic: string, partition: number): WireRecord[] {
  const log = kafka.state.log({ topic, partition });
  const { records: messages, aborted: abortedTransactions } = log.read(log.start, true, 1e6);
  const rest = { highWatermark: "", lastStableOffset: "", lastStartOffset: "", errorCode: 0 };
  return visible({ ...rest, partition, messages, abortedTransactions }, true);
}

export const lines = (kafka: ModelKafka, topic: string, partition: number): string[] =>
  committed(kafka, topic, partition).map(({ value }) => String(value));

export interface Stored {
  readonly meta: Meta | null;
  /** By key, as text. */
  readonly states: ReadonlyMap<string, string>;
}

/** What a changelog says. */
export function stored(kafka: ModelKafka, partition: number, topic = OPTIONS.changelog): Stored {
  const states = new Map<string, string>();
  let last: Uint8Array | null = null;
  for (const { key, value } of committed(kafka, topic, partition)) {
    const read = key === null ? null : readKey(key);
    if (read?.kind === "meta") last = value;
    else if (read?.kind === "state") {
      if (value === null) states.delete(read.key);
      else states.set(read.key, value.toString());
    }
  }
  const decoded = last === null ? null : decodeMeta(last);
  return { meta: decoded?.kind === "read" ? decoded.meta : null, states };
}

export const readerOf = ({ machine }: WorkerPattern): MessageReader =>
  jsonMessages({ vocabularies: [machine.automaton.vocabulary] });

export interface Undisturbed {
  readonly lines: readonly string[];
  /** By key, as text. */
  readonly states: ReadonlyMap<string, string>;
  /** Places of records, and failed steps that have none. */
  readonly dead: readonly string[];
}

/** What `pda run --watermark` with open ends makes of the same records, on the same pattern. */
export function undisturbed(
  records: readonly WireRecord[],
  pattern: WorkerPattern,
  from: { readonly topic: string; readonly partition: number },
  disorderMs: number,
  reader = readerOf(pattern),
): Undisturbed {
  const lines: string[] = [];
  const dead: string[] = [];
  const place = (offset: number) => `${from.topic}-${from.partition}@${offset}`;
  const runner = pattern.runner({
    counts: noCounts(),
    line: (line) => lines.push(line),
    dead: (step) => dead.push(step.kind === "event" ? place(at) : JSON.stringify(step)),
  });
  const stream = new StreamRun({
    patterns: [{ runner, vocabulary: 0 }],
    sources: 1,
    watermark: { disorderMs, aheadMs: null },
    ahead: () => {},
  });
  let at = 0;
  for (const { key, value, offset } of records) {
    at = Number(offset);
    const message = { key, value, headers: [], offset: at, timestampMs: 0, brokerTime: false };
    const [result] = reader.read(message, { ...from, index: 0 }).results;
    if (result?.kind !== "event") dead.push(place(at));
    else stream.event(result.event, 0, 0);
  }
  const states = new Map<string, string>();
  for (const row of runner.rows()) {
    const state = runner.save(row)!;
    states.set(state.key, Buffer.from(pattern.encode(state)).toString());
  }
  return { lines, states, dead };
}
