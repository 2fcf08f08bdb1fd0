import type {
  Automaton,
  ConstantValue,
  EventType,
  Expression,
  Type,
} from "../automaton/automaton.ts";
import type { Value } from "../machine/value.ts";

export type Fields = Readonly<Record<string, Value>>;

/** Values worth trying, by type: those that the automaton names, their neighbours, and a few plain ones. */
export interface Values {
  /** Values for a field; undefined: missing. `seen`: values that the run holds at the time. */
  of(type: Type, optional: boolean, seen: readonly Value[]): readonly Value[];
  /** Durations that the automaton names. */
  readonly durations: readonly number[];
}

export function createValues(automaton: Automaton): Values {
  const named = new Map<string, Value[]>();
  const note = (type: Type, value: Value) => {
    const key = keyOf(type);
    const list = named.get(key) ?? [];
    if (!list.includes(value)) list.push(value);
    named.set(key, list);
  };
  const visit = (piece: unknown): void => {
    if (typeof piece !== "object" || piece === null) return;
    if ("op" in piece) {
      const expression = piece as Expression;
      if (expression.op === "constant") note(expression.type, runtime(expression));
    }
    for (const inner of Object.values(piece)) visit(inner);
  };
  visit([automaton.states, automaton.groups, automaton.onEnd, automaton.stack.depth]);
  const durations = (named.get("duration") ?? []).filter((value) => typeof value === "number");
  return {
    durations,
    of(type, optional, seen) {
      const likely = [...(named.get(keyOf(type)) ?? []).flatMap(neighbours), ...seen];
      const pool = [...plain(type), ...likely.filter((value) => fitsType(type, value))];
      return [...new Set(optional ? [...pool, undefined] : pool)];
    },
  };
}

const keyOf = (type: Type): string => (type.kind === "exact" ? `exact${type.scale}` : type.kind);

function runtime({ type, value }: { readonly type: Type; readonly value: ConstantValue }): Value {
  if (type.kind !== "exact") return value;
  const scaled = Number(value);
  return Number.isSafeInteger(scaled) ? scaled : BigInt(String(value));
}

function neighbours(value: Value): readonly Value[] {
  return typeof value === "number" ? [value, value + 1, value - 1] : [value];
}

function plain(type: Type): readonly Value[] {
  switch (type.kind) {
    case "text":
      return type.values ?? ["a", "b"];
    case "boolean":
      return [true, false];
    case "time":
      return [SCENARIO_START, SCENARIO_START - 86_400_000];
    case "duration":
      return [1000, 0];
    default:
      return [1, 0, 2];
  }
}

/** 2024-01-01T00:00Z, where the scenarios' `at 0s` is. */
export const SCENARIO_START = 1_704_067_200_000;

function fitsType(type: Type, value: Value): boolean {
  switch (type.kind) {
    case "text":
      return (
        typeof value === "string" && (type.values === undefined || type.values.includes(value))
      );
    case "boolean":
      return typeof value === "boolean";
    case "exact":
      return typeof value === "bigint" || Number.isSafeInteger(value);
    default:
      return typeof value === "number";
  }
}

/** Fields of an event: the plainest first, then one field changed, then two. */
export function fieldChoices(
  event: EventType,
  fixed: Fields,
  values: Values,
  seen: readonly Value[],
  limit: number,
): readonly Fields[] {
  const fields = event.fields.filter((field) => !Object.hasOwn(fixed, field.name));
  const pools = fields.map((field) => values.of(field.type, field.optional, seen));
  const result: (readonly number[])[] = [fields.map(() => 0)];
  for (let i = 0; i < fields.length; i++) {
    for (let v = 1; v < pools[i]!.length; v++) result.push(fields.map((_, j) => (i === j ? v : 0)));
  }
  for (let i = 0; i < fields.length; i++) {
    for (let k = i + 1; k < fields.length; k++) {
      for (let v = 1; v < pools[i]!.length; v++) {
        for (let w = 1; w < pools[k]!.length && result.length < limit; w++) {
          result.push(fields.map((_, j) => (j === i ? v : j === k ? w : 0)));
        }
      }
    }
  }
  return result.slice(0, limit).map((choice) => {
    const chosen = fields.flatMap((field, i): [string, Value][] => {
      const value = pools[i]![choice[i]!];
      return value === undefined ? [] : [[field.name, value]];
    });
    return Object.fromEntries([...Object.entries(fixed), ...chosen]);
  });
}
