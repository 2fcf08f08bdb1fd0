import type { Construct } from "./constructs.ts";
import { type Fragment, fragment, type Part } from "./fragment.ts";

/**
 * How tightly a written expression binds; parentheses stand where the language needs them.
 * `open` is what reaches as far to the right as it can.
 */
export const LEVEL = {
  open: 0,
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  negation: 7,
  orElse: 8,
  atom: 9,
} as const;

export interface Written {
  readonly fragment: Fragment;
  readonly level: number;
}

export function write(
  level: number,
  parts: readonly Part[],
  constructs: readonly Construct[] = [],
  simpler: readonly Written[] = [],
): Written {
  return {
    level,
    fragment: fragment(parts, {
      constructs,
      simpler: simpler.map((one) => within(one, LEVEL.atom)),
    }),
  };
}

/** The expression, in parentheses where it binds less tightly than its place. */
export const within = (of: Written, level: number): Fragment =>
  of.level >= level ? of.fragment : fragment(["(", of.fragment, ")"]);

export const infix = (
  operator: string,
  level: number,
  left: Written,
  right: Written,
  constructs: readonly Construct[],
  simpler: readonly Written[] = [],
  leftLevel: number = level,
): Written =>
  write(
    level,
    [within(left, leftLevel), ` ${operator} `, within(right, level + 1)],
    constructs,
    simpler,
  );

export const call = (
  name: string,
  args: readonly (Written | string)[],
  constructs: readonly Construct[],
  simpler: readonly Written[] = [],
): Written =>
  write(
    LEVEL.atom,
    [
      `${name}(`,
      ...args.flatMap((arg, index) => [
        index > 0 ? ", " : "",
        typeof arg === "string" ? arg : arg.fragment,
      ]),
      ")",
    ],
    constructs,
    simpler,
  );
