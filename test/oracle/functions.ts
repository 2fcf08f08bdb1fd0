/** The functions (see grammar/builtins.ts), each in the plainest words. */
import type { Type } from "../../src/automaton/automaton.ts";
import type {} from "../../src/machine/event.ts";
import type { Value } from "../../src/machine/value.ts";
import { localTime, startOfDay, startOfMonth, weekday } from "./calendar.ts";
import { comparison, scaleOf } from "./comparison.ts";
import { absolute, asNumber, digits, fromScaled, roundDouble, toScale, toScaled } from "./exact.ts";
import { halving } from "./halving.ts";
import { codePoints, lower } from "./text.ts";

export function builtin(
  name: string,
  values: readonly Value[],
  types: readonly Type[],
  result: Type,
): Value {
  const [first, second] = values;
  const firstType = types[0]!;
  switch (name) {
    case "length":
      return codePoints(first as string).length;
    case "lower":
      return lower(first as string);
    case "starts_with":
      return (first as string).startsWith(second as string);
    case "contains":
      return (first as string).includes(second as string);
    case "part_before": {
      const place = (first as string).indexOf(second as string);
      return place < 0 ? undefined : (first as string).slice(0, place);
    }
    case "part_after": {
      const place = (first as string).indexOf(second as string);
      return place < 0 ? undefined : (first as string).slice(place + (second as string).length);
    }
    case "matches":
      return regularExpression(second as string).test(first as string);
    case "abs":
      return firstType.kind === "exact"
        ? fromScaled(absolute(toScaled(first)))
        : Math.abs(first as number);
    case "min":
    case "max": {
      const sign = name === "min" ? 1 : -1;
      return values.reduce((best, value) =>
        sign * comparison(value, firstType, best, firstType) < 0 ? value : best,
      );
    }
    case "round":
      return firstType.kind === "exact"
        ? fromScaled(toScale(toScaled(first), firstType.scale, scaleOf(result)))
        : fromScaled(roundDouble(first as number, scaleOf(result)));
    case "number":
      // a decimal text is read as its nearest double
      return asNumber(Number(digits(toScaled(first), scaleOf(firstType))));
    case "year":
      return localTime(first as number, second as string).year;
    case "month":
      return localTime(first as number, second as string).month;
    case "day":
      return localTime(first as number, second as string).day;
    case "hour":
      return localTime(first as number, second as string).hour;
    case "weekday":
      return weekday(first as number, second as string);
    case "start_of_day":
      return startOfDay(first as number, second as string);
    case "start_of_month":
      return startOfMonth(first as number, second as string);
    case "halving":
      return halving(first as number, second as number);
    default:
      throw new Error(`no such function: ${name}`);
  }
}

function regularExpression(pattern: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const source = (flags === null ? pattern : pattern.slice(flags[0].length))
    .replaceAll("(?P<", "(?<")
    .replaceAll("\\A", "^")
    .replaceAll("\\z", "$");
  const letters = flags?.[1] ?? "";
  try {
    return new RegExp(source, `u${letters}`);
  } catch {
    return new RegExp(source, letters);
  }
}
