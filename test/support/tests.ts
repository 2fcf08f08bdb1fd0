import type { Type } from "../../src/automaton/automaton.ts";
import type { Construct } from "./constructs.ts";
import { BOOLEAN, DURATION, decimal, INTEGER, NUMBER, TEXT, TIME, WORD } from "./declarations.ts";
import type { Draw } from "./draw.ts";
import { expression, literal, sameKind, typed } from "./expressions.ts";
import { knowing, readable, readables, type Scope } from "./scope.ts";
import { call, infix, LEVEL, type Written, within, write } from "./written.ts";

/** A condition, and what can be read where it holds. */
export interface Condition {
  readonly written: Written;
  readonly whenTrue: Scope;
}

const TRUE: Written = write(LEVEL.atom, ["true"]);

export function condition(draw: Draw, scope: Scope, size: number): Condition {
  const plain = (written: Written): Condition => ({ written, whenTrue: scope });
  if (size <= 0) return plain(test(draw, scope, 0));
  return draw.weighted<() => Condition>([
    [6, () => plain(test(draw, scope, size))],
    [4, () => conjunction(draw, scope, size)],
    [2, () => plain(disjunction(draw, scope, size))],
    [
      2,
      () => {
        const inner = condition(draw, scope, size - 1).written;
        return plain(write(LEVEL.not, ["not ", within(inner, LEVEL.not)], ["not"], [inner]));
      },
    ],
    [2, () => presence(draw, scope)],
    [scope.declared.kinds.length > 0 ? 2 : 0, () => topIs(draw, scope)],
  ])();
}

function conjunction(draw: Draw, scope: Scope, size: number): Condition {
  const left = draw.pick([
    () => condition(draw, scope, size - 1),
    () => presence(draw, scope),
    () => topIs(draw, scope),
  ])();
  const right = condition(draw, left.whenTrue, size - 1);
  return {
    written: infix(
      "and",
      LEVEL.and,
      left.written,
      right.written,
      ["and"],
      [left.written, right.written, TRUE],
    ),
    whenTrue: right.whenTrue,
  };
}

function disjunction(draw: Draw, scope: Scope, size: number): Written {
  const missing = draw.chance(0.3) ? optionalNames(scope) : [];
  if (missing.length > 0) {
    const name = draw.pick(missing);
    const right = condition(draw, knowing(scope, name), size - 1).written;
    const left = write(LEVEL.comparison, [`${name} is missing`], ["is missing"]);
    return infix("or", LEVEL.or, left, right, ["or"], [TRUE]);
  }
  const left = condition(draw, scope, size - 1).written;
  const right = condition(draw, scope, size - 1).written;
  return infix("or", LEVEL.or, left, right, ["or"], [left, right, TRUE]);
}

/** Event fields and registers that may be missing here. */
const optionalNames = (scope: Scope): readonly string[] => [
  ...new Set(
    readables(scope)
      .filter((one) => one.optional && !one.text.includes("("))
      .map((one) => one.text),
  ),
];

function presence(draw: Draw, scope: Scope): Condition {
  const names = optionalNames(scope);
  if (names.length === 0) return { written: test(draw, scope, 0), whenTrue: scope };
  const name = draw.pick(names);
  return draw.weighted<() => Condition>([
    [
      5,
      () => ({
        written: write(LEVEL.comparison, [`${name} is known`], ["is known"], [TRUE]),
        whenTrue: knowing(scope, name),
      }),
    ],
    [
      1,
      () => ({
        written: write(LEVEL.not, [`not ${name} is missing`], ["not", "is missing"], [TRUE]),
        whenTrue: knowing(scope, name),
      }),
    ],
    [
      2,
      () => ({
        written: write(LEVEL.comparison, [`${name} is missing`], ["is missing"], [TRUE]),
        whenTrue: scope,
      }),
    ],
  ])();
}

function topIs(draw: Draw, scope: Scope): Condition {
  const { kinds } = scope.declared;
  if (kinds.length === 0 || scope.top !== null)
    return { written: test(draw, scope, 0), whenTrue: scope };
  const kind = draw.pick(kinds);
  const bottom = draw.chance(0.2);
  const frame = bottom ? "bottom" : "top";
  return {
    written: write(LEVEL.comparison, [`${frame} is ${kind.name}`], ["is kind", frame], [TRUE]),
    whenTrue: bottom ? scope : { ...scope, top: kind.name },
  };
}

/** One comparison, search or other single test. */
function test(draw: Draw, scope: Scope, size: number): Written {
  const { kinds } = scope.declared;
  return draw.weighted<() => Written>([
    [10, () => comparison(draw, scope, size)],
    [3, () => textTest(draw, scope, size)],
    [2, () => flag(draw, scope)],
    [kinds.length > 0 ? 5 : 0, () => anyFrame(draw, scope, size)],
  ])();
}

function flag(draw: Draw, scope: Scope): Written {
  const flags = readable(scope, BOOLEAN).filter((one) => !one.optional);
  if (flags.length === 0) return comparison(draw, scope, 0);
  const one = draw.pick(flags);
  return write(LEVEL.atom, [one.text], one.constructs, [TRUE]);
}

function textTest(draw: Draw, scope: Scope, size: number): Written {
  const of = typed(draw, scope, TEXT, size - 1);
  const name = draw.pick(["starts_with", "contains", "matches"] as const);
  if (name === "matches") {
    const pattern = draw.pick(["^[ab]", "b$", "a|c", "[^/]+/", "(?i)AB", "."]);
    return call(name, [of, `"${pattern}"`], [name], [TRUE]);
  }
  return call(name, [of, typed(draw, scope, TEXT, 0)], [name], [TRUE]);
}

export function comparison(draw: Draw, scope: Scope, size: number): Written {
  const { places } = scope.declared;
  const type = draw.weighted<Type>([
    [5, TEXT],
    [3, WORD],
    [5, INTEGER],
    [3, decimal(places)],
    [3, NUMBER],
    [2, TIME],
    [3, DURATION],
    [1, BOOLEAN],
  ]);
  const candidates = readable(scope, type).filter((one) => sameKind(one.type, type));
  const closed = type.kind === "text" && type.values !== undefined;
  if (candidates.length === 0 || type.kind === "boolean")
    return against(draw, typed(draw, scope, INTEGER, 0), literal(draw, INTEGER), false);
  const left = closed ? typed(draw, scope, type, 0) : typed(draw, scope, type, size - 1);
  const constant = draw.chance(0.5) ? literal(draw, type) : null;
  const right =
    constant ?? (closed ? typed(draw, scope, type, 0) : expression(draw, scope, type, size - 1));
  return against(draw, left, right, closed || draw.chance(0.4));
}

function against(draw: Draw, left: Written, right: Written, equal: boolean): Written {
  const operator = draw.pick(equal ? ["=", "=", "!="] : ["<", "<=", ">", ">="]);
  const construct: Construct = equal ? "equality" : "order";
  return write(
    LEVEL.comparison,
    [within(left, LEVEL.sum), ` ${operator} `, within(right, LEVEL.sum)],
    [construct],
    [TRUE],
  );
}

const BINDINGS = ["q", "r", "s"] as const;

function anyFrame(draw: Draw, scope: Scope, size: number): Written {
  // Without a name of its own the frame of an `any` would be called like that of the loop.
  const kind = draw.pick(scope.declared.kinds);
  const nested = scope.bound.length > 0;
  const constructs: readonly Construct[] = nested ? ["any", "nested any"] : ["any"];
  if (scope.bound.length === BINDINGS.length) return comparison(draw, scope, 0);
  const looped = scope.loop?.kind.name === kind.name;
  if (!looped && (scope.bound.length >= 2 || draw.chance(0.1)))
    return write(LEVEL.open, [`any ${kind.name}`], constructs, [TRUE]);
  const name = BINDINGS[scope.bound.length]!;
  const inside: Scope = { ...scope, bound: [...scope.bound, { name, kind }] };
  const fields = kind.fields.length === 0 ? comparison : frameTest(name, kind.name);
  const where = draw.chance(0.8)
    ? fields(draw, inside, size - 1)
    : condition(draw, inside, size - 1).written;
  return write(LEVEL.open, [`any ${kind.name} ${name} where `, where.fragment], constructs, [
    write(LEVEL.open, [`any ${kind.name}`], constructs),
    TRUE,
  ]);
}

/** A comparison that reads a field of the bound frame. */
const frameTest =
  (name: string, kindName: string) =>
  (draw: Draw, scope: Scope, size: number): Written => {
    const kind = scope.declared.kinds.find((one) => one.name === kindName)!;
    const field = draw.pick(kind.fields);
    const read = write(LEVEL.atom, [`${name}.${field.name}`], ["any"]);
    const left = field.optional
      ? infix("or else", LEVEL.orElse, read, literal(draw, field.type), ["or else"])
      : read;
    const nested = draw.chance(0.3) ? anyFrame(draw, scope, size - 1) : null;
    if (field.type.kind === "boolean")
      return nested === null ? left : infix("and", LEVEL.and, left, nested, ["and"]);
    const closed = field.type.kind === "text" && field.type.values !== undefined;
    const right = draw.chance(0.35) ? literal(draw, field.type) : null;
    const other =
      right ??
      (closed ? typed(draw, scope, field.type, 0) : expression(draw, scope, field.type, size - 1));
    const made = against(draw, left, other, closed || draw.chance(0.6));
    return nested === null ? made : infix("and", LEVEL.and, made, nested, ["and"]);
  };
