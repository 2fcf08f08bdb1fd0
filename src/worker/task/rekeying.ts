import type { KeyState } from "../../stream/key-state.ts";
import { fromText } from "../bytes.ts";
import { isCanary } from "../canary/reserved.ts";
import type { DeadResult } from "../records/dead-messages.ts";
import type { MessageRecord } from "../records/message-record.ts";
import type { StoredMessage } from "../transport.ts";
import { type Looked, nothing, type Stage, type States, type Stepped } from "./stage.ts";
import { ahead, type SteppingParts, WrongRecord } from "./stepping.ts";

/**
 * Sends every record on under its pattern's key, to a topic whose partitions therefore have all of a
 * key; records of one partition stay in their order. Nothing is kept.
 */
export class Rekeying implements Stage {
  readonly nextDue = Number.POSITIVE_INFINITY;
  readonly greatest: Stage["greatest"] = [];
  readonly watermark = Number.NEGATIVE_INFINITY;
  readonly sessions = 0;
  readonly draining = [];
  readonly drained = false;
  private readonly parts: SteppingParts;
  private readonly topic: string;
  private stepped: Stepped = nothing(0);

  constructor(parts: SteppingParts, topic: string) {
    this.parts = parts;
    this.topic = topic;
  }

  restore(): number {
    return -1;
  }

  resume(): void {}

  pass(): void {}

  read(source: number, message: StoredMessage): MessageRecord {
    return this.parts.reader.read(message, this.parts.inputs[source]!);
  }

  step(_source: number, record: MessageRecord): void {
    if (isCanary(record.message)) {
      this.passOn(record);
      return;
    }
    const keys = new Set<string>();
    for (const result of record.results) if (result.kind === "event") keys.add(result.event.key);
    if (keys.size > 1) throw twoKeys(record, [...keys]);
    this.stepped.records++;
    const [key] = keys;
    if (key === undefined) this.refuseAll(record);
    else if (this.isAhead(record)) this.refuse(record, ahead, 0, "ahead");
    else {
      const { value, headers, timestampMs } = record.message;
      const message = { key: fromText(key), value, headers, timestampMs };
      this.stepped.outputs.push({ topic: this.topic, message });
    }
  }

  /** All of a canary's records have one key already. */
  private passOn({ message }: MessageRecord): void {
    this.stepped.records++;
    this.stepped.canaries++;
    this.stepped.outputs.push({ topic: this.topic, message });
  }

  take(): Stepped {
    const { stepped } = this;
    this.stepped = nothing(0);
    return stepped;
  }

  states(): States {
    return { messages: [], deleted: 0, changes: [] };
  }

  kept(): void {}

  look(): Looked {
    return { patterns: [], states: [], last: null };
  }

  open(): readonly KeyState[] {
    return [];
  }

  /** Judged here: behind, the broker's time is that of this stage. */
  private isAhead({ results, message }: MessageRecord): boolean {
    const { aheadMs } = this.parts;
    if (aheadMs === null) return false;
    return results.some((r) => r.kind === "event" && r.event.time - message.timestampMs > aheadMs);
  }

  private refuseAll(record: MessageRecord): void {
    for (const [vocabulary, result] of record.results.entries()) {
      if (result.kind === "dead") this.refuse(record, result, vocabulary, "record");
    }
  }

  private refuse(
    record: MessageRecord,
    dead: DeadResult,
    vocabulary: number,
    why: "record" | "ahead",
  ): void {
    const { name } = this.parts.reader.vocabularies[vocabulary]!;
    this.stepped.dead[why]++;
    this.stepped.letters.push(this.parts.dead.record(record, dead, name));
  }
}

const twoKeys = (record: MessageRecord, keys: readonly string[]): WrongRecord =>
  new WrongRecord(
    "wrong key",
    `${record.id} has the keys ${keys.map((key) => JSON.stringify(key)).join(" and ")} by different \`events\` blocks`,
    "run patterns with different keys in workers of their own",
  );
