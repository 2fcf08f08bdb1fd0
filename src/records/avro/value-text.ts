import { formatTime, TIME_MAX } from "../../machine/values/time.ts";
import type { Instant } from "./schema.ts";

/** What Avro's values are as text, for rule 3: exact digits, points in time as ISO 8601. */

/** Two's complement, the highest byte first. */
export function decimalText(bytes: Uint8Array, start: number, end: number, scale: number): string {
  const length = end - start;
  if (length === 0) return placed("", "0", scale);
  let digits: string;
  let negative: boolean;
  if (length <= 6) {
    let value = 0;
    for (let i = start; i < end; i++) value = value * 256 + bytes[i]!;
    if (bytes[start]! >= 0x80) value -= 256 ** length;
    negative = value < 0;
    digits = String(Math.abs(value));
  } else {
    let hex = "";
    for (let i = start; i < end; i++) hex += HEX[bytes[i]!];
    const value = BigInt.asIntN(length * 8, BigInt(`0x${hex}`));
    negative = value < 0n;
    digits = String(negative ? -value : value);
  }
  return placed(negative ? "-" : "", digits, scale);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function placed(sign: string, digits: string, scale: number): string {
  if (scale === 0) return sign + digits;
  const padded = digits.padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** JSON has no words for NaN and the infinities: as texts they fit no number. */
export const doubleText = (value: number): string => String(value);

/** The fewest digits that mean this single-precision number: 9.95, not 9.949999809265137. */
export function floatText(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}

/** Places of the unit beyond milliseconds. */
const FINER = { millis: 0, micros: 3, nanos: 6 } as const;

export const finerPlaces = (instant: Instant): number =>
  FINER[instant.slice(instant.lastIndexOf("-") + 1) as keyof typeof FINER];

/** Finer parts are floored (rule 1). What no date can hold stays digits. */
export function instantText(value: bigint, instant: Instant): string {
  const unit = 10n ** BigInt(finerPlaces(instant));
  const rest = ((value % unit) + unit) % unit;
  return millisecondsText(Number((value - rest) / unit), instant) ?? String(value);
}

/** Null: no date can hold it. A local one has no zone of its own. */
export function millisecondsText(milliseconds: number, instant: Instant): string | null {
  if (!(Math.abs(milliseconds) <= TIME_MAX)) return null;
  const text = formatTime(milliseconds);
  return instant.startsWith("local-") ? text.slice(0, -1) : text;
}

export const dayText = (days: number): string =>
  millisecondsText(days * 86_400_000, "timestamp-millis") ?? String(days);

export function uuidText(bytes: Uint8Array, start: number): string {
  let hex = "";
  for (let i = start; i < start + 16; i++) hex += HEX[bytes[i]!];
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const latin1Text = (bytes: Uint8Array, start: number, end: number): string => {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return text;
};
