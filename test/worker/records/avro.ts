import avsc from "avsc";
import type { Vocabulary } from "../../../src/automaton/automaton.ts";
import { fingerprintOf } from "../../../src/records/avro/fingerprint.ts";
import { parseSchema } from "../../../src/records/avro/schema.ts";
import { avroMessages, type SchemaNews } from "../../../src/worker/records/avro-messages.ts";
import { singleObject } from "../../../src/worker/records/framing.ts";
import {
  fixedSchemas,
  schemaId,
  type WriterSchema,
} from "../../../src/worker/records/schemas/store.ts";
import { clicks, glance, shop, stored } from "./messages.ts";

/** A record of the schema, as its writer's library puts it. */
export function written(schema: object, value: unknown): Uint8Array {
  const type = avsc.Type.forSchema(schema as avsc.Schema, { wrapUnions: false });
  return framed(schema, type.toBuffer(value));
}

/** A datum behind the fingerprint of its schema. */
export const framed = (schema: object, datum: Uint8Array | readonly number[]): Uint8Array =>
  singleObject(fingerprintOf(parseSchema(JSON.stringify(schema))), Uint8Array.from(datum));

export const record = (...fields: unknown[]) => ({ type: "record", name: "shop.Buy", fields });
export const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });

/** The fields that every record of the shop has. */
export const HEAD = [field("key", "string"), field("ts", "long"), field("type", "string")];
export const head = { key: "v1", ts: 1000, type: "buy" };

export const storeOf = (...schemas: readonly object[]) =>
  fixedSchemas(
    new Map(
      schemas.map((schema, i): [string, WriterSchema] => {
        const type = parseSchema(JSON.stringify(schema));
        return [schemaId(type), { label: `shop.Buy (v${i + 1}.avsc)`, type }];
      }),
    ),
  );

export interface AvroRead {
  readonly schemas: readonly object[];
  readonly vocabulary?: Vocabulary;
  readonly met?: (news: SchemaNews) => void;
}

export function readAvro(value: Uint8Array, { schemas, vocabulary = shop, met }: AvroRead) {
  const reader = avroMessages({
    ...{ vocabularies: [vocabulary], framing: "single object", schemas: storeOf(...schemas) },
    ...(met === undefined ? {} : { met }),
  });
  return reader.read(stored(value), clicks);
}

/** What becomes of one record of a schema. */
export const seen = (schema: object, value: object, more: Partial<AvroRead> = {}): string =>
  glance(readAvro(written(schema, value), { schemas: [schema], ...more }));
