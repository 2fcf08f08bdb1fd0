// Not by way of the tokens: what runs patterns needs no lexer.
import { durationUnits as units } from "../../grammar/builtins.ts";

/** Milliseconds of a duration as the lexer accepts it. */
export function milliseconds(text: string): number {
  let sum = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|[wdhms])/g))
    sum += Number(digits) * units[unit as keyof typeof units];
  return sum;
}

/** So many whole milliseconds as people write them: weeks only where nothing else remains. */
export function durationText(ms: number): string {
  return ms !== 0 && ms % units.w === 0 ? `${ms / units.w}w` : measuredText(ms);
}

/** The same for what was measured: no weeks, so that `270d` and `7d` stand below each other. */
export function measuredText(ms: number): string {
  if (ms === 0) return "0s";
  let rest = Math.abs(ms);
  let text = ms < 0 ? "-" : "";
  for (const [unit, size] of Object.entries(units)) {
    if (unit === "w") continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
