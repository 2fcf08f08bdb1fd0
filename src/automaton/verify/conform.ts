import type { Schema } from "../schema.ts";
import { quoted, type Refusal, refuse, step } from "./refusal.ts";

/** The first thing in which a plain JSON value is not as a schema says. */
export function conform(value: unknown, schema: Schema): Refusal | null {
  return check(value, schema, "", schema.$defs ?? {});
}

type Definitions = NonNullable<Schema["$defs"]>;

function check(value: unknown, schema: Schema, at: string, defs: Definitions): Refusal | null {
  if (schema.$ref !== undefined) {
    return check(value, defs[schema.$ref.slice("#/$defs/".length)]!, at, defs);
  }
  if (schema.anyOf !== undefined) return checkAny(value, schema.anyOf, at, defs);
  if (schema.const !== undefined && value !== schema.const) {
    return refuse(at, `it is ${quoted(schema.const)} here, not ${quoted(value)}`);
  }
  if (schema.enum !== undefined && !(schema.enum as readonly unknown[]).includes(value)) {
    return refuse(at, `it is one of ${schema.enum.map(quoted).join(", ")}, not ${quoted(value)}`);
  }
  if (schema.type === undefined) return null;
  if (!isOf(value, schema.type)) return refuse(at, `it is ${named[schema.type]} here`);
  if (typeof value === "string") return checkText(value, schema, at);
  if (typeof value === "number") return checkNumber(value, schema, at);
  if (Array.isArray(value)) return checkList(value, schema, at, defs);
  if (typeof value === "object" && value !== null) {
    return checkObject(value as Readonly<Record<string, unknown>>, schema, at, defs);
  }
  return null;
}

const named = {
  object: "an object",
  array: "a list",
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "null",
};

function isOf(value: unknown, type: NonNullable<Schema["type"]>): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "integer":
      return Number.isSafeInteger(value);
    default:
      return typeof value === type;
  }
}

function checkText(value: string, { minLength = 0, pattern }: Schema, at: string): Refusal | null {
  if (value.length < minLength) return refuse(at, "it is not empty");
  if (pattern !== undefined && !new RegExp(pattern).test(value)) {
    return refuse(at, `${quoted(value)} is not written as digits are`);
  }
  return null;
}

function checkNumber(value: number, { minimum, maximum }: Schema, at: string): Refusal | null {
  if (minimum !== undefined && value < minimum) return refuse(at, `it is at least ${minimum}`);
  if (maximum !== undefined && value > maximum) return refuse(at, `it is at most ${maximum}`);
  return null;
}

function checkList(
  value: readonly unknown[],
  { items, minItems = 0 }: Schema,
  at: string,
  defs: Definitions,
): Refusal | null {
  if (value.length < minItems) return refuse(at, "the list is not empty");
  if (items === undefined) return null;
  for (const [index, item] of value.entries()) {
    const refusal = check(item, items, step(at, index), defs);
    if (refusal !== null) return refusal;
  }
  return null;
}

function checkObject(
  value: Readonly<Record<string, unknown>>,
  { properties = {}, required = [] }: Schema,
  at: string,
  defs: Definitions,
): Refusal | null {
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return refuse(at, `it has no ${quoted(missing)}`);
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined) return refuse(at, `there is no member ${quoted(unknown)}`);
  for (const [name, member] of Object.entries(properties)) {
    if (!Object.hasOwn(value, name)) continue;
    const refusal = check(value[name], member, step(at, name), defs);
    if (refusal !== null) return refusal;
  }
  return null;
}

/**
 * One alternative must fit. Those whose first member is a word (`op`, `do`, `kind`) are told apart by it alone, so
 * that nothing is looked at twice and what is wrong is said of the alternative that was meant.
 */
function checkAny(
  value: unknown,
  alternatives: readonly Schema[],
  at: string,
  defs: Definitions,
): Refusal | null {
  let nearest: Refusal | null = null;
  for (const alternative of alternatives) {
    const schema =
      alternative.$ref === undefined
        ? alternative
        : defs[alternative.$ref.slice("#/$defs/".length)]!;
    const tag = tagOf(schema);
    if (tag !== null && !carries(value, tag)) continue;
    const refusal = check(value, schema, at, defs);
    if (refusal === null) return null;
    if (tag !== null) return refusal;
    if (nearest === null || refusal.pointer.length > nearest.pointer.length) nearest = refusal;
    else if (schema.type !== "null" && refusal.pointer.length === nearest.pointer.length)
      nearest = refusal;
  }
  return nearest ?? refuse(at, `it is none of the things that may stand here: ${quoted(value)}`);
}

interface Tag {
  readonly name: string;
  readonly words: readonly string[];
}

function tagOf({ properties }: Schema): Tag | null {
  const first = properties === undefined ? undefined : Object.entries(properties)[0];
  return first?.[1].enum === undefined ? null : { name: first[0], words: first[1].enum };
}

function carries(value: unknown, { name, words }: Tag): boolean {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return false;
  return words.includes((value as Readonly<Record<string, string>>)[name]!);
}
