import type { Automaton, OutputDeclaration } from "../../automaton/automaton.ts";
import { AvroWriter } from "../../records/avro/avro-writer.ts";
import { membersOfText } from "../../records/members.ts";
import { TransportFailure } from "../failure.ts";
import { singleObject } from "./framing.ts";
import type { OutputHead } from "./output-head.ts";
import { type OutputSchema, outputSchemas } from "./output-schemas.ts";
import type { OutputEncoder } from "./output-writer.ts";

/** Outputs as single objects of Avro, under the schemas that follow from `emits`. */
export function avroOutput(automata: readonly Automaton[]): OutputEncoder {
  const schemas = new Map<string, OutputSchema>();
  for (const schema of automata.flatMap(outputSchemas))
    schemas.set(`${schema.pattern}/${schema.output}`, schema);
  const writer = new AvroWriter();
  return (line, head) => {
    const schema = schemas.get(`${head.pattern}/${head.output}`)!;
    write(writer, line, head, schema);
    return singleObject(schema.fingerprint, writer.take());
  };
}

type Field = OutputDeclaration["fields"][number];

function write(to: AvroWriter, line: string, head: OutputHead, schema: OutputSchema): void {
  const members = new Map(membersOfText(line));
  const text = (name: string): string => JSON.parse(members.get(name)!) as string;
  to.text(head.id);
  if (schema.revised) to.int(Number(members.get("rev")));
  to.text(head.pattern);
  to.text(text("version"));
  to.text(head.output);
  to.text(head.kind);
  to.text(head.key);
  if (schema.lanes > 0) {
    const lane = JSON.parse(members.get("lane")!) as string | string[];
    to.block(typeof lane === "string" ? [lane] : lane, (each) => to.text(each));
  }
  const session = members.get("session");
  to.int(session === undefined ? 0 : 1);
  if (session !== undefined) to.text(JSON.parse(session) as string);
  to.int(head.timeMs);
  to.block(JSON.parse(members.get("causes")!) as string[], (cause) => to.text(cause));
  const data = members.get("data");
  if (schema.revised) {
    to.boolean(data === undefined);
    to.int(data === undefined ? 0 : 1);
  }
  if (data !== undefined) writeData(to, data, head, schema);
}

function writeData(to: AvroWriter, json: string, { id }: OutputHead, schema: OutputSchema): void {
  const given = membersOfText(json);
  const values = new Map(given);
  for (const field of schema.fields) {
    const value = values.get(field.name);
    if (field.optional) to.int(value === undefined ? 0 : 1);
    if (value !== undefined) writeValue(to, value, field, id);
  }
  if (!schema.members) return;
  const declared = new Set(schema.fields.map(({ name }) => name));
  to.block(
    given.filter(([name]) => !declared.has(name)),
    ([name, value]) => {
      to.text(name);
      to.text(value);
    },
  );
}

/** From the digits as they stand in the line: no amount ever is a double. */
function writeValue(to: AvroWriter, json: string, { name, type }: Field, id: string): void {
  switch (type.kind) {
    case "text":
      to.text(JSON.parse(json) as string);
      break;
    case "exact":
      if (type.scale === 0) to.long(longOf(json, name, id));
      else to.decimal(scaled(json));
      break;
    case "number":
      to.double(Number(json));
      break;
    case "boolean":
      to.boolean(json === "true");
      break;
    case "time":
      to.int(Date.parse(JSON.parse(json) as string));
      break;
    case "duration":
      to.int(Number(json));
  }
}

/** Decimals are written with exactly their places. */
const scaled = (json: string): bigint => BigInt(json.replace(".", ""));

function longOf(json: string, name: string, id: string): bigint {
  const value = BigInt(json);
  if (BigInt.asIntN(64, value) === value) return value;
  throw new TransportFailure(
    "refused",
    `\`${name}\` of the output ${id} is ${json}, more than the 64 bits of a long of Avro; \`output-format: json\` writes all digits`,
  );
}
