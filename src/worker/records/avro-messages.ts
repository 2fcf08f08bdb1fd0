import type { Vocabulary } from "../../automaton/automaton.ts";
import { AvroBytes, AvroDamage } from "../../records/avro/avro-bytes.ts";
import type { Unserved } from "../../records/avro/fitness.ts";
import { damaged, RECORD_BYTES_MAX } from "../../records/record-reader.ts";
import { type MapResult, openVocabulary, type RecordMapper } from "../../records/vocabulary.ts";
import type { StoredMessage } from "../transport.ts";
import { type AvroPlan, blamed, planAvro } from "./avro-plan.ts";
import type { DeadResult } from "./dead-messages.ts";
import { type Framing, framingBytes, framingOf, schemaIdOf } from "./framing.ts";
import { type MessageOptions, refused, unreadable } from "./json-messages.ts";
import type { MessageReader } from "./message-reader.ts";
import { MessageRecord } from "./message-record.ts";
import type { MessageSource } from "./message-source.ts";
import type { SchemaStore } from "./schemas/store.ts";
import { ValueBytes } from "./value-bytes.ts";

/** Told once of each schema whose records come. */
export interface SchemaNews {
  readonly label: string;
  /** By vocabulary: what it cannot serve. */
  readonly unserved: readonly (readonly Unserved[])[];
}

export interface AvroMessageOptions extends MessageOptions {
  readonly framing: Framing;
  readonly schemas: SchemaStore;
  readonly met?: (news: SchemaNews) => void;
}

/** Messages of Avro whose first bytes name the schema that wrote them. */
export function avroMessages(options: AvroMessageOptions): MessageReader {
  return new AvroMessages(options);
}

class AvroMessages implements MessageReader {
  readonly vocabularies: readonly Vocabulary[];
  readonly #framing: Framing;
  readonly #schemas: SchemaStore;
  readonly #met: (news: SchemaNews) => void;
  readonly #mappers: readonly RecordMapper[];
  readonly #values = new ValueBytes();
  readonly #data = new AvroBytes();
  readonly #max: number;
  /** By the bytes in front of the datum, as text. */
  readonly #plans = new Map<string, AvroPlan>();
  /** The one that was needed last, and those bytes. */
  #last: AvroPlan | null = null;
  #lastFrame: Uint8Array = new Uint8Array(0);

  constructor(options: AvroMessageOptions) {
    const { vocabularies, framing, schemas, met = () => {}, recordBytesMax } = options;
    this.vocabularies = vocabularies;
    this.#framing = framing;
    this.#schemas = schemas;
    this.#met = met;
    this.#max = recordBytesMax ?? RECORD_BYTES_MAX;
    this.#mappers = vocabularies.map((vocabulary) => openVocabulary(vocabulary));
  }

  prepare(messages: readonly StoredMessage[]): Promise<void> | null {
    let missing: Set<string> | null = null;
    for (const { value } of messages) {
      if (value === null || value.length > this.#max || this.#isLast(value)) continue;
      if (framingOf(value) !== this.#framing) continue;
      const id = schemaIdOf(value, this.#framing);
      if (!this.#plans.has(id) && this.#schemas.find(id) === undefined)
        missing = (missing ?? new Set()).add(id);
    }
    return missing === null ? null : this.#schemas.fetch([...missing]);
  }

  read(message: StoredMessage, from: MessageSource): MessageRecord {
    const dead = unreadable(message, this.#max) ?? this.#unframed(message.value!);
    if (dead !== null) return refused(message, from, this.#mappers.length, dead);
    const plan = this.#planOf(message.value!);
    if (plan === null) {
      const unknown = unknownSchema(schemaIdOf(message.value!, this.#framing), this.#framing);
      return refused(message, from, this.#mappers.length, unknown);
    }
    return this.#read(message, from, plan);
  }

  #read(message: StoredMessage, from: MessageSource, plan: AvroPlan): MessageRecord {
    const value = message.value!;
    const values = this.#values;
    const data = this.#data;
    values.place(value, plan.room);
    const { bytes, end } = values;
    const start = values.start + framingBytes(this.#framing);
    const record = new MessageRecord(message, from, bytes, start, end, plan.membersOf);
    data.open(bytes, start, end);
    const mappers = this.#mappers;
    if (mappers.length === 1) record.results = [this.#result(record, plan, 0)];
    else
      record.results = mappers.map((_, i) => {
        data.again(start);
        return this.#result(record, plan, i);
      });
    values.claim(data.free);
    return record;
  }

  #result(record: MessageRecord, plan: AvroPlan, block: number): MapResult {
    const data = this.#data;
    const mapper = this.#mappers[block]!;
    const { slots } = mapper;
    slots.clear(data.bytes);
    try {
      plan.projections[block]!.read(data);
    } catch (error) {
      if (error instanceof AvroDamage) return damaged(error.message);
      throw error;
    }
    if (data.at !== data.end)
      return damaged(
        `${data.end - data.at} bytes follow the record, which ${plan.schema.label} does not know`,
      );
    // What is behind is another record's, later.
    slots.limit = data.free;
    return blamed(mapper.resolve(record), plan, block);
  }

  #unframed(value: Uint8Array): DeadResult | null {
    if (this.#isLast(value) || framingOf(value) === this.#framing) return null;
    const wanted = this.#framing === "confluent" ? CONFLUENT : SINGLE_OBJECT;
    return { kind: "dead", reason: "damaged", detail: `${wanted}; ${beginning(value)}` };
  }

  #planOf(value: Uint8Array): AvroPlan | null {
    if (this.#isLast(value)) return this.#last;
    const id = schemaIdOf(value, this.#framing);
    const plan = this.#plans.get(id) ?? this.#plan(id);
    if (plan === null) return null;
    this.#last = plan;
    this.#lastFrame = value.slice(0, framingBytes(this.#framing));
    return plan;
  }

  #plan(id: string): AvroPlan | null {
    // One that was not prepared is not known.
    const schema = this.#schemas.find(id) ?? null;
    if (schema === null) return null;
    const plan = planAvro(schema, this.#mappers, this.#schemas.versions);
    this.#plans.set(id, plan);
    this.#met({ label: schema.label, unserved: plan.unserved });
    return plan;
  }

  #isLast(value: Uint8Array): boolean {
    const frame = this.#lastFrame;
    const { length } = frame;
    if (length === 0 || value.length < length) return false;
    for (let i = 0; i < length; i++) if (value[i] !== frame[i]) return false;
    return true;
  }
}

const CONFLUENT =
  "The message does not begin with 00 and a schema's number, as a registry's clients write";
const SINGLE_OBJECT =
  "The message does not begin with C3 01 and a schema's fingerprint, as Avro's single objects do";

/** What it is instead, as far as its first bytes tell. */
function beginning(value: Uint8Array): string {
  const framing = framingOf(value);
  if (framing === "confluent") return "it may be a registry's, which `--format confluent` reads";
  if (framing !== null) return "it is a single object, which `--format avro` reads";
  if (value[0] === 0x7b) return "it may be JSON, which `--format json` reads";
  const bytes = [...value.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `it begins with ${bytes.join(" ")}`;
}

function unknownSchema(id: string, framing: Framing): DeadResult {
  const named = framing === "confluent" ? `number ${id}` : `fingerprint ${id}`;
  return {
    ...{ kind: "dead", reason: "unknown schema" },
    detail: `Nobody has a schema of the ${named} that can be read`,
  };
}
