import { createRequire } from "node:module";
import type avsc from "avsc";
import { formatTime, TIME_MAX } from "../machine/values/time.ts";

/**
 * Avro data as JSON text, by a walk of our own over avsc's types: a long keeps all its digits, and a block
 * that claims 2^31 items is refused before memory is asked for. This is the only file that knows avsc.
 */
export type AvroReader = (data: AvroData) => string;

/** Data that is not what its schema says. */
export class AvroDamage extends Error {}

const DEPTH_MAX = 500;

/** Binary data being read. */
export class AvroData {
  readonly bytes: Uint8Array;
  at: number;
  depth = 0;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** A zig-zag number of at most ten bytes. */
  long(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw new AvroDamage("A number is longer than ten bytes");
  }

  /** A number that counts something. */
  count(what: string): number {
    const value = this.long();
    if (value < 0n) throw new AvroDamage(`A negative number of ${what}`);
    // Each takes a byte or more; only nothing at all takes none.
    if (value > BigInt(this.left)) {
      throw new AvroDamage(`${value} ${what} are claimed where ${this.left} bytes are left`);
    }
    return Number(value);
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new AvroDamage("The data ends early");
    return byte;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new AvroDamage("The data ends early");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  float(): number {
    this.take(4);
    return this.#view.getFloat32(this.at - 4, true);
  }

  double(): number {
    this.take(8);
    return this.#view.getFloat64(this.at - 8, true);
  }

  text(): string {
    const bytes = this.take(this.count("bytes"));
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new AvroDamage("Bytes that are no UTF-8");
    }
  }
}

const LOGICAL = "logical:";
const LOGICAL_NAMES = [
  "decimal",
  "date",
  "timestamp-millis",
  "timestamp-micros",
  "timestamp-nanos",
] as const;

/** What is kept of a schema beside the plain type. */
interface MarkedType extends avsc.types.LogicalType {
  readonly scale: number;
}

/**
 * Compiles a schema (JSON) to a reader of one datum; throws what avsc throws where it is none. avsc is loaded only
 * here: it takes longer than many a log takes to read, and few logs are Avro.
 */
export function avroReader(schema: string): AvroReader {
  const { Type, types } = createRequire(import.meta.url)("avsc") as typeof avsc;
  class Marked extends types.LogicalType implements MarkedType {
    readonly scale: number;
    constructor(schema: avsc.Schema, options?: unknown) {
      super(schema, options);
      const { scale } = schema as { scale?: unknown };
      this.scale = Number.isInteger(scale) ? (scale as number) : 0;
    }
  }
  const logicalTypes = Object.fromEntries(LOGICAL_NAMES.map((name) => [name, Marked]));
  return readerOf(Type.forSchema(JSON.parse(schema), { logicalTypes }), new Map());
}

function readerOf(type: avsc.Type, known: Map<avsc.Type, AvroReader>): AvroReader {
  const before = known.get(type);
  if (before !== undefined) return before;
  // A schema may name itself: whoever asks while it is being compiled gets this way in.
  let made: AvroReader | null = null;
  known.set(type, (data) => made!(data));
  made = compile(type, known);
  known.set(type, made);
  return made;
}

function compile(type: avsc.Type, known: Map<avsc.Type, AvroReader>): AvroReader {
  switch (type.typeName) {
    case "null":
      return () => "null";
    case "boolean":
      return (data) => (data.byte() === 0 ? "false" : "true");
    case "int":
    case "long":
      return (data) => String(data.long());
    case "float":
      return (data) => numberText(data.float());
    case "double":
      return (data) => numberText(data.double());
    case "string":
      return (data) => JSON.stringify(data.text());
    case "bytes":
      return (data) => JSON.stringify(latin1(data.take(data.count("bytes"))));
    case "fixed": {
      const { size } = type as avsc.types.FixedType;
      return (data) => JSON.stringify(latin1(data.take(size)));
    }
    case "enum": {
      const symbols = (type as avsc.types.EnumType).symbols.map((symbol) => JSON.stringify(symbol));
      return (data) => chosen(symbols, data.long(), "symbols");
    }
    case "array": {
      const item = readerOf((type as avsc.types.ArrayType).itemsType, known);
      return (data) => `[${blocks(data, () => item(data)).join(",")}]`;
    }
    case "map": {
      const value = readerOf((type as avsc.types.MapType).valuesType as avsc.Type, known);
      return (data) => {
        const members = blocks(data, () => `${JSON.stringify(data.text())}:${value(data)}`);
        return `{${members.join(",")}}`;
      };
    }
    case "record":
    case "error":
      return recordReader(type as avsc.types.RecordType, known);
  }
  if (type.typeName.startsWith("union:")) {
    const { types } = type as avsc.types.UnwrappedUnionType;
    const branches = types.map((branch) => readerOf(branch, known));
    return (data) => chosen(branches, data.long(), "branches")(data);
  }
  if (type.typeName.startsWith(LOGICAL)) return logicalReader(type as MarkedType, known);
  throw new Error(`an Avro type that is not known: ${type.typeName}`);
}

function recordReader(type: avsc.types.RecordType, known: Map<avsc.Type, AvroReader>): AvroReader {
  const fields = type.fields.map((field) => ({
    name: JSON.stringify(field.name),
    read: readerOf(field.type, known),
  }));
  return (data) => {
    if (++data.depth > DEPTH_MAX) throw new AvroDamage("Nested more than 500 deep");
    const members = fields.map(({ name, read }) => `${name}:${read(data)}`);
    data.depth--;
    return `{${members.join(",")}}`;
  };
}

/** Logical types as rule 3 reads them: decimals as their digits, points in time as ISO 8601. */
function logicalReader(type: MarkedType, known: Map<avsc.Type, AvroReader>): AvroReader {
  const { underlyingType, scale } = type;
  switch (type.typeName.slice(LOGICAL.length)) {
    case "decimal": {
      const size = (underlyingType as avsc.types.FixedType).size as number | undefined;
      return (data) => decimalText(data.take(size ?? data.count("bytes")), scale);
    }
    case "date":
      return (data) => JSON.stringify(isoTime(data.long() * 86_400_000n, 0));
    case "timestamp-millis":
      return (data) => JSON.stringify(isoTime(data.long(), 0));
    case "timestamp-micros":
      return (data) => JSON.stringify(isoTime(data.long(), 3));
    case "timestamp-nanos":
      return (data) => JSON.stringify(isoTime(data.long(), 6));
  }
  return readerOf(underlyingType, known);
}

/** Items of an array or a map: blocks with a count, a negative one with its size in bytes, until an empty one. */
function blocks(data: AvroData, item: () => string): string[] {
  const items: string[] = [];
  if (++data.depth > DEPTH_MAX) throw new AvroDamage("Nested more than 500 deep");
  for (;;) {
    let count = data.long();
    if (count === 0n) break;
    if (count < 0n) {
      count = -count;
      data.long();
    }
    if (count > BigInt(data.left)) {
      throw new AvroDamage(`A block claims ${count} items where ${data.left} bytes are left`);
    }
    for (let i = 0n; i < count; i++) items.push(item());
  }
  data.depth--;
  return items;
}

function chosen<T>(choices: readonly T[], index: bigint, what: string): T {
  const choice = index >= 0n && index < 1n << 31n ? choices[Number(index)] : undefined;
  if (choice === undefined) throw new AvroDamage(`Number ${index} of ${choices.length} ${what}`);
  return choice;
}

/** JSON has no words for NaN and the infinities; as texts they fit no number and are refused where one is declared. */
function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** Two's complement, the highest byte first. */
function decimalText(bytes: Uint8Array, scale: number): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  value = BigInt.asIntN(bytes.length * 8, value);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const sign = value < 0n ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** `finer`: decimal places beyond milliseconds, which are floored (rule 1). What no date can hold stays digits. */
function isoTime(value: bigint, finer: number): string {
  const unit = 10n ** BigInt(finer);
  const rest = ((value % unit) + unit) % unit;
  const milliseconds = Number((value - rest) / unit);
  return Math.abs(milliseconds) <= TIME_MAX ? formatTime(milliseconds) : String(value);
}
