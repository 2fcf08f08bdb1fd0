import type { Type } from "../../src/automaton/automaton.ts";
import type { Value } from "../../src/machine/value.ts";
import type { Draw } from "./draw.ts";
import { TEXTS } from "./expressions.ts";

/** 2024-01-01T00:00Z, where generated logs begin. */
export const BEGINNING = 1_704_067_200_000;

const TENTHS = [0, 10, 10, 20, 30, 50, 5, 25, -10] as const;
/** Where doubles end and where 38 digits do. */
const HUGE = [2n ** 53n + 1n, -(2n ** 53n) - 1n, 10n ** 20n, 10n ** 38n - 1n, 1n - 10n ** 38n];
const SECONDS = [0, 5, 10, 10, 20, 30, 60, -5] as const;

/** Mostly from small pools, so that equality tests hold; now and then where arithmetic overflows. */
export function drawValue(draw: Draw, type: Type): Exclude<Value, undefined> {
  switch (type.kind) {
    case "text":
      if (type.values !== undefined) return draw.pick(type.values);
      return draw.chance(0.7) ? draw.pick(["a", "b", "a/b"]) : draw.pick(TEXTS);
    case "exact": {
      if (draw.chance(0.03)) return draw.pick(HUGE.map(normal));
      return draw.pick(TENTHS.map((tenths) => (tenths * 10 ** type.scale) / 10).map(Math.trunc));
    }
    case "number":
      if (draw.chance(0.04)) return draw.pick([1e308, -1e308, 5e-324, 0.1, 2 ** 53]);
      return draw.pick([0, 0.5, 1, 1, 1.5, 2, 2, 3, -1]);
    case "boolean":
      return draw.chance(0.5);
    case "time":
      if (draw.chance(0.02)) return 8.64e15;
      return BEGINNING + draw.pick(SECONDS) * 1000 + (draw.chance(0.2) ? 1 : 0);
    case "duration":
      if (draw.chance(0.02)) return 8.64e15;
      return draw.pick(SECONDS) * 1000 + (draw.chance(0.2) ? 1 : 0);
  }
}

const normal = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value;

/** The value as a source might have written it. */
export function jsonOf(type: Type, value: Exclude<Value, undefined>): string {
  if (type.kind === "exact" && type.scale > 0) {
    const digits = String(BigInt(value as number | bigint)).replace("-", "");
    const padded = digits.padStart(type.scale + 1, "0");
    const sign = Number(value) < 0 ? "-" : "";
    return `${sign}${padded.slice(0, -type.scale)}.${padded.slice(-type.scale)}`;
  }
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
