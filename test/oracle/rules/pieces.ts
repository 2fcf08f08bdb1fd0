import type { Automaton, Expression } from "../../../src/automaton/automaton.ts";
import {
  boolean,
  constant,
  emit,
  event,
  field,
  of,
  on,
  output,
  pattern,
  push,
  run,
  state,
  top,
} from "../literal.ts";

export const pushQ = push("q", { term: field("term") });
export const termOfTop = of(top, "q", "term");
export const always = constant(boolean, true);
export const never = constant(boolean, false);
/** Says an expression of any type as an output `v`. */
export const valued = (value: Expression): Automaton =>
  pattern({
    states: [state("s", { transitions: [on("a", [emit("v", { it: value })])] })],
    outputs: [output("v", { it: value.type })],
  });
export const dataOf = (value: Expression): string => {
  const result = run(valued(value), event(0, "a"));
  return result.dead.length > 0
    ? "fails"
    : (/"data":\{"it":(.*)\}\}$/.exec(result.lines[0]!)?.[1] ?? "missing");
};
