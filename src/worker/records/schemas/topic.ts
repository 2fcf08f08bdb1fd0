import { versionsIn } from "../../../records/avro/evolution.ts";
import { type NamedType, namedTypes, SchemaFault } from "../../../records/avro/schema.ts";
import { TransportFailure } from "../../failure.ts";
import type { Clock, Reader, Transport } from "../../transport.ts";
import { parsed } from "./folder.ts";
import { KnownSchemas } from "./known.ts";
import { labelOf, readsAlike, type SchemaStore, schemaId, type WriterSchema } from "./store.ts";

export interface SchemaTopicOptions {
  readonly transport: Transport;
  readonly topic: string;
  readonly clock: Clock;
  /**
   * So long a schema that is not there yet is waited for: a writer may be ahead of its schema. Where it did
   * not come, others are not waited for during `unknownMs`: fingerprints that are damage must not stall us.
   */
  readonly waitMs?: number;
  /** One that did not come is not waited for again so long. */
  readonly unknownMs?: number;
}

const LIMITS = { maxBytes: 8_000_000, maxBytesPerPartition: 8_000_000, maxWaitMs: 200 };

/**
 * Schemas in a compacted topic: each value is one, keyed by its fingerprint. The topic is read whole before
 * the first record, and on where a message names a schema that has not been seen.
 */
export const topicSchemas = (options: SchemaTopicOptions): SchemaTopic => new SchemaTopic(options);

interface Reached {
  readonly topic: string;
  readonly partition: number;
  offset: number;
}

export class SchemaTopic implements SchemaStore {
  /** What values could not be read as schemas, for the log. */
  readonly faults: string[] = [];
  readonly #options: Required<SchemaTopicOptions>;
  #reached: readonly Reached[] | null = null;
  readonly #reader: Reader;
  readonly #learnt: KnownSchemas;
  readonly #types = new Map<string, NamedType>();
  #reading: Promise<void> | null = null;
  #impatientUntil = 0;

  constructor(options: SchemaTopicOptions) {
    this.#options = { waitMs: 5_000, unknownMs: 60_000, ...options };
    this.#learnt = new KnownSchemas(options.clock, this.#options.unknownMs);
    this.#reader = options.transport.reader("committed");
  }

  get versions() {
    const types = [...this.#learnt.all()].flatMap(({ type }) => [...namedTypes(type).values()]);
    return versionsIn(types.filter((type) => type.kind === "record"));
  }

  find(id: string): WriterSchema | null | undefined {
    return this.#learnt.find(id);
  }

  known(): Iterable<WriterSchema> {
    return this.#learnt.all();
  }

  async fetch(ids: readonly string[]): Promise<void> {
    this.#learnt.forget();
    const { clock, waitMs, unknownMs } = this.#options;
    const until = clock.nowMs() < this.#impatientUntil ? 0 : clock.nowMs() + waitMs;
    const missing = () => ids.filter((id) => this.#learnt.get(id) === undefined);
    for (;;) {
      // Tasks take turns: there is one reader.
      this.#reading ??= this.readOn().finally(() => {
        this.#reading = null;
      });
      await this.#reading;
      if (missing().length === 0) return;
      if (clock.nowMs() >= until) break;
      await clock.sleep(LIMITS.maxWaitMs);
    }
    if (until > 0) this.#impatientUntil = clock.nowMs() + unknownMs;
    for (const id of missing()) this.#learnt.miss(id);
  }

  /** Up to where the topic ends now. */
  async readOn(): Promise<void> {
    this.#reached ??= await this.#beginning();
    for (;;) {
      const fetched = await this.#reader.fetch(this.#reached, LIMITS);
      let more = false;
      for (const { partition, messages, nextOffset, lastStableOffset } of fetched) {
        for (const { value, offset } of messages)
          if (value !== null) this.#learn(Buffer.from(value).toString(), `${partition}@${offset}`);
        this.#reached[partition]!.offset = nextOffset;
        if (nextOffset < lastStableOffset) more = true;
      }
      if (!more) return;
    }
  }

  async #beginning(): Promise<readonly Reached[]> {
    const { topic, transport } = this.#options;
    const { admin } = transport;
    const count = (await admin.partitions([topic])).get(topic);
    if (count === undefined)
      throw new TransportFailure(
        "missing",
        `there is no topic ${topic}, which schemas are read from`,
      );
    const partitions = Array.from({ length: count }, (_, partition) => ({ topic, partition }));
    return Promise.all(
      partitions.map(async (of) => ({
        ...of,
        offset: await admin.offset(of, "earliest", "committed"),
      })),
    );
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #learn(text: string, place: string): void {
    const from = `${this.#options.topic}-${place}`;
    const type = parsed(text, this.#types);
    if (type instanceof SchemaFault) {
      this.faults.push(`${from}: ${type.message}`);
      return;
    }
    const id = schemaId(type);
    const other = this.#learnt.get(id);
    if (other !== undefined && !readsAlike(other.type, type)) {
      this.faults.push(
        `${from}: it has the fingerprint of ${other.label} but other logical types; the earlier one counts`,
      );
      return;
    }
    if (other === undefined) this.#learnt.learn(id, { label: labelOf(type, from), type });
    for (const [name, each] of namedTypes(type)) this.#types.set(name, each);
  }
}
