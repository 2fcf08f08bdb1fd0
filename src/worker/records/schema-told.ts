import type { Vocabulary } from "../../automaton/automaton.ts";
import type { SchemaNews } from "./avro-messages.ts";

/** What a schema that came cannot serve, one sentence for each field and `events` block. */
export const schemaFaults = (
  { label, unserved }: SchemaNews,
  vocabularies: readonly Vocabulary[],
): readonly string[] =>
  unserved.flatMap((faults, i) =>
    faults.map(({ event, detail }) => {
      const records = event === null ? "all its records" : `its records of ${event}`;
      return `${label} does not serve \`events ${vocabularies[i]!.name}\`: ${detail}; ${records} become dead letters`;
    }),
  );
