import type { Projection, ProjectionNode } from "../projection.ts";
import {
  ARRAY,
  FALSE,
  NULL,
  NUMBER,
  OBJECT,
  PLAIN,
  type Slots,
  TEXT,
  TRUE,
  WIDE,
} from "../slots.ts";
import { type AvroBytes, AvroDamage, DECIMAL_DIGITS_MAX } from "./avro-bytes.ts";
import { findField, unionType, type Versions } from "./evolution.ts";
import type { AvroType, EnumType, FixedType, Instant, RecordType } from "./schema.ts";
import { leastBytes, type Skip, skipperOf } from "./skipping.ts";
import {
  dayText,
  decimalText,
  doubleText,
  finerPlaces,
  floatText,
  instantText,
  millisecondsText,
  uuidText,
} from "./value-text.ts";

export interface AvroProjection {
  /** Reads one datum: the slots have what is wanted of it. Throws `AvroDamage`. */
  readonly read: Skip;
  /** Bytes behind a datum that it may need for what is worked out of it. */
  readonly room: number;
}

/**
 * Compiles a writer's schema to a reader of the wanted places, as the scanner of JSON fills them: numbers
 * are their digits, points in time ISO 8601, a null is nothing. `milliseconds`: slots that are only read
 * as times in milliseconds, whose digits do.
 */
export function projectAvro(
  type: AvroType,
  { root, paths }: Projection,
  slots: Slots,
  versions: Versions,
  milliseconds: ReadonlySet<number>,
): AvroProjection {
  const compiler = new Compiler(slots, versions, milliseconds);
  const read = compiler.read(type, root);
  // No number and no point in time is longer than 40 characters.
  return { read, room: compiler.constants + 40 * (paths.length + 1) };
}

class Compiler {
  /** Bytes of symbols, defaults and decimals. */
  constants = 0;
  readonly #slots: Slots;
  readonly #versions: Versions;
  readonly #milliseconds: ReadonlySet<number>;
  readonly #skips = new Map<AvroType, Skip>();

  constructor(slots: Slots, versions: Versions, milliseconds: ReadonlySet<number>) {
    this.#slots = slots;
    this.#versions = versions;
    this.#milliseconds = milliseconds;
  }

  /** A path is finite, so a schema that names itself is followed only so far. */
  read(type: AvroType, node: ProjectionNode): Skip {
    switch (type.kind) {
      case "union": {
        const branches = type.branches.map((branch) => this.read(branch, node));
        return (data) => branches[data.choice(branches.length, "branches")]!(data);
      }
      case "record":
        return this.#whole(node, OBJECT, this.#record(type, node));
      case "array":
        return this.#whole(node, ARRAY, this.#array(type.items, node));
      case "map":
        return this.#whole(node, OBJECT, this.#map(type.values, node));
      default:
        return node.slot < 0 ? this.#skip(type) : this.#scalar(type, node.slot);
    }
  }

  #skip(type: AvroType): Skip {
    return skipperOf(type, this.#skips);
  }

  /** What is no scalar stands in a slot as what it is, and as one character that tells which. */
  #whole({ slot }: ProjectionNode, kind: number, read: Skip): Skip {
    if (slot < 0) return read;
    const slots = this.#slots;
    const sign = kind === ARRAY ? "[" : "{";
    return (data) => {
      read(data);
      slots.set(slot, kind, data.writeAscii(sign), data.free, WIDE);
    };
  }

  #record(type: RecordType, node: ProjectionNode): Skip {
    const wanted = new Map<string, ProjectionNode[]>();
    const defaults: Skip[] = [];
    node.names.forEach((name, i) => {
      const child = node.children[i]!;
      const found = findField(type, name, this.#versions);
      if (found.kind === "field") {
        const children = wanted.get(found.field.name) ?? [];
        wanted.set(found.field.name, [...children, child]);
      } else if (found.kind === "default") this.#default(found.type, found.value, child, defaults);
    });
    const fields = type.fields.map(({ name, type: fieldType }) => {
      const children = wanted.get(name) ?? [];
      return this.#several(fieldType, children);
    });
    const steps = [...fields, ...defaults];
    return (data) => {
      data.enter();
      for (let i = 0; i < steps.length; i++) steps[i]!(data);
      data.leave();
    };
  }

  /** Two wanted names may be one field: the old one and the new. */
  #several(type: AvroType, nodes: readonly ProjectionNode[]): Skip {
    const [first, ...others] = nodes.map((node) => this.read(type, node));
    if (first === undefined) return this.#skip(type);
    if (others.length === 0) return first;
    return (data) => {
      const { at } = data;
      first(data);
      const end = data.at;
      for (const other of others) {
        data.at = at;
        other(data);
      }
      data.at = end;
    };
  }

  #array(items: AvroType, node: ProjectionNode): Skip {
    const skip = this.#skip(items);
    const least = leastBytes(items);
    const wanted = [...node.byIndex].map(
      ([index, child]) => [index, this.read(items, node.children[child]!)] as const,
    );
    const byIndex = new Map(wanted);
    return (data) => {
      data.enter();
      let index = 0;
      for (let count = data.block(least); count > 0; count = data.block(least))
        for (let i = 0; i < count; i++) (byIndex.get(index++) ?? skip)(data);
      data.leave();
    };
  }

  #map(values: AvroType, node: ProjectionNode): Skip {
    const skip = this.#skip(values);
    const least = 1 + leastBytes(values);
    const encoder = new TextEncoder();
    const wanted = node.names.map((name, i) => ({
      ...{ name, bytes: encoder.encode(name), read: this.read(values, node.children[i]!) },
    }));
    return (data) => {
      data.enter();
      const seen = new Set<string>();
      for (let count = data.block(least); count > 0; count = data.block(least)) {
        for (let i = 0; i < count; i++) {
          const start = data.text();
          const { at } = data;
          const member = wanted.find(({ bytes }) => sameBytes(data.bytes, start, at, bytes));
          if (member === undefined) skip(data);
          else {
            if (seen.has(member.name)) throw new AvroDamage(`\`${member.name}\` is given twice`);
            seen.add(member.name);
            member.read(data);
          }
        }
      }
      data.leave();
    };
  }

  // ------------------------------------------------------------ scalars

  #scalar(type: AvroType, slot: number): Skip {
    const slots = this.#slots;
    switch (type.kind) {
      case "boolean":
        return (data) => {
          const value = data.boolean();
          const start = data.writeAscii(value ? "true" : "false");
          slots.set(slot, value ? TRUE : FALSE, start, data.free, PLAIN);
        };
      case "int":
      case "long":
        return this.#number(type.logical, slot);
      case "float":
        return (data) => this.#digits(data, slot, floatText(data.float()));
      case "double":
        return (data) => this.#digits(data, slot, doubleText(data.double()));
      case "string":
        return (data) => {
          const start = data.text();
          slots.set(slot, TEXT, start, data.at, data.form);
        };
      case "bytes": {
        const { logical } = type;
        if (logical?.name === "decimal") {
          const { scale } = logical;
          this.constants += DECIMAL_DIGITS_MAX + scale;
          return (data) => {
            const start = data.decimal();
            this.#decimal(data, slot, start, scale);
          };
        }
        // Promoted to a text, as Avro says, where they are one.
        return (data) => {
          const start = data.sized();
          const form = data.formOf(start, data.at);
          if (form < 0) slots.set(slot, OBJECT, data.writeAscii("{"), data.free, WIDE);
          else slots.set(slot, TEXT, start, data.at, form);
        };
      }
      case "fixed":
        return this.#fixed(type, slot);
      case "enum":
        return this.#enum(type, slot);
      default:
        // Null: a slot that nothing is put into is missing.
        return (data) => slots.set(slot, NULL, data.free, data.free, PLAIN);
    }
  }

  #digits(data: AvroBytes, slot: number, text: string): void {
    const start = data.writeAscii(text);
    const number = text.charCodeAt(text.length - 1) <= 0x39;
    this.#slots.set(slot, number ? NUMBER : TEXT, start, data.free, PLAIN);
  }

  #decimal(data: AvroBytes, slot: number, start: number, scale: number): void {
    this.#digits(data, slot, decimalText(data.bytes, start, data.at, scale));
  }

  #number(logical: { readonly name: string } | null, slot: number): Skip {
    const slots = this.#slots;
    if (logical !== null) return this.#instant(logical.name, slot);
    return (data) => {
      const { at } = data;
      const value = data.long();
      if (Number.isNaN(value)) {
        data.at = at;
        this.#digits(data, slot, String(data.bigLong()));
      } else slots.set(slot, NUMBER, data.writeWhole(value), data.free, PLAIN);
    };
  }

  #instant(name: string, slot: number): Skip {
    const slots = this.#slots;
    const text = (data: AvroBytes, iso: string) => {
      const kind = iso.includes("-", 1) ? TEXT : NUMBER;
      slots.set(slot, kind, data.writeAscii(iso), data.free, PLAIN);
    };
    if (name === "date") return (data) => text(data, dayText(data.long()));
    const instant = name as Instant;
    const unit = 10 ** finerPlaces(instant);
    const digits = this.#milliseconds.has(slot) && !instant.startsWith("local-");
    return (data) => {
      const { at } = data;
      const value = data.long();
      if (Number.isNaN(value)) {
        data.at = at;
        text(data, instantText(data.bigLong(), instant));
        return;
      }
      const milliseconds = unit === 1 ? value : Math.floor(value / unit);
      if (digits) slots.set(slot, NUMBER, data.writeWhole(milliseconds), data.free, PLAIN);
      else text(data, millisecondsText(milliseconds, instant) ?? String(value));
    };
  }

  #fixed({ size, logical }: FixedType, slot: number): Skip {
    const slots = this.#slots;
    if (logical?.name === "decimal") {
      const { scale } = logical;
      this.constants += 3 * size + scale;
      return (data) => {
        const start = data.take(size);
        this.#decimal(data, slot, start, scale);
      };
    }
    const uuid = logical?.name === "uuid";
    return (data) => {
      const start = data.take(size);
      if (uuid) {
        const at = data.writeAscii(uuidText(data.bytes, start));
        slots.set(slot, TEXT, at, data.free, PLAIN);
      } else slots.set(slot, OBJECT, data.writeAscii("{"), data.free, WIDE);
    };
  }

  #enum({ symbols }: EnumType, slot: number): Skip {
    const slots = this.#slots;
    const texts = symbols.map(encoded);
    this.constants += Math.max(...texts.map(({ bytes }) => bytes.length));
    return (data) => {
      const { bytes, form } = texts[data.choice(texts.length, "symbols")]!;
      slots.set(slot, TEXT, data.writeBytes(bytes), data.free, form);
    };
  }

  // ------------------------------------------------------------ defaults

  /** What stands in a wanted place that a writer does not write. */
  #default(of: AvroType, value: unknown, node: ProjectionNode, steps: Skip[]): void {
    const type = unionType(of);
    if (type.kind === "record" && typeof value === "object" && value !== null) {
      for (const field of type.fields) {
        const child = node.children[node.names.indexOf(field.name)];
        const given = (value as Readonly<Record<string, unknown>>)[field.name] ?? field.default;
        if (child !== undefined) this.#default(field.type, given, child, steps);
      }
    }
    const { slot } = node;
    if (slot < 0 || value === undefined || value === null) return;
    const [kind, text] = defaultText(type, value);
    const { bytes, form } = encoded(text);
    this.constants += bytes.length;
    const slots = this.#slots;
    steps.push((data) => slots.set(slot, kind, data.writeBytes(bytes), data.free, form));
  }
}

function defaultText(type: AvroType, value: unknown): readonly [kind: number, text: string] {
  if (typeof value === "boolean") return [value ? TRUE : FALSE, String(value)];
  if (typeof value === "object") return Array.isArray(value) ? [ARRAY, "["] : [OBJECT, "{"];
  if (typeof value === "string") {
    const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
    const logical = type.kind === "bytes" || type.kind === "fixed" ? type.logical : null;
    return logical?.name === "decimal"
      ? [NUMBER, decimalText(bytes, 0, bytes.length, logical.scale)]
      : [TEXT, value];
  }
  const number = value as number;
  const logical = type.kind === "int" || type.kind === "long" ? type.logical : null;
  if (logical?.name === "date") return [TEXT, dayText(number)];
  return logical === null
    ? [NUMBER, String(number)]
    : [TEXT, instantText(BigInt(Math.trunc(number)), logical.name as Instant)];
}

function encoded(text: string): { readonly bytes: Uint8Array; readonly form: number } {
  const bytes = new TextEncoder().encode(text);
  return { bytes, form: bytes.length === text.length ? PLAIN : WIDE };
}

function sameBytes(bytes: Uint8Array, start: number, end: number, name: Uint8Array): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name[i]) return false;
  return true;
}
