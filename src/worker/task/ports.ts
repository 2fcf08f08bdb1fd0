import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import type { DeadStep } from "../../machine/output.ts";
import type { MapResult } from "../../records/vocabulary.ts";
import type { LineListener } from "../../stream/compiled-table.ts";
import type { Runner } from "../../stream/runner.ts";
import type { Message, Partition, StoredMessage } from "../transport.ts";

/**
 * What a task needs of those that know records and states. A task knows neither JSON nor Avro, nor how
 * a session looks as bytes.
 */
export interface MessageReader {
  /** Fetches what reading needs and is not there yet, schemas say. Fails as `TransportFailure`. */
  prepare(messages: readonly StoredMessage[]): Promise<void>;
  /** `source` is the place of the topic among the inputs. */
  read(from: Partition, source: number, message: StoredMessage): ReadMessage;
}

export interface ReadMessage {
  /** The message's key as a pattern would say it; null: none, or no text. */
  readonly key: string | null;
  /** One per vocabulary. */
  readonly results: readonly MapResult[];
}

/** A message and its topic; the task knows the partition. */
export interface Addressed {
  readonly topic: string;
  readonly message: Message;
}

export interface OutputWriter {
  /** All topics that it may name. */
  readonly topics: readonly string[];
  /**
   * An output's line (rule 27) as a message. `trigger`: the event that is being stepped, for what is
   * carried along; null where time moved on. null: this output goes nowhere.
   */
  output(line: string, pattern: number, trigger: Event | null): Addressed | null;
  /** A record that a vocabulary refused, whole. */
  deadRecord(
    from: Partition,
    message: StoredMessage,
    vocabulary: number,
    result: Extract<MapResult, { kind: "dead" }>,
  ): Addressed;
  /** A step that failed; `event`: the one that was stepped, which may have waited for long. */
  deadStep(from: Partition, step: DeadStep, event: Event | null, nowMs: number): Addressed;
}

/** A runner whose keys can be taken out as bytes and put back. */
export interface KeptRunner extends Runner {
  /** What is kept of the row's key; null: the row is free. */
  save(row: number): Uint8Array | null;
  /** Puts a key back that is not there yet; says its row. */
  restore(key: string, state: Uint8Array): number;
}

export interface WorkerPattern {
  readonly machine: Machine;
  /** The place of its vocabulary among those of the reader. */
  readonly vocabulary: number;
  runner(listener: LineListener): KeptRunner;
}
