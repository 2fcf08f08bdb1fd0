import type { EventField, Type, Vocabulary } from "../../automaton/automaton.ts";
import { spellType } from "../read-value.ts";
import { findField, unionType, type Versions } from "./evolution.ts";
import type { AvroType } from "./schema.ts";

/** What of an `events` block a schema cannot serve. */
export interface Unserved {
  /** Null: of every record, as its key and time are. */
  readonly event: string | null;
  readonly field: string;
  /** One sentence without a full stop. */
  readonly detail: string;
}

/**
 * Holds a schema against what an `events` block declares. What it cannot serve makes dead letters: a field
 * those of its event, the key or the time those of every record; the rest is read.
 */
export function unserved(
  vocabulary: Vocabulary,
  type: AvroType,
  versions: Versions,
): readonly Unserved[] {
  const { key, time, events } = vocabulary;
  const found: Unserved[] = [];
  const look = (event: string | null, name: string, path: readonly string[], wanted: Wanted) => {
    const detail = faultOf(type, path, wanted, versions);
    if (detail === null) return;
    const whose = event === null ? `\`${name}\`` : `\`${name}\` of ${event}`;
    found.push({ event, field: name, detail: `${whose} ${detail}` });
  };
  look(null, key.name, key.path, { type: { kind: "text" }, optional: false });
  look(null, time.name, time.path, { type: { kind: "time" }, optional: false });
  for (const event of events)
    for (const field of event.fields) look(event.name, field.name, field.path, field);
  return found;
}

type Wanted = Pick<EventField, "type" | "optional">;

/** What of a path is wrong, behind the field's name; null: nothing. */
function faultOf(
  root: AvroType,
  path: readonly string[],
  wanted: Wanted,
  versions: Versions,
): string | null {
  const { types, missing, disputed } = reached(root, path, versions);
  if (disputed !== null) return disputed;
  if (types.length === 0) return missing && wanted.optional ? null : NOT_WRITTEN;
  if (types.some((type) => serves(type, wanted.type))) return null;
  if (wanted.optional && types.every(({ kind }) => kind === "null")) return null;
  const others = types.filter(({ kind }) => kind !== "null");
  if (others.length === 0) return "is always null";
  const listed = others.map((type) => spellAvro(type)).join(" or ");
  return `is written as ${listed}, which is never ${article(spellType(wanted.type))}`;
}

const NOT_WRITTEN = "is not written, and no known version of the schema gives it a default";

const article = (type: string): string => (type === "text" ? "a text" : `\`${type}\``);

interface Reached {
  /** All that may stand there. */
  readonly types: readonly AvroType[];
  /** Nothing stands there at all. */
  readonly missing: boolean;
  readonly disputed: string | null;
}

function reached(root: AvroType, path: readonly string[], versions: Versions): Reached {
  let types = flat(root);
  for (const step of path) {
    const next: AvroType[] = [];
    for (const type of types) {
      if (type.kind === "map") next.push(...flat(type.values));
      else if (type.kind === "array" && /^\d+$/.test(step)) next.push(...flat(type.items));
      else if (type.kind === "record") {
        const found = findField(type, step, versions);
        if (found.kind === "field") next.push(...flat(found.field.type));
        else if (found.kind === "default") next.push(unionType(found.type));
        else if (found.kind === "disputed")
          return { types: [], missing: false, disputed: disputedText(found.defaults) };
      }
    }
    types = next;
  }
  return { types, missing: types.length === 0, disputed: null };
}

const disputedText = (defaults: readonly string[]): string =>
  `is not written, and versions of the schema give it different defaults: ${defaults.join(" and ")}`;

const flat = (type: AvroType): readonly AvroType[] =>
  type.kind === "union" ? type.branches.flatMap(flat) : [type];

/** Whether a value of it can ever be one of the declared type (rule 3). */
function serves(type: AvroType, wanted: Type): boolean {
  switch (type.kind) {
    case "null":
    case "record":
    case "array":
    case "map":
      return false;
    case "string":
      return true;
    case "boolean":
      return wanted.kind === "boolean" || wanted.kind === "text";
    case "enum":
      return servesEnum(type.symbols, wanted);
    case "bytes":
      return type.logical === null || servesNumber(wanted);
    case "fixed":
      if (type.logical === null) return false;
      return type.logical.name === "uuid" ? wanted.kind === "text" : servesNumber(wanted);
    case "int":
    case "long":
      if (type.logical === null) return servesNumber(wanted);
      return wanted.kind === "time" || wanted.kind === "text";
    default:
      return servesNumber(wanted);
  }
}

const servesNumber = ({ kind }: Type): boolean => kind !== "boolean";

function servesEnum(symbols: readonly string[], wanted: Type): boolean {
  if (wanted.kind === "boolean")
    return symbols.some((symbol) => symbol === "true" || symbol === "false");
  if (wanted.kind !== "text") return false;
  const { values } = wanted;
  return values === undefined || symbols.some((symbol) => values.includes(symbol));
}

/** As a person would say it. */
function spellAvro(type: AvroType): string {
  const logical = "logical" in type ? type.logical : null;
  if (logical !== null) return logical.name;
  switch (type.kind) {
    case "record":
    case "enum":
    case "fixed":
      return `the ${type.kind} ${type.name}`;
    default:
      return type.kind;
  }
}
