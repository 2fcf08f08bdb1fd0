import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type AvroType,
  type NamedType,
  namedTypes,
  parseSchema,
  SchemaFault,
} from "../../../records/avro/schema.ts";
import { labelOf, readsAlike, schemaId, type WriterSchema } from "./store.ts";

export type FolderResult =
  | { readonly kind: "schemas"; readonly schemas: ReadonlyMap<string, WriterSchema> }
  | { readonly kind: "error"; readonly messages: readonly string[] };

/** All schemas (`.avsc`) of a folder and those below it, by fingerprint. One may name the types of others. */
export function readSchemaFolder(folder: string): FolderResult {
  let files: readonly string[];
  try {
    files = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".avsc"))
      .sort();
  } catch (error) {
    return { kind: "error", messages: [`${folder}: ${(error as Error).message}`] };
  }
  if (files.length === 0)
    return { kind: "error", messages: [`${folder}: there is no .avsc file in it`] };
  return readSchemas(
    files.map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") })),
  );
}

export interface SchemaText {
  readonly file: string;
  readonly text: string;
}

export function readSchemas(texts: readonly SchemaText[]): FolderResult {
  const schemas = new Map<string, WriterSchema>();
  const messages: string[] = [];
  for (const [file, read] of parseAll(texts)) {
    if (read instanceof SchemaFault) {
      messages.push(`${file}: ${read.message}`);
      continue;
    }
    const id = schemaId(read);
    const other = schemas.get(id);
    if (other !== undefined && !readsAlike(other.type, read)) {
      messages.push(
        `${file}: it has the fingerprint of ${other.label} but other logical types, so nobody could tell which of the two wrote a record; give one of them another name`,
      );
    } else if (other === undefined) schemas.set(id, { label: labelOf(read, file), type: read });
  }
  return messages.length > 0 ? { kind: "error", messages } : { kind: "schemas", schemas };
}

/** What others need is read first: again and again, until no more can be. */
function parseAll(texts: readonly SchemaText[]): ReadonlyMap<string, AvroType | SchemaFault> {
  const results = new Map<string, AvroType | SchemaFault>();
  const known = new Map<string, NamedType>();
  for (let before = -1, read = 0; read > before; ) {
    before = read;
    for (const { file, text } of texts) {
      const done = results.get(file);
      if (done !== undefined && !(done instanceof SchemaFault)) continue;
      const result = parsed(text, known);
      results.set(file, result);
      if (result instanceof SchemaFault) continue;
      read++;
      for (const [name, type] of namedTypes(result)) if (!known.has(name)) known.set(name, type);
    }
  }
  return results;
}

export function parsed(
  text: string,
  known: ReadonlyMap<string, NamedType>,
): AvroType | SchemaFault {
  try {
    return parseSchema(text, known);
  } catch (error) {
    if (error instanceof SchemaFault) return error;
    throw error;
  }
}
