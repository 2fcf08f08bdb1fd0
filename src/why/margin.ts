import type { Expression } from "../automaton/automaton.ts";
import type { Attempt } from "../machine/explanation.ts";
import { operandsOf, scaleOf } from "../machine/machine.ts";
import { renderValue } from "../machine/render.ts";
import type { Value } from "../machine/value.ts";

type Comparison = Extract<Expression, { op: "compare" }>;

/** One comparison of a guard, with the values of its two sides. */
export interface Test {
  readonly expression: Comparison;
  readonly left: Value;
  readonly right: Value;
  readonly holds: boolean;
}

/** How a guard came to its answer, and how far it was from the other one. */
export interface Margin {
  /** Comparisons that decided. */
  readonly tests: readonly Test[];
  /** 0: next to nothing; 1: far away. */
  readonly far: number;
  /** Whether the guard reads the event or the time, and not only what was remembered. */
  readonly ofEvent: boolean;
}

/** No measure: two texts, or something that only holds or does not. */
const UNLIKE = 0.5;

/** How far the guard of an attempt was from the opposite of what it said; its operands are in `values`. */
export function marginOf({ values }: Attempt): Margin | null {
  const whole = values.at(-1);
  if (whole === undefined || typeof whole.value !== "boolean") return null;
  const known = new Map(values.map(({ expression, value }) => [expression, value]));
  const tests: Test[] = [];
  const far = farFrom(whole.expression, !whole.value, known, tests);
  return { tests, far, ofEvent: readsEvent(whole.expression) };
}

/** How much must change for an expression to become what it shall be. */
function farFrom(
  expression: Expression,
  goal: boolean,
  known: ReadonlyMap<Expression, Value>,
  tests: Test[],
): number {
  if (!known.has(expression)) return 0; // not looked at: nobody knows
  if (known.get(expression) === goal) return 0;
  switch (expression.op) {
    case "not":
      return farFrom(expression.operand, !goal, known, tests);
    case "and":
    case "or": {
      const sides = [expression.left, expression.right];
      const every = (expression.op === "and") === goal;
      if (every) return Math.min(1, sum(sides.map((one) => farFrom(one, goal, known, tests))));
      const own = sides.map((one): [Test[], number] => {
        const inner: Test[] = [];
        return [inner, known.has(one) ? farFrom(one, goal, known, inner) : 1];
      });
      const [nearest] = own.sort(([, a], [, b]) => a - b);
      tests.push(...nearest![0]);
      return nearest![1];
    }
    case "compare": {
      const left = known.get(expression.left);
      const right = known.get(expression.right);
      tests.push({ expression, left, right, holds: !goal });
      return apart(expression, left, right);
    }
    default:
      return UNLIKE;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** How far the two sides lie apart, as a share of the larger. */
function apart({ left, right }: Comparison, a: Value, b: Value): number {
  const x = measure(left, a);
  const y = measure(right, b);
  if (x === null || y === null)
    return typeof a === "string" && typeof b === "string" ? unlike(a, b) : UNLIKE;
  const size = Math.max(Math.abs(x), Math.abs(y));
  if (size === 0) return 0;
  // Instants lie far from 1970 and near each other: ten minutes apart are half the way.
  const gap = Math.abs(x - y);
  return left.type.kind === "time" ? gap / (gap + 600_000) : Math.min(1, gap / size);
}

/** Letters to change, as a share of all (Levenshtein's distance). */
function unlike(a: string, b: string): number {
  const most = Math.max(a.length, b.length);
  if (most === 0 || most > LONG) return UNLIKE;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length]! / most;
}

/** Longer texts are not compared letter by letter. */
const LONG = 200;

/** A value as a number whose distances mean something; null: it has none. */
export function measure({ type }: Expression, value: Value): number | null {
  if (value === undefined || typeof value === "boolean") return null;
  if (type.kind === "exact") return Number(value) / 10 ** scaleOf(type);
  return typeof value === "number" ? value : null;
}

const EVENT_READS: ReadonlySet<string> = new Set(["field", "at", "now", "frameAge"]);

function readsEvent(expression: Expression): boolean {
  return EVENT_READS.has(expression.op) || operandsOf(expression).some(readsEvent);
}

/** `amount is 90.00`, for the sides that are no constants. */
export const sideText = (expression: Expression, value: Value): string =>
  value === undefined ? "missing" : renderValue(expression.type, value);
