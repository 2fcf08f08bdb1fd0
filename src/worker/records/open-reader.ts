import { type AvroMessageOptions, avroMessages } from "./avro-messages.ts";
import { framingOf } from "./framing.ts";
import { jsonMessages, type MessageOptions } from "./json-messages.ts";
import type { MessageReader } from "./message-reader.ts";
import type { SchemaStore } from "./schemas/store.ts";

export interface OpenReaderOptions extends MessageOptions, Pick<AvroMessageOptions, "met"> {
  readonly format: "json" | "avro" | "confluent" | "auto";
  /** Schemas by fingerprint; null: none are configured. */
  readonly fingerprints: SchemaStore | null;
  /** Schemas by a registry's number; null: none is configured. */
  readonly registry: SchemaStore | null;
}

/** A reader, or in one sentence what its configuration lacks. */
export type OpenedReader =
  | { readonly kind: "reader"; readonly reader: MessageReader }
  | { readonly kind: "error"; readonly message: string };

export function openReader(options: OpenReaderOptions): OpenedReader {
  const { format, fingerprints, registry } = options;
  if (format === "json") return { kind: "reader", reader: jsonMessages(options) };
  if (format === "avro" && fingerprints === null) return { kind: "error", message: NO_SCHEMAS };
  if (format === "confluent" && registry === null) return { kind: "error", message: NO_REGISTRY };
  const single = fingerprints === null ? null : avroReader(options, "single object", fingerprints);
  const confluent = registry === null ? null : avroReader(options, "confluent", registry);
  if (format === "avro") return { kind: "reader", reader: single! };
  if (format === "confluent") return { kind: "reader", reader: confluent! };
  if (single === null && confluent === null)
    return {
      kind: "error",
      message: `${NO_SCHEMAS} or ${NO_REGISTRY}; \`format: json\` needs none`,
    };
  return { kind: "reader", reader: byBeginning(jsonMessages(options), single, confluent) };
}

const NO_SCHEMAS =
  "`format: avro` needs schemas: name their folder with `schemas`, or their topic with `schemas-topic`";
const NO_REGISTRY = "`format: confluent` needs a schema registry: name it with `registry.url`";

const avroReader = (
  options: OpenReaderOptions,
  framing: "single object" | "confluent",
  schemas: SchemaStore,
): MessageReader => avroMessages({ ...options, framing, schemas });

/** Each message by what its first bytes say, where there is somebody who has the schemas. */
function byBeginning(
  json: MessageReader,
  single: MessageReader | null,
  confluent: MessageReader | null,
): MessageReader {
  const avro = [single, confluent].filter((reader) => reader !== null);
  return {
    vocabularies: json.vocabularies,
    prepare: (messages) => {
      const waits = avro.map((reader) => reader.prepare(messages)).filter((wait) => wait !== null);
      return waits.length === 0 ? null : Promise.all(waits).then(() => {});
    },
    read(message, from) {
      const framing = message.value === null ? null : framingOf(message.value);
      const reader = framing === null ? json : framing === "confluent" ? confluent : single;
      return (reader ?? json).read(message, from);
    },
  };
}
