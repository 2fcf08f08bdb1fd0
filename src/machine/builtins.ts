import type { BuiltinName } from "../../grammar/builtins.ts";
import type { Type } from "../automaton/automaton.ts";
import { StepFailure } from "./failure.ts";
import type { Value } from "./value.ts";
import * as calendar from "./values/calendar.ts";
import {
  absoluteExact,
  compareExact,
  type Exact,
  exactToNumber,
  roundExact,
  roundNumber,
} from "./values/exact.ts";
import { halving } from "./values/halving.ts";
import {
  compilePattern,
  length,
  lower,
  type Pattern,
  partAfter,
  partBefore,
} from "./values/text.ts";
import { type Zone, zoneNamed } from "./values/zone.ts";

/**
 * What written-out arguments become once: whoever evaluates often keeps one of these and hands it in.
 * Results do not depend on it.
 */
export interface Prepared {
  readonly patterns: Map<string, Pattern>;
  readonly zones: Map<string, Zone>;
}

export const newPrepared = (): Prepared => ({ patterns: new Map(), zones: new Map() });

/** No argument is missing: an evaluator is not asked then, the result is missing. */
type Evaluator = (
  args: readonly Value[],
  types: readonly Type[],
  resultType: Type,
  prepared: Prepared,
) => Value;

const scaleOf = (type: Type | undefined): number => (type?.kind === "exact" ? type.scale : 0);

/** Arguments of an extremum have one type; all but exact ones are numbers. */
const extremum =
  (sign: 1 | -1): Evaluator =>
  (args, types) =>
    args.reduce((best, arg) => {
      const order =
        types[0]?.kind === "exact"
          ? compareExact(arg as Exact, 0, best as Exact, 0)
          : (arg as number) - (best as number);
      return order * sign > 0 ? arg : best;
    });

const zoned =
  (field: (instant: number, zone: Zone) => number): Evaluator =>
  ([instant, name], _types, _result, { zones }) => {
    const zone = zones.get(name as string) ?? zoneNamed(name as string);
    if (zone === null) throw new StepFailure(`there is no time zone ${JSON.stringify(name)}`);
    zones.set(name as string, zone);
    return field(instant as number, zone);
  };

const onTexts =
  (compute: (a: string, b: string) => Value): Evaluator =>
  ([a, b]) =>
    compute(a as string, b as string);

const evaluators = {
  length: ([x]) => length(x as string),
  lower: ([x]) => lower(x as string),
  starts_with: onTexts((text, prefix) => text.startsWith(prefix)),
  contains: onTexts((text, part) => text.includes(part)),
  part_before: onTexts(partBefore),
  part_after: onTexts(partAfter),
  matches: ([text, written], _types, _result, { patterns }) => {
    const pattern = patterns.get(written as string) ?? compilePattern(written as string);
    if (pattern === null)
      throw new StepFailure(`no regular expression: ${JSON.stringify(written)}`);
    patterns.set(written as string, pattern);
    return pattern(text as string);
  },
  abs: ([x], [type]) =>
    type?.kind === "exact" ? absoluteExact(x as Exact) : Math.abs(x as number),
  min: extremum(-1),
  max: extremum(1),
  round: ([x], [type], result) =>
    type?.kind === "exact"
      ? roundExact(x as Exact, type.scale, scaleOf(result))
      : roundNumber(x as number, scaleOf(result)),
  number: ([x], [type]) => exactToNumber(x as Exact, scaleOf(type)),
  year: zoned(calendar.year),
  month: zoned(calendar.month),
  day: zoned(calendar.day),
  weekday: zoned(calendar.weekday),
  hour: zoned(calendar.hour),
  start_of_day: zoned(calendar.startOfDay),
  start_of_month: zoned(calendar.startOfMonth),
  halving: ([age, halfLife]) => halving(age as number, halfLife as number),
} satisfies Record<BuiltinName, Evaluator>;

/** The value of a built-in function (grammar/builtins.ts); fails the step where it has none (rule 16). */
export function evaluateBuiltin(
  name: string,
  args: readonly Value[],
  types: readonly Type[],
  resultType: Type,
  prepared: Prepared = newPrepared(),
): Value {
  if (args.includes(undefined)) return undefined;
  if (!Object.hasOwn(evaluators, name)) throw new Error(`there is no built-in function ${name}`);
  return evaluators[name as BuiltinName](args, types, resultType, prepared);
}
