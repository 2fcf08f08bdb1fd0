import type { AvroField, AvroType, RecordType } from "./schema.ts";

/**
 * Other versions of a writer's records, by full name: what is known beforehand of how they were and will
 * be. A field that a writer calls otherwise is found by its aliases, one that it does not write any more,
 * or not yet, by its default.
 */
export type Versions = ReadonlyMap<string, readonly RecordType[]>;

export const NO_VERSIONS: Versions = new Map();

/** Where a wanted field is to be found. */
export type Found =
  | { readonly kind: "field"; readonly field: AvroField }
  | { readonly kind: "default"; readonly type: AvroType; readonly value: unknown }
  | { readonly kind: "nowhere" }
  /** Versions disagree about what it is where it is not written. */
  | { readonly kind: "disputed"; readonly defaults: readonly string[] };

export function findField(record: RecordType, name: string, versions: Versions): Found {
  const called = (wanted: string): AvroField | undefined =>
    record.fields.find((field) => field.name === wanted) ??
    record.fields.find((field) => field.aliases.includes(wanted));
  const own = called(name);
  if (own !== undefined) return { kind: "field", field: own };
  const others = versionsOf(record, versions);
  const same = others.flatMap(({ fields }) =>
    fields.filter((field) => field.name === name || field.aliases.includes(name)),
  );
  for (const { name: later, aliases } of same)
    for (const other of [later, ...aliases]) {
      const field = called(other);
      if (field !== undefined) return { kind: "field", field };
    }
  const withDefault = same.filter((field) => field.default !== undefined);
  const defaults = [...new Set(withDefault.map((field) => JSON.stringify(field.default)))];
  if (defaults.length > 1) return { kind: "disputed", defaults };
  const [given] = withDefault;
  if (given === undefined) return { kind: "nowhere" };
  return { kind: "default", type: given.type, value: given.default };
}

/** Of the same name, or of one that either had before. */
function versionsOf(record: RecordType, versions: Versions): readonly RecordType[] {
  const names = [record.name, ...record.aliases];
  const found = names.flatMap((name) => versions.get(name) ?? []);
  return found.filter((other) => other !== record);
}

/** All records of schemas by the names that they have or had. */
export function versionsIn(records: Iterable<RecordType>): Versions {
  const versions = new Map<string, RecordType[]>();
  for (const record of records)
    for (const name of [record.name, ...record.aliases]) {
      const known = versions.get(name);
      if (known === undefined) versions.set(name, [record]);
      else known.push(record);
    }
  return versions;
}

/** A default as JSON of what it means, as the digits of a decimal. Of a union it is the first branch's. */
export function unionType(type: AvroType): AvroType {
  return type.kind === "union" ? (type.branches[0] ?? { kind: "null" }) : type;
}
