import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noCounts } from "../src/machine/counts.ts";
import type { Event } from "../src/machine/event.ts";
import type { Machine } from "../src/machine/machine.ts";
import { patternRunner } from "../src/stream/pattern-runner.ts";
import { wallClock } from "../src/worker/clock.ts";
import { deadWriter } from "../src/worker/records/dead-messages.ts";
import { jsonMessages } from "../src/worker/records/json-messages.ts";
import { outputWriter } from "../src/worker/records/output-writer.ts";
import { StateBytes } from "../src/worker/state/state-bytes.ts";
import { lmdbShelves } from "../src/worker/store/lmdb-shelves.ts";
import { metaOf, Shelving } from "../src/worker/store/shelving.ts";
import { Store } from "../src/worker/store/store.ts";
import { metaKey, stateKey } from "../src/worker/task/changelog-keys.ts";
import { encodeMeta, type Meta } from "../src/worker/task/meta.ts";
import { slotOf, type WorkerPattern } from "../src/worker/task/pattern.ts";
import { restore } from "../src/worker/task/restore.ts";
import { Stepping } from "../src/worker/task/stepping.ts";
import type { Admin, StoredMessage, Transport } from "../src/worker/transport.ts";
import { machineOf } from "./sessions.ts";

export interface Restored {
  /** Of processors, the collector's among them. */
  readonly readSeconds: number;
  readonly fillSeconds: number;
  readonly seconds: number;
  /** Of a changelog record's key and value. */
  readonly changelogBytes: number;
  /** In memory, beyond what there was before. */
  readonly bytesPerSession: number;
}

export const STORES = ["memory", "disk, anew", "disk, as it was left"] as const;

const START = 1_704_067_200_000;
const PARTITION = { topic: "app.changelog", partition: 0 };
/** As a broker answers: some four megabytes. */
const ANSWER = 40_000;

/** Keys come as they were last changed, in no order of their own; a prime, so that each comes once. */
const STRIDE = 611_953;

const text = (prefix: string, number: number, length: number): string =>
  Buffer.from(prefix + String(number).padStart(length - prefix.length, "0")).toString("latin1");

function patternOf(machine: Machine): WorkerPattern {
  const bytes = new StateBytes(machine);
  return {
    ...{ machine, vocabulary: 0 },
    runner: (listener) => patternRunner(machine, listener),
    encode: (state) => bytes.encode(state),
    decode: (key, state) => bytes.decode(key, state),
    due: (state) => bytes.due(state),
  };
}

const NONE: readonly [] = [];

/** Messages as a broker has them: bytes, of which an answer makes things when it is asked. */
class Log {
  private bytes = Buffer.alloc(1 << 20);
  private used = 0;
  /** Of each: where it begins, where its value does and where that ends. */
  private readonly places: number[] = [];

  get length(): number {
    return this.places.length / 3;
  }

  append(key: Uint8Array, value: Uint8Array): void {
    const end = this.used + key.length + value.length;
    if (end > this.bytes.length) this.bytes = Buffer.concat([this.bytes], 2 * end);
    this.bytes.set(key, this.used);
    this.bytes.set(value, this.used + key.length);
    this.places.push(this.used, this.used + key.length, end);
    this.used = end;
  }

  answer(offset: number, most: number): StoredMessage[] {
    const to = Math.min(offset + most, this.length);
    const messages: StoredMessage[] = [];
    if (to <= offset) return messages;
    const first = this.places[3 * offset]!;
    const bytes = Buffer.from(this.bytes.subarray(first, this.places[3 * to - 1]));
    for (let at = offset; at < to; at++) {
      const from = this.places[3 * at]! - first;
      const middle = this.places[3 * at + 1]! - first;
      const key = bytes.subarray(from, middle);
      const value = bytes.subarray(middle, this.places[3 * at + 2]! - first);
      messages.push({
        headers: NONE,
        timestampMs: 0,
        brokerTime: false,
        offset: at,
        key,
        value,
      });
    }
    return messages;
  }

  get bytesEach(): number {
    return this.used / this.length;
  }
}

/** Open searches, each with a term and its cause, as a worker wrote them; and where it stands. */
function changelogOf(pattern: WorkerPattern, sessions: number): Log {
  const listener = { counts: noCounts(), line: () => {}, dead: () => {} };
  const runner = pattern.runner(listener);
  const log = new Log();
  for (let place = 0; place < sessions; place++) {
    const i = (place * STRIDE) % sessions;
    const event: Event = {
      ...{ key: text("u", i, 16), time: START + i, name: "search" },
      ...{ fields: { term: text("term", i, 12) }, id: `clicks-3@${i}`, members: () => [] },
    };
    const state = runner.save(runner.feed(event, false))!;
    log.append(stateKey(slotOf(pattern), event.key), pattern.encode(state));
    runner.forget(event.key);
  }
  const { version, automaton } = pattern.machine;
  const meta: Meta = {
    ...{ positions: [["clicks", sessions]], greatest: [[START + sessions]], idleTo: [null] },
    ...{ patterns: [[automaton.pattern, version]], partitions: 1, chunk: 9, origin: "bench" },
  };
  log.append(metaKey(), encodeMeta(meta));
  return log;
}

/** A broker that has all of it at hand: what is measured is our part. */
function transportOf(log: Log): Transport {
  const refuse = async (): Promise<never> => {
    throw new Error("nobody asks that");
  };
  const admin: Admin = {
    ...{ partitions: refuse, createTopics: refuse, deleteTopic: refuse, committed: refuse },
    truncate: refuse,
    config: async () => new Map(),
    offset: async (_, edge) => (edge === "earliest" ? 0 : log.length),
  };
  return {
    ...{ admin, openTask: refuse, join: refuse, close: async () => {} },
    reader: () => ({
      async fetch([at]) {
        const { offset } = at!;
        const messages = log.answer(offset, ANSWER);
        const end = { highWatermark: log.length, lastStableOffset: log.length };
        const nextOffset = offset + messages.length;
        return [{ ...PARTITION, messages, nextOffset, logStartOffset: 0, ...end }];
      },
      close: async () => {},
    }),
  };
}

/** Needs `--expose-gc`. */
export async function measureRestore(
  store: (typeof STORES)[number],
  sessions: number,
): Promise<Restored> {
  const pattern = patternOf(machineOf("search-attribution"));
  const log = changelogOf(pattern, sessions);
  const changelogBytes = log.bytesEach;
  const transport = transportOf(log);
  if (store === "memory") return inMemory(pattern, transport, sessions, changelogBytes);
  const folder = join(tmpdir(), `pda-bench-${process.pid}`);
  try {
    const first = await onDisk(pattern, transport, sessions, changelogBytes, folder);
    return store === "disk, anew"
      ? first
      : await onDisk(pattern, transport, sessions, changelogBytes, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const steppingOf = (pattern: WorkerPattern, shelving: Shelving | null): Stepping =>
  new Stepping({
    ...{ patterns: [pattern], shelving, disorderMs: 0, aheadMs: null },
    reader: jsonMessages({ vocabularies: [pattern.machine.automaton.vocabulary] }),
    outputs: outputWriter({ "*": "out" }),
    dead: deadWriter({ application: "app" }),
    inputs: [{ topic: "clicks", partition: 0, index: 0 }],
  });

async function inMemory(
  pattern: WorkerPattern,
  transport: Transport,
  sessions: number,
  changelogBytes: number,
): Promise<Restored> {
  const before = used();
  const read = processor();
  const { states } = await restore({ transport, clock: wallClock }, PARTITION, () => {});
  const readSeconds = read();
  const fill = processor();
  const stepping = steppingOf(pattern, null);
  const rows: number[] = [];
  for (const [key, state] of states.get(slotOf(pattern))!)
    rows.push(stepping.restore(0, key, state));
  stepping.resume([[START]], [rows]);
  const fillSeconds = fill();
  rows.length = 0;
  (states as Map<string, unknown>).clear();
  return {
    ...{ readSeconds, fillSeconds, seconds: readSeconds + fillSeconds, changelogBytes },
    bytesPerSession: (used() - before) / opened(stepping, sessions),
  };
}

async function onDisk(
  pattern: WorkerPattern,
  transport: Transport,
  sessions: number,
  changelogBytes: number,
  folder: string,
): Promise<Restored> {
  const before = used();
  const read = processor();
  const store = new Store(lmdbShelves(folder), 1);
  const shelving = await Shelving.open(
    { producerId: "1", epoch: 0 },
    {
      ...{ store, app: "app", changelog: PARTITION, transport, clock: wallClock },
      ...{ news: { tell: () => {} }, check: () => {}, progress: () => {} },
    },
  );
  const { meta } = await shelving.read();
  const readSeconds = read();
  const fill = processor();
  await shelving.settle([pattern], metaOf(meta));
  const stepping = steppingOf(pattern, shelving);
  stepping.resume([[START]], []);
  const fillSeconds = fill();
  const bytesPerSession = (used() - before) / opened(stepping, sessions);
  await shelving.close();
  const seconds = readSeconds + fillSeconds;
  return { readSeconds, fillSeconds, seconds, changelogBytes, bytesPerSession };
}

function opened(stepping: Stepping, sessions: number): number {
  if (stepping.sessions === sessions) return sessions;
  throw new Error(`${stepping.sessions} sessions are open instead of ${sessions}`);
}

function processor(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
}

function used(): number {
  for (let i = 0; i < 3; i++) globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
