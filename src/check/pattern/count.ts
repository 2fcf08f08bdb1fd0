import type { NumberLiteral } from "../../syntax/tree.ts";
import type { FileScope } from "../scope.ts";

export const COUNT_MAX = 1_000_000_000;

/** A limit: a whole number from 1. */
export function checkCountLimit(
  written: NumberLiteral,
  what: string,
  file: FileScope,
): number | null {
  const value = Number(written.digits);
  if (/^[0-9]+$/.test(written.digits) && value >= 1 && value <= COUNT_MAX) return value;
  return file.report.error(
    "PDA0429",
    written.span,
    `${what} is a whole number from 1, not ${written.digits}`,
    { label: "no such limit", help: ["write a whole number, such as `32`"] },
  );
}
