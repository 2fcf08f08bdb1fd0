import { durationUnits } from "../../../grammar/builtins.ts";
import { parseExact } from "./digits.ts";
import { TIME_MAX } from "./time.ts";

const WRITTEN = /^(?=\d)(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const SIZES = Object.values(durationUnits);

/** Milliseconds of a field's text: `30m`, `1h30m`, each a minus before it, or whole milliseconds. Null: neither. */
export function parseDuration(text: string): number | null {
  const written = WRITTEN.exec(text.startsWith("-") ? text.slice(1) : text);
  if (written === null) return within(parseExact(text, 0));
  const size = SIZES.reduce((sum, unit, i) => sum + BigInt(written[i + 1] ?? 0) * BigInt(unit), 0n);
  return within(text.startsWith("-") ? -Number(size) : Number(size));
}

function within(milliseconds: number | bigint | null): number | null {
  if (milliseconds === null || milliseconds > TIME_MAX || milliseconds < -TIME_MAX) return null;
  return Number(milliseconds) + 0;
}

/** The shortest way to write whole milliseconds for people: `1h30m`, `0s`, `-5m`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return "0s";
  let rest = Math.abs(milliseconds);
  let text = milliseconds < 0 ? "-" : "";
  for (const [unit, size] of Object.entries(durationUnits)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
