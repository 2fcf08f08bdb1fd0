import type { Vocabulary } from "../../automaton/automaton.ts";
import type { Configuration } from "../config/settings.ts";
import type { Clock, Transport } from "../transport.ts";
import type { SchemaNews } from "./avro-messages.ts";
import { type OpenedReader, openReader } from "./open-reader.ts";
import { readSchemaFolder } from "./schemas/folder.ts";
import { type RegistryOptions, registrySchemas, type SchemaRegistry } from "./schemas/registry.ts";
import { fixedSchemas, type SchemaStore } from "./schemas/store.ts";
import { topicSchemas } from "./schemas/topic.ts";

export interface ReaderSurroundings {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly met?: (news: SchemaNews) => void;
}

export type RecordSettings = Pick<
  Configuration,
  | "format"
  | "schemas"
  | "schemas-topic"
  | "registry.url"
  | "registry.username"
  | "registry.password"
  | "registry.token"
>;

/** The reader that a configuration asks for. Only a folder is read here; the rest is, before it is needed. */
export function configuredReader(
  values: RecordSettings,
  vocabularies: readonly Vocabulary[],
  { transport, clock, fetch, met }: ReaderSurroundings,
): OpenedReader {
  const { format } = values;
  if (format === "json") return openReader({ format, vocabularies, ...NO_STORES });
  const folder = values.schemas === undefined ? null : readSchemaFolder(values.schemas);
  if (folder?.kind === "error")
    return { kind: "error", message: `schemas:\n  ${folder.messages.join("\n  ")}` };
  const fixed = folder === null ? null : fixedSchemas(folder.schemas);
  const topic = values["schemas-topic"];
  const fingerprints =
    topic === undefined ? fixed : bothSchemas(fixed, topicSchemas({ transport, topic, clock }));
  const registry = registryOf(values, fixed, clock, fetch);
  const told = met === undefined ? {} : { met };
  return openReader({ format, vocabularies, fingerprints, registry, ...told });
}

const NO_STORES = { fingerprints: null, registry: null };

export function registryOf(
  values: RecordSettings,
  fixed: SchemaStore | null,
  clock: Clock,
  fetch: ReaderSurroundings["fetch"],
): SchemaRegistry | null {
  const url = values["registry.url"];
  if (url === undefined) return null;
  const auth = authOf(values);
  const versions = fixed === null ? {} : { versions: fixed.versions };
  return registrySchemas({ url, fetch, clock, auth, ...versions });
}

function authOf(values: RecordSettings): RegistryOptions["auth"] {
  const token = values["registry.token"];
  if (token !== undefined) return { kind: "bearer", token };
  const username = values["registry.username"];
  if (username === undefined) return null;
  return { kind: "basic", username, password: values["registry.password"] ?? "" };
}

/** A folder's, and what it does not have from a topic. */
export function bothSchemas(fixed: SchemaStore | null, more: SchemaStore): SchemaStore {
  if (fixed === null) return more;
  return {
    find: (id) => fixed.find(id) ?? more.find(id),
    fetch: (ids) => more.fetch(ids.filter((id) => fixed.find(id) === null)),
    known: () => [...fixed.known(), ...more.known()],
    get versions() {
      const versions = new Map(fixed.versions);
      for (const [name, types] of more.versions)
        versions.set(name, [...(versions.get(name) ?? []), ...types]);
      return versions;
    },
  };
}
