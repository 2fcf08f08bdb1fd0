import { units } from "../../grammar/tokens.ts";

/** Milliseconds of a duration as the lexer accepts it. */
export function milliseconds(text: string): number {
  let sum = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|[wdhms])/g))
    sum += Number(digits) * units[unit as keyof typeof units];
  return sum;
}

/** The shortest way to write so many whole milliseconds. */
export function durationText(ms: number): string {
  if (ms === 0) return "0s";
  let rest = ms;
  let text = "";
  for (const [unit, size] of Object.entries(units)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
