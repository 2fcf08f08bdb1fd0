import { type Versions, versionsIn } from "../../../records/avro/evolution.ts";
import {
  canonicalSchema,
  fingerprintOf,
  spellFingerprint,
} from "../../../records/avro/fingerprint.ts";
import { type AvroType, namedTypes } from "../../../records/avro/schema.ts";

/** A writer's schema. */
export interface WriterSchema {
  /** For messages: the record's name, and where the schema is from. */
  readonly label: string;
  readonly type: AvroType;
}

/** Knows schemas by what messages name them by: a fingerprint in hexadecimal digits, or a registry's number. */
export interface SchemaStore {
  /** null: nobody has it. undefined: it has not been asked for yet, or not for a while. */
  find(id: string): WriterSchema | null | undefined;
  /** Asks for those; afterwards `find` knows an answer. Fails as `TransportFailure`. */
  fetch(ids: readonly string[]): Promise<void>;
  /** All that are known by now, for a look beforehand; those of a registry are not. */
  known(): Iterable<WriterSchema>;
  /** Other versions of the same records, known beforehand: their aliases and defaults count for readers. */
  readonly versions: Versions;
}

/** Schemas that were all given at the start. */
export function fixedSchemas(schemas: ReadonlyMap<string, WriterSchema>): SchemaStore {
  const types = [...schemas.values()].flatMap(({ type }) => [...namedTypes(type).values()]);
  const versions = versionsIn(types.filter((type) => type.kind === "record"));
  return {
    find: (id) => schemas.get(id) ?? null,
    fetch: () => Promise.resolve(),
    known: () => schemas.values(),
    versions,
  };
}

/** By its fingerprint, in hexadecimal digits. */
export const schemaId = (type: AvroType): string => spellFingerprint(fingerprintOf(type));

export const labelOf = (type: AvroType, from: string): string =>
  `${"name" in type ? type.name : type.kind} (${from})`;

/**
 * Whether two schemas of one fingerprint read alike. A fingerprint says nothing of logical types, so that two
 * that differ in a decimal's places have the same one, and an amount could be read a hundred times too large.
 */
export const readsAlike = (a: AvroType, b: AvroType): boolean =>
  canonicalSchema(a) === canonicalSchema(b) && logicalTypes(a) === logicalTypes(b);

function logicalTypes(type: AvroType, within: readonly AvroType[] = []): string {
  switch (type.kind) {
    case "record":
      if (within.includes(type)) return type.name;
      return `{${type.fields.map((field) => logicalTypes(field.type, [...within, type])).join(",")}}`;
    case "array":
      return `[${logicalTypes(type.items, within)}]`;
    case "map":
      return `[${logicalTypes(type.values, within)}]`;
    case "union":
      return type.branches.map((branch) => logicalTypes(branch, within)).join("|");
    default:
      return "logical" in type && type.logical !== null ? JSON.stringify(type.logical) : type.kind;
  }
}
