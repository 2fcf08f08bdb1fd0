import type { ComparisonOperator, RecordCondition } from "../automaton/automaton.ts";
import { comparisonHolds } from "../automaton/comparison.ts";
import { type DecimalDigits, readDigits } from "../machine/values/digits.ts";
import { compareText } from "../machine/values/text.ts";
import { FALSE, NUMBER, type Slots, TEXT, TRUE } from "./slots.ts";

/** A test on the raw record (rule 2): `when page = "/search" and total > 5`. */
export type RecordTest = (slots: Slots) => boolean;

/** `slot`: the place of a path. */
export function compileCondition(
  condition: RecordCondition,
  slot: (path: readonly string[]) => number,
): RecordTest {
  if (condition.op === "compare") return compileComparison(condition, slot(condition.path));
  if (condition.op === "not") {
    const operand = compileCondition(condition.operand, slot);
    return (slots) => !operand(slots);
  }
  const left = compileCondition(condition.left, slot);
  const right = compileCondition(condition.right, slot);
  return condition.op === "and"
    ? (slots) => left(slots) && right(slots)
    : (slots) => left(slots) || right(slots);
}

export function conditionPaths(condition: RecordCondition): readonly (readonly string[])[] {
  if (condition.op === "compare") return [condition.path];
  if (condition.op === "not") return conditionPaths(condition.operand);
  return [...conditionPaths(condition.left), ...conditionPaths(condition.right)];
}

function compileComparison(
  { operator, value }: Extract<RecordCondition, { op: "compare" }>,
  slot: number,
): RecordTest {
  // A comparison with a missing or unfit field is false, and `!=` its negation.
  if (operator === "!=") {
    const equal = comparison("=", value, slot);
    return (slots) => !equal(slots);
  }
  return comparison(operator, value, slot);
}

function comparison(
  operator: ComparisonOperator,
  value: Extract<RecordCondition, { op: "compare" }>["value"],
  slot: number,
): RecordTest {
  if ("boolean" in value) {
    const word = String(value.boolean);
    return (slots) => {
      const kind = slots.kinds[slot]!;
      const boolean = kind === TRUE || kind === FALSE || kind === TEXT;
      return operator === "=" && boolean && slots.text(slot) === word;
    };
  }
  if ("number" in value) {
    const right = readDigits(value.number);
    if (right === null) throw new Error(`no number: ${value.number}`);
    return (slots) => {
      const kind = slots.kinds[slot]!;
      if (kind !== NUMBER && kind !== TEXT) return false;
      const left = readDigits(slots.text(slot));
      return left !== null && comparisonHolds(operator, compareDigits(left, right));
    };
  }
  const { text } = value;
  return (slots) => {
    const kind = slots.kinds[slot]!;
    if (kind !== TEXT && kind !== NUMBER && kind !== TRUE && kind !== FALSE) return false;
    return comparisonHolds(operator, compareText(slots.text(slot), text));
  };
}

/** Exactly, whatever the exponents: `1e999999999` is never written out. */
function compareDigits(a: DecimalDigits, b: DecimalDigits): number {
  const signA = a.digits === "" ? 0 : a.negative ? -1 : 1;
  const signB = b.digits === "" ? 0 : b.negative ? -1 : 1;
  if (signA !== signB) return signA - signB;
  if (signA === 0) return 0;
  const magnitudeA = a.digits.length + a.exponent;
  const magnitudeB = b.digits.length + b.exponent;
  if (magnitudeA !== magnitudeB) return magnitudeA < magnitudeB ? -signA : signA;
  const width = Math.max(a.digits.length, b.digits.length);
  const left = a.digits.padEnd(width, "0");
  const right = b.digits.padEnd(width, "0");
  return left === right ? 0 : left < right ? -signA : signA;
}
