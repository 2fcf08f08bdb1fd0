import { platformDecoder } from "../decoder.ts";
import type { Members, MembersOf } from "../mapped-event.ts";
import { AvroBytes } from "./avro-bytes.ts";
import type { AvroType, Instant, Logical } from "./schema.ts";
import { leastBytes } from "./skipping.ts";
import {
  dayText,
  decimalText,
  doubleText,
  floatText,
  instantText,
  latin1Text,
  uuidText,
} from "./value-text.ts";

/** Reads one datum as the JSON that it stands for. */
export type Write = (data: AvroBytes) => string;

/** The members of a whole record that was read without damage, for `with event` (rule 27), as its writer wrote it. */
export function avroMembers(type: AvroType): MembersOf {
  const known = new Map<AvroType, Write>();
  return (bytes, start, end): Members => {
    const data = new AvroBytes();
    data.open(bytes, start, end);
    const record =
      type.kind === "union" ? type.branches[data.choice(type.branches.length, "branches")]! : type;
    if (record.kind !== "record") return [];
    return record.fields.map(({ name, type: field }) => [name, writerOf(field, known)(data)]);
  };
}

/** Reads whole data of a type as the JSON that they stand for. */
export const avroJson = (type: AvroType): Write => writerOf(type, new Map());

function writerOf(type: AvroType, known: Map<AvroType, Write>): Write {
  const before = known.get(type);
  if (before !== undefined) return before;
  let made: Write | null = null;
  known.set(type, (data) => made!(data));
  made = make(type, known);
  known.set(type, made);
  return made;
}

const decoder = platformDecoder();

function make(type: AvroType, known: Map<AvroType, Write>): Write {
  switch (type.kind) {
    case "null":
      return () => "null";
    case "boolean":
      return (data) => String(data.boolean());
    case "int":
    case "long":
      return wholeText(type.logical);
    case "float":
      return (data) => numberText(floatText(data.float()));
    case "double":
      return (data) => numberText(doubleText(data.double()));
    case "string":
      return textOf;
    case "bytes": {
      const { logical } = type;
      const decimal = logical?.name === "decimal";
      return (data) => bytesText(data, decimal ? data.decimal() : data.sized(), logical);
    }
    case "fixed": {
      const { size, logical } = type;
      return (data) => bytesText(data, data.take(size), logical);
    }
    case "enum": {
      const symbols = type.symbols.map((symbol) => JSON.stringify(symbol));
      return (data) => symbols[data.choice(symbols.length, "symbols")]!;
    }
    case "union": {
      const branches = type.branches.map((branch) => writerOf(branch, known));
      return (data) => branches[data.choice(branches.length, "branches")]!(data);
    }
    case "array": {
      const item = writerOf(type.items, known);
      const least = leastBytes(type.items);
      return (data) => `[${blocks(data, least, item).join(",")}]`;
    }
    case "map": {
      const value = writerOf(type.values, known);
      const least = 1 + leastBytes(type.values);
      return (data) => `{${blocks(data, least, () => `${textOf(data)}:${value(data)}`).join(",")}}`;
    }
    case "record": {
      const fields = type.fields.map(({ name, type: field }) => ({
        ...{ name: JSON.stringify(name), write: writerOf(field, known) },
      }));
      return (data) => {
        data.enter();
        const members = fields.map(({ name, write }) => `${name}:${write(data)}`);
        data.leave();
        return `{${members.join(",")}}`;
      };
    }
  }
}

function blocks(data: AvroBytes, least: number, item: Write): string[] {
  const items: string[] = [];
  data.enter();
  for (let count = data.block(least); count > 0; count = data.block(least))
    for (let i = 0; i < count; i++) items.push(item(data));
  data.leave();
  return items;
}

const textOf: Write = (data) => {
  const start = data.text();
  return JSON.stringify(decoder.utf8(data.bytes, start, data.at));
};

/** JSON has no words for NaN and the infinities. */
const numberText = (text: string): string => (/[0-9]$/.test(text) ? text : `"${text}"`);

function wholeText(logical: Logical | null): Write {
  if (logical === null) return (data) => String(data.bigLong());
  if (logical.name === "date") return (data) => JSON.stringify(dayText(Number(data.bigLong())));
  const instant = logical.name as Instant;
  return (data) => JSON.stringify(instantText(data.bigLong(), instant));
}

function bytesText({ bytes, at }: AvroBytes, start: number, logical: Logical | null): string {
  if (logical?.name === "decimal") return decimalText(bytes, start, at, logical.scale);
  if (logical?.name === "uuid") return `"${uuidText(bytes, start)}"`;
  return JSON.stringify(latin1Text(bytes, start, at));
}
