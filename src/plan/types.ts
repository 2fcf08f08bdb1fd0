import type { Type } from "../automaton/automaton.ts";
import type { Value } from "../machine/value.ts";
import type { Exact } from "../machine/values/exact.ts";
import { exactToNumber, rescaleExact } from "../machine/values/exact.ts";

/** How a value of one type becomes one of another; null: not every one does. */
export function widening(from: Type, to: Type): ((value: Value) => Value) | null {
  if (from.kind === "exact" && to.kind === "exact") {
    if (to.scale < from.scale) return null;
    return to.scale === from.scale ? same : (value) => rescaled(value, from.scale, to.scale);
  }
  if (from.kind === "exact" && to.kind === "number" && from.scale === 0)
    return (value) => (value === undefined ? undefined : exactToNumber(value as Exact, 0));
  if (from.kind !== to.kind) return null;
  if (to.kind !== "text" || to.values === undefined) return same;
  const { values } = to;
  const fits = from.kind === "text" && from.values?.every((one) => values.includes(one)) === true;
  return fits ? same : null;
}

const same = (value: Value): Value => value;

const rescaled = (value: Value, from: number, to: number): Value =>
  value === undefined ? undefined : rescaleExact(value as Exact, from, to);
