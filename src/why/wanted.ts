import type { Action, Expression, Type } from "../automaton/automaton.ts";
import { constantOf } from "../machine/evaluate.ts";
import type { Output } from "../machine/output.ts";
import { renderValue } from "../machine/render.ts";
import type { Value } from "../machine/value.ts";
import { parseDuration } from "../machine/values/duration.ts";

/** A result that somebody asks for: an output's name, and values that some of its fields shall have. */
export interface Wanted {
  readonly output: string;
  readonly where: readonly { readonly field: string; readonly written: string }[];
}

export function isWanted({ output, data }: Output, wanted: Wanted): boolean {
  if (output !== wanted.output) return false;
  return wanted.where.every(({ field, written }) => {
    const found = data.find(({ name }) => name === field);
    return found !== undefined && isWritten(found.type, found.value, written);
  });
}

/** A text with or without quotes, a duration as `5m`, a number as its value. */
function isWritten(type: Type, value: Exclude<Value, undefined>, written: string): boolean {
  if (value === written || renderValue(type, value) === written) return true;
  if (renderValue(type, value) === JSON.stringify(written)) return true;
  if (type.kind === "duration") return parseDuration(written) === value;
  if (type.kind !== "exact" && type.kind !== "number") return false;
  return written.trim() !== "" && Number(written) === Number(renderValue(type, value));
}

/** Whether actions emit what is wanted, or may: constants are compared, everything else may be. */
export function mayEmit(actions: readonly Action[], wanted: Wanted): boolean {
  return actions.some((action) => {
    if (action.do === "forEach") return mayEmit(action.emits, wanted);
    if (action.do !== "emit" || action.output !== wanted.output) return false;
    return wanted.where.every(({ field, written }) => {
      const given = action.fields.find(({ name }) => name === field);
      return given !== undefined && mayBe(given.value, written);
    });
  });
}

function mayBe(expression: Expression, written: string): boolean {
  if (expression.op !== "constant") return true;
  const value = constantOf(expression.type, expression.value);
  return value === undefined || isWritten(expression.type, value, written);
}
