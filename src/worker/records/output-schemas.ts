import type { Automaton, OutputDeclaration, Type } from "../../automaton/automaton.ts";
import { fingerprintOf, spellFingerprint } from "../../records/avro/fingerprint.ts";
import { type AvroType, parseSchema } from "../../records/avro/schema.ts";
import type { Message } from "../transport.ts";

/** How outputs of one name are written as Avro: rule 27's members, and what `emits` declares. */
export interface OutputSchema {
  readonly pattern: string;
  readonly output: string;
  /** The schema as JSON. */
  readonly text: string;
  readonly type: AvroType;
  readonly fingerprint: bigint;
  /** In the order in which they are written. */
  readonly fields: OutputDeclaration["fields"];
  /** Of patterns that say `late retract`: revisions and retractions. */
  readonly revised: boolean;
  readonly lanes: number;
  /** Members of records come, too, as JSON texts by name. */
  readonly members: boolean;
}

/** One for each declared output, and for that of `late emit`. */
export function outputSchemas(automaton: Automaton): readonly OutputSchema[] {
  const { outputs, order } = automaton;
  const late = order?.late;
  const schemas = outputs.map(({ name, fields }) => outputSchema(automaton, name, fields, false));
  return late?.kind === "emit"
    ? [...schemas, outputSchema(automaton, late.output, [], true)]
    : schemas;
}

function outputSchema(
  automaton: Automaton,
  output: string,
  fields: OutputDeclaration["fields"],
  isLate: boolean,
): OutputSchema {
  const { pattern, lanes, order } = automaton;
  const revised = order?.late.kind === "retract";
  const members = isLate || emitsMembers(automaton, output);
  const laneCount = lanes?.fields.length ?? 0;
  const data = {
    ...{ type: "record", name: `${avroName(output)}_data` },
    fields: [
      ...fields.map(({ name, type, optional }) =>
        optional
          ? { name: avroName(name), type: ["null", avroType(type)], default: null }
          : { name: avroName(name), type: avroType(type) },
      ),
      ...(members ? [{ name: MEMBERS, type: { type: "map", values: "string" }, default: {} }] : []),
    ],
  };
  const text = JSON.stringify({
    ...{ type: "record", name: avroName(output), namespace: `pda.${avroName(pattern)}` },
    doc: `Outputs \`${output}\` of the pattern \`${pattern}\``,
    fields: [
      { name: "id", type: "string" },
      ...(revised ? [{ name: "rev", type: "int" }] : []),
      ...["pattern", "version", "output", "kind", "key"].map((name) => ({ name, type: "string" })),
      ...(laneCount > 0 ? [{ name: "lane", type: { type: "array", items: "string" } }] : []),
      { name: "session", type: ["null", "string"], default: null },
      { name: "time", type: TIME },
      { name: "causes", type: { type: "array", items: "string" } },
      ...(revised ? [{ name: "retracted", type: "boolean", default: false }] : []),
      revised
        ? { name: "data", type: ["null", data], default: null }
        : { name: "data", type: data },
    ],
  });
  const type = parseSchema(text);
  const fingerprint = fingerprintOf(type);
  const shape = { revised, lanes: laneCount, members };
  return { pattern, output, text, type, fingerprint, fields, ...shape };
}

/** A record's members that `with event` adds: what they are is known to who wrote them. */
export const MEMBERS = "_event";

/** Wherever the output is put out `with event`. */
function emitsMembers(automaton: Automaton, output: string): boolean {
  const spelled = JSON.stringify({ ...automaton, outputs: [] });
  if (!spelled.includes('"withEvent":true')) return false;
  let found = false;
  JSON.parse(spelled, (_, value: unknown) => {
    const action = value as { do?: unknown; output?: unknown; withEvent?: unknown } | null;
    if (typeof action === "object" && action?.do === "emit" && action.output === output)
      found ||= action.withEvent === true;
    return value;
  });
  return found;
}

const TIME = { type: "long", logicalType: "timestamp-millis" };

function avroType(type: Type): unknown {
  switch (type.kind) {
    case "text":
      return "string";
    case "exact": {
      const { scale } = type;
      return scale === 0 ? "long" : { type: "bytes", logicalType: "decimal", precision: 38, scale };
    }
    case "number":
      return "double";
    case "boolean":
      return "boolean";
    case "time":
      return TIME;
    case "duration":
      return "long";
  }
}

/** Avro's names are of ASCII. */
export const avroName = (name: string): string =>
  [...name]
    .map((letter) =>
      /[A-Za-z0-9_]/.test(letter) ? letter : `_u${letter.codePointAt(0)!.toString(16)}`,
    )
    .join("");

/** For a compacted topic of schemas, from which readers of the outputs take them. */
export const schemaMessages = (automata: readonly Automaton[], nowMs: number): readonly Message[] =>
  automata.flatMap(outputSchemas).map(({ text, fingerprint }) => ({
    ...{ key: Buffer.from(spellFingerprint(fingerprint)), value: Buffer.from(text) },
    ...{ headers: [], timestampMs: nowMs },
  }));
