import { units } from "../../grammar/tokens.ts";

/** Milliseconds of a duration as the lexer accepts it. */
export function milliseconds(text: string): number {
  let sum = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|[wdhms])/g))
    sum += Number(digits) * units[unit as keyof typeof units];
  return sum;
}

/** So many whole milliseconds as people write them: weeks only where nothing else remains. */
export function durationText(ms: number): string {
  if (ms === 0) return "0s";
  if (ms % units.w === 0) return `${ms / units.w}w`;
  let rest = ms;
  let text = "";
  for (const [unit, size] of Object.entries(units)) {
    if (unit === "w") continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
