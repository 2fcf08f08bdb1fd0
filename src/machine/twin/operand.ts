import type { Type } from "../../automaton/automaton.ts";
import { placeOf } from "./columns.ts";
import type { Site } from "./site.ts";

/** A value in generated code: a name or a literal. */
export interface Operand {
  readonly js: string;
  /** It may be `undefined`: missing. */
  readonly optional: boolean;
}

export const sure = (js: string): Operand => ({ js, optional: false });
export const maybe = (js: string): Operand => ({ js, optional: true });

/** A value out of its column, as JavaScript has it. */
export function unpacked(column: string, type: Type, optional: boolean, site: Site): Operand {
  const { code } = site;
  const place = placeOf(type);
  const raw = code.hold(column);
  if (place === "any") return { js: raw, optional };
  if (place === "int")
    return optional
      ? maybe(code.hold(`${raw} === 2 ? undefined : ${raw} === 1`))
      : sure(code.hold(`${raw} === 1`));
  return optional ? maybe(code.hold(`${raw} === ${raw} ? ${raw} : undefined`)) : sure(raw);
}

/** A value as its column holds it. */
export function packed({ js, optional }: Operand, type: Type): string {
  const place = placeOf(type);
  if (place === "any") return js;
  if (place === "double") return optional ? `(${js} === undefined ? NaN : ${js})` : js;
  return optional ? `(${js} === undefined ? 2 : ${js} ? 1 : 0)` : `(${js} ? 1 : 0)`;
}
