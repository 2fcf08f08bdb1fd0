import type { Type } from "../../src/automaton/automaton.ts";
import type { Construct } from "./constructs.ts";
import { DURATION, DURATIONS, decimal, INTEGER, NUMBER, TEXT, TIME } from "./declarations.ts";
import type { Draw } from "./draw.ts";
import { type Readable, readable, type Scope } from "./scope.ts";
import { condition } from "./tests.ts";
import { call, infix, LEVEL, type Written, within, write } from "./written.ts";

/** An expression of the type, never missing. `size` bounds how deep it nests. */
export function expression(draw: Draw, scope: Scope, type: Type, size: number): Written {
  if (size <= 0 || draw.chance(0.35)) return leaf(draw, scope, type);
  const simplest = literal(draw, type);
  if (draw.chance(0.12)) return conditional(draw, scope, type, size, simplest);
  return composite(draw, scope, type, size, simplest) ?? leaf(draw, scope, type);
}

/** An expression of the type that may be missing, where there is one. */
export function optionalExpression(draw: Draw, scope: Scope, type: Type, size: number): Written {
  const optional = readable(scope, type).filter((candidate) => candidate.optional);
  if (optional.length === 0 || draw.chance(0.3)) return expression(draw, scope, type, size);
  return spelled(draw.pick(optional));
}

/** Not a bare constant: something whose type is known wherever it stands. */
export function typed(draw: Draw, scope: Scope, type: Type, size: number): Written {
  const candidates = readable(scope, type).filter((one) => sameKind(one.type, type));
  if (candidates.length === 0) return made(draw, scope, type);
  if (size > 0 && draw.chance(0.4)) {
    const larger = composite(draw, scope, type, size, null);
    if (larger !== null) return larger;
  }
  return required(draw, chosen(draw, scope, candidates, type));
}

/** Comparing a closed list of texts with a constant outside it is an error, so these are kept apart. */
export const sameKind = (one: Type, type: Type): boolean =>
  one.kind === "text" && type.kind === "text"
    ? (one.values === undefined) === (type.values === undefined)
    : one.kind === type.kind;

/** A typed expression where nothing of the type can be read. */
function made(draw: Draw, scope: Scope, type: Type): Written {
  const firm = (of: Type) => typed(draw, scope, of, 0);
  if (type.kind === "number") return call("number", [firm(INTEGER)], ["number()"]);
  if (type.kind === "duration") return call("since", [firm(TIME)], ["since"]);
  return leaf(draw, scope, type);
}

const spelled = (of: Readable): Written => write(LEVEL.atom, [of.text], of.constructs);

/** What is read, with a way out where it may be missing. */
function required(draw: Draw, of: Readable): Written {
  const read = spelled(of);
  if (!of.optional) return read;
  const otherwise = literal(draw, of.type);
  return infix("or else", LEVEL.orElse, read, otherwise, ["or else"], [otherwise]);
}

function leaf(draw: Draw, scope: Scope, type: Type): Written {
  const candidates = readable(scope, type);
  const constant = literal(draw, type);
  if (candidates.length === 0 || draw.chance(0.15)) return constant;
  const read = required(draw, chosen(draw, scope, candidates, type));
  return write(read.level, [read.fragment], [], [constant]);
}

/** Registers tell most of what went before, then fields and frames; what every step knows tells least. */
function chosen(
  draw: Draw,
  { declared }: Scope,
  candidates: readonly Readable[],
  type: Type,
): Readable {
  const registers = new Set(declared.registers.map(({ name }) => name));
  const telling = ({ text }: Readable): number => {
    if (registers.has(text)) return 6;
    return text.includes("session") || text === "key" ? 1 : 3;
  };
  return draw.weighted(
    candidates.map((one) => [telling(one) * (one.type.kind === type.kind ? 2 : 1), one] as const),
  );
}

/** A written constant, which takes the type of its place. */
export function literal(draw: Draw, type: Type): Written {
  const text = literalText(draw, type);
  return write(text.startsWith("-") ? LEVEL.negation : LEVEL.atom, [text]);
}

export const TEXTS = ["a", "b", "c", "a/b", "Ab", "🙂", "～", ""] as const;

function literalText(draw: Draw, type: Type): string {
  switch (type.kind) {
    case "text":
      return `"${draw.pick(type.values ?? TEXTS)}"`;
    case "exact": {
      const whole = draw.pick(["0", "1", "2", "3", "5"]);
      if (type.scale === 0 || draw.chance(0.4)) return whole;
      return `${whole}.${draw.pick(["5", "25", "75"]).slice(0, type.scale)}`;
    }
    case "number":
      return draw.pick(["0.5", "1.5", "2.0", "1", "3", "0"]);
    case "boolean":
      return draw.pick(["true", "false"]);
    case "duration":
      return draw.pick(DURATIONS)[1];
    case "time":
      return draw.pick(['"2024-01-01T00:00:10Z"', '"2024-01-01 01:00:30 +01:00"', '"2024-01-01"']);
  }
}

function conditional(
  draw: Draw,
  scope: Scope,
  type: Type,
  size: number,
  simplest: Written,
): Written {
  const test = condition(draw, scope, size - 1);
  // A constant takes the type of its place, which the other branch may have to say.
  const branch = type.kind === "number" ? typed : expression;
  const then = branch(draw, test.whenTrue, type, size - 1);
  const otherwise = expression(draw, scope, type, size - 1);
  return write(
    LEVEL.open,
    [
      "if ",
      within(test.written, LEVEL.or),
      " then ",
      within(then, LEVEL.or),
      " else ",
      otherwise.fragment,
    ],
    ["if"],
    [simplest],
  );
}

function composite(
  draw: Draw,
  scope: Scope,
  type: Type,
  size: number,
  simplest: Written | null,
): Written | null {
  const simpler = simplest === null ? [] : [simplest];
  const sub = (of: Type) => expression(draw, scope, of, size - 1);
  const firm = (of: Type) => typed(draw, scope, of, size - 1);
  const sum = (left: Written, right: Written, operator: "+" | "-") =>
    infix(operator, LEVEL.sum, left, right, [operator], simpler);
  const product = (left: Written, right: Written, operator: "*" | "/" = "*") =>
    infix(operator, LEVEL.product, left, right, [operator], simpler);
  const extremum = (of: Type) => {
    const name = draw.pick(["min", "max"] as const);
    const other = () => (of.kind === "time" ? firm(of) : sub(of));
    const rest = draw.chance(0.3) ? [other(), other()] : [other()];
    return call(name, [firm(of), ...rest], [name], simpler);
  };
  const either = <T>(...makers: readonly (() => T)[]): T => draw.pick(makers)();
  const minus = (of: Type) =>
    write(LEVEL.negation, ["-", within(firm(of), LEVEL.orElse)], ["negation"], simpler);

  switch (type.kind) {
    case "boolean":
      return condition(draw, scope, size).written;
    case "text": {
      if (type.values !== undefined) return null;
      if (draw.chance(0.4)) return call("lower", [firm(TEXT)], ["lower"], simpler);
      const name = draw.pick(["part_before", "part_after"] as const);
      const part = call(name, [firm(TEXT), `"${draw.pick(["/", "b", "🙂"])}"`], [name]);
      const instead = leaf(draw, scope, TEXT);
      return infix("or else", LEVEL.orElse, part, instead, ["or else"], [...simpler, instead]);
    }
    case "exact": {
      const { scale } = type;
      const inner = draw.integer(0, scale);
      const makers: (() => Written)[] = [
        () => sum(firm(decimal(inner)), sub(type), draw.pick(["+", "-"])),
        () => sum(firm(type), sub(decimal(inner)), draw.pick(["+", "-"])),
        () => product(firm(decimal(inner)), sub(decimal(scale - inner))),
        () => extremum(type),
        () => call("abs", [firm(type)], ["abs"], simpler),
        () => minus(type),
        () => rounded(draw, scope, scale, size, simpler),
        () => rounded(draw, scope, scale, size, simpler),
      ];
      if (scale === 0)
        makers.push(
          () => call("length", [firm(TEXT)], ["length"], simpler),
          () => calendar(draw, zoned(draw, firm), simpler),
        );
      return either(...makers);
    }
    case "number":
      return either(
        () => sum(firm(NUMBER), sub(NUMBER), draw.pick(["+", "-"])),
        () => product(firm(NUMBER), sub(NUMBER)),
        () => product(firm(NUMBER), firm(NUMBER), "/"),
        () => product(firm(NUMBER), firm(NUMBER), "/"),
        () => call("number", [firm(decimal(scope.declared.places))], ["number()"], simpler),
        () => halving(draw, firm(DURATION), simpler),
        () => extremum(NUMBER),
        () => call("abs", [firm(NUMBER)], ["abs"], simpler),
        () => minus(NUMBER),
      );
    case "time":
      return either(
        () => sum(firm(TIME), firm(DURATION), draw.pick(["+", "-"])),
        () => extremum(TIME),
        () =>
          call(
            draw.pick(["start_of_day", "start_of_month"]),
            zoned(draw, firm),
            ["calendar"],
            simpler,
          ),
      );
    case "duration":
      return either(
        () => sum(firm(TIME), firm(TIME), "-"),
        () => sum(firm(DURATION), sub(DURATION), draw.pick(["+", "-"])),
        () => product(firm(DURATION), sub(INTEGER)),
        () => product(firm(INTEGER), sub(DURATION)),
        () => call("since", [firm(TIME)], ["since"], simpler),
        () => call("since", [firm(TIME)], ["since"], simpler),
        () => extremum(DURATION),
        () => call("abs", [firm(DURATION)], ["abs"], simpler),
        () => minus(DURATION),
      );
  }
}

function rounded(
  draw: Draw,
  scope: Scope,
  places: number,
  size: number,
  simpler: readonly Written[],
): Written {
  const any = decimal(scope.declared.places);
  const firm = (of: Type) => typed(draw, scope, of, size - 1);
  const argument = draw.pick([
    () => [firm(any), "round"] as const,
    () => [firm(NUMBER), "round"] as const,
    () => [infix("/", LEVEL.product, firm(any), firm(any), []), "rounded quotient"] as const,
  ])();
  const [of, construct] = argument;
  const constructs: readonly Construct[] = construct === "round" ? ["round"] : ["rounded quotient"];
  if (places === 0 && draw.chance(0.5) && construct === "round")
    return call("round", [of], constructs, simpler);
  return call("round", [of, String(draw.integer(0, places))], constructs, simpler);
}

/** A time and a zone. Zones are known from 1970 to 2100, which only the times of the log are sure to be in. */
function zoned(draw: Draw, firm: (of: Type) => Written): readonly [Written, string] {
  if (draw.chance(0.4)) return [firm(TIME), '"UTC"'];
  const word = draw.pick(["at", "now"] as const);
  const zone = draw.pick(["Europe/Berlin", "America/New_York", "Asia/Kolkata"]);
  return [write(LEVEL.atom, [word], [word]), `"${zone}"`];
}

const calendar = (
  draw: Draw,
  of: readonly [Written, string],
  simpler: readonly Written[],
): Written =>
  call(draw.pick(["year", "month", "day", "weekday", "hour"]), of, ["calendar"], simpler);

export const halving = (draw: Draw, of: Written, simpler: readonly Written[] = []): Written =>
  call("halving", [of, draw.pick(DURATIONS)[1]], ["halving"], simpler);
