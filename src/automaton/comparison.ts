import type { ComparisonOperator } from "./automaton.ts";

/** Whether a comparison holds of two values. `order`: negative, zero or positive, as the left comes before, with or after. */
export function comparisonHolds(operator: ComparisonOperator, order: number): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}
