import type { Expression, Type } from "../../automaton/automaton.ts";
import type { Help } from "../../diagnostic/diagnostic.ts";
import type { Expression as Written } from "../../syntax/tree.ts";
import { convert } from "../convert.ts";
import type { StepScope } from "../scope.ts";
import { aType, boolean } from "../type.ts";

/** For guards and the operands of `and`, `or`, `not`, `where`: true or false. */
export function checkCondition(
  written: Written,
  scope: StepScope,
  what: string,
  help: readonly Help[] = [{ text: "compare it with a value, or test it: `… is known`" }],
): Expression | null {
  const value = scope.check(written, scope, boolean);
  if (value === null || value.type.kind === "boolean") return value;
  return scope.report.error(
    "PDA0214",
    written.span,
    `${what} needs something that is true or false, and this is ${aType(value.type)}`,
    { label: aType(value.type), help },
  );
}

/** For a place of a stated type. */
export function checkPlaced(
  written: Written,
  type: Type,
  scope: StepScope,
  place: string,
): Expression | null {
  const unsure = scope.unsure.has(type);
  const value = scope.check(written, scope, unsure ? null : type);
  if (value === null || unsure) return null;
  return convert(value, type, written.span, place, scope);
}
