import type { Vocabulary } from "../../automaton/automaton.ts";
import { unserved } from "../../records/avro/fitness.ts";
import { isFailure } from "../failure.ts";
import type { Finding } from "../ops/setup/finding.ts";
import type { ReaderSurroundings } from "./configured.ts";
import { bothSchemas, type RecordSettings, registryOf } from "./configured.ts";
import { schemaFaults } from "./schema-told.ts";
import { readSchemaFolder } from "./schemas/folder.ts";
import type { SchemaRegistry } from "./schemas/registry.ts";
import { fixedSchemas, type SchemaStore, type WriterSchema } from "./schemas/store.ts";
import { topicSchemas } from "./schemas/topic.ts";

export interface SchemaCheck {
  readonly values: RecordSettings;
  readonly inputs: readonly string[];
  readonly vocabularies: readonly Vocabulary[];
  readonly around: Pick<ReaderSurroundings, "transport" | "clock" | "fetch">;
}

/** Whether the schemas that are known beforehand can serve the patterns. */
export async function checkSchemas(check: SchemaCheck): Promise<readonly Finding[]> {
  try {
    return await schemaFindings(check);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [{ level: "error", about: "schemas", message: error.message }];
  }
}

async function schemaFindings(check: SchemaCheck): Promise<readonly Finding[]> {
  const { values, around } = check;
  if (values.format === "json") return [];
  const { schemas: folder, "schemas-topic": topic } = values;
  const findings: Finding[] = [];
  const read = folder === undefined ? null : readSchemaFolder(folder);
  if (read?.kind === "error")
    return read.messages.map((message) => ({ level: "error", about: "schemas", message }));
  const fixed = read === null ? null : fixedSchemas(read.schemas);
  if (topic !== undefined) {
    const { transport, clock } = around;
    const store = topicSchemas({ transport, topic, clock });
    try {
      await store.readOn();
    } finally {
      await store.close();
    }
    for (const message of store.faults) findings.push({ level: "warning", about: topic, message });
    findings.push(...storeFindings(bothSchemas(fixed, store), topic, check));
  } else if (fixed !== null) findings.push(...storeFindings(fixed, folder!, check));
  const registry = registryOf(values, fixed, around.clock, around.fetch);
  if (registry !== null) findings.push(...(await registryFindings(registry, check)));
  return findings;
}

/** A folder may hold schemas of others, too: what counts is that each block is served by one. */
function storeFindings(store: SchemaStore, about: string, check: SchemaCheck): Finding[] {
  const all = [...store.known()];
  return check.vocabularies.map((vocabulary): Finding => {
    const faults = all.map((schema) => unserved(vocabulary, schema.type, store.versions));
    const served = faults.filter((of) => of.length === 0).length;
    const block = `\`events ${vocabulary.name}\``;
    const partly = faults.findIndex(
      (of) => of.length > 0 && of.every(({ event }) => event !== null),
    );
    if (partly >= 0) {
      const message = faultsOf(all[partly]!, store, check)[0]!;
      return { level: "warning", about, message, remedy: REMEDY };
    }
    if (served > 0)
      return { level: "good", about, message: `${served} of ${all.length} schemas serve ${block}` };
    const remedy = all.length === 0 ? "add the schema that the records are written with" : REMEDY;
    return { level: "error", about, message: `no schema serves ${block}`, remedy };
  });
}

async function registryFindings(registry: SchemaRegistry, check: SchemaCheck): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const about of check.inputs) {
    const schema = await registry.latestOf(about);
    if (schema === null) {
      const message = `the registry has no Avro schema for \`${about}-value\``;
      const remedy =
        "records say themselves which schema they have; nothing can be checked beforehand";
      findings.push({ level: "warning", about, message, remedy });
      continue;
    }
    const faults = faultsOf(schema, registry, check);
    for (const message of faults) findings.push({ level: "error", about, message, remedy: REMEDY });
    if (faults.length === 0)
      findings.push({ level: "good", about, message: `${schema.label} serves the patterns` });
  }
  return findings;
}

const faultsOf = (
  { label, type }: WriterSchema,
  { versions }: SchemaStore,
  { vocabularies }: SchemaCheck,
): readonly string[] =>
  schemaFaults(
    { label, unserved: vocabularies.map((each) => unserved(each, type, versions)) },
    vocabularies,
  );

const REMEDY =
  "let the `events` block say what is written (`from`, the type, `?`), or add the version that tells of the field to the folder of schemas";
