import type { CanaryPlan } from "./canary/runs.ts";
import type { Equip } from "./control/program.ts";
import type { WorkerNews } from "./news.ts";
import type { DeadWriter } from "./records/dead-messages.ts";
import type { MessageReader } from "./records/message-reader.ts";
import type { OutputWriter } from "./records/output-writer.ts";
import type { Store } from "./store/store.ts";
import type { WorkerPattern } from "./task/pattern.ts";
import type { Clock, Edge, Transport } from "./transport.ts";

export interface WorkerOptions {
  /** Names the group, the transactional ids (`<app>-<task>`) and, unless said, the topics. */
  readonly app: string;
  /** With equal partition counts: task n reads partition n of each. */
  readonly inputs: readonly string[];
  /** Compacted, with as many partitions as the inputs. */
  readonly changelog: string;
  /** Compacted, with one partition: what is announced; changes are not looked for where it is not named. */
  readonly control?: string;
  /** What could not be read or stepped. */
  readonly deadLetters: string;
  /** Where a first start begins; null: it must not start without being told. */
  readonly from: Edge | null;
  /** How far an input may be out of order (rule 30). */
  readonly disorderMs: number;
  /** A record this far past the broker's own timestamp is a dead letter and moves nothing; null: off. */
  readonly aheadMs: number | null;
  /** After this long without a record event time moves on with the clock; null: off. */
  readonly idleMs: number | null;
  /** Records with another key than the pattern's pass through a topic first. */
  readonly rekey: boolean;
  /** Keys open in this process before it stops; null: no limit. */
  readonly maxSessions: number | null;
  /** The last events of each key, told beside its state; none unless said. */
  readonly keepLast?: number;
  readonly chunk: ChunkLimits;
  readonly timeouts: Timeouts;
  /** Where the others may ask for our sessions. */
  readonly address: string;
}

/** What makes a chunk end: whichever is reached first. */
export interface ChunkLimits {
  readonly records: number;
  /** Since its first record. */
  readonly ms: number;
  /** Of the records of one fetch, and of what is written. */
  readonly bytes: number;
}

export interface Timeouts {
  /** The broker aborts a transaction that is open for so long. */
  readonly transactionMs: number;
  /** The group takes a member's tasks that was silent for so long. */
  readonly sessionMs: number;
  /** The group waits so long for a member to finish its chunks. */
  readonly rebalanceMs: number;
  readonly heartbeatMs: number;
  /** A fetch waits so long where there is nothing to read. */
  readonly fetchMs: number;
}

export const CHUNK_DEFAULTS: ChunkLimits = { records: 10_000, ms: 100, bytes: 1_000_000 };
export const TIMEOUT_DEFAULTS: Timeouts = {
  transactionMs: 15_000,
  sessionMs: 30_000,
  rebalanceMs: 60_000,
  heartbeatMs: 3_000,
  fetchMs: 500,
};

export interface WorkerParts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly patterns: readonly WorkerPattern[];
  readonly reader: MessageReader;
  readonly outputs: OutputWriter;
  /** All that it may name. */
  readonly outputTopics: readonly string[];
  readonly dead: DeadWriter;
  /** Left out: none are sent, and those of others are passed over. */
  readonly canary?: CanaryPlan;
  readonly news: WorkerNews;
  /** Where sessions lie that outgrow memory; without it all are in memory. */
  readonly store?: Store;
  /** Whether memory is nearly used up, as half a sentence; null: there is room. */
  readonly full?: () => string | null;
  /** Makes programs of automata that the control topic has; without it, only its own can be run. */
  readonly equip?: Equip;
}
