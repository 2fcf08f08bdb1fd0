/** Texts: code points, percent-encoding, JSON of values (rules 5 and 27). */
import type { Type } from "../../src/automaton/automaton.ts";
import type { Value } from "../../src/machine/value.ts";
import { digits, StepFailure, toScaled } from "./exact.ts";

export function codePoints(text: string): number[] {
  return [...text].map((character) => character.codePointAt(0)!);
}

/** Negative, zero or positive, by code point. */
export function compareTexts(a: string, b: string): number {
  const left = codePoints(a);
  const right = codePoints(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i]! - right[i]!;
  }
  return left.length - right.length;
}

/** Code point by code point, where the lower case is one code point. */
export function lower(text: string): string {
  return [...text]
    .map((character) => {
      const low = character.toLowerCase();
      return [...low].length === 1 ? low : character;
    })
    .join("");
}

function percentEncoded(text: string, kept: RegExp): string {
  if ([...text].every((character) => kept.test(character))) return text;
  return [...new TextEncoder().encode(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (byte < 128 && kept.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

/** For pattern, owner and output names. */
export function encodedName(text: string): string {
  return percentEncoded(text, /[A-Za-z0-9\-._#@:~,]/);
}

/** For E, key and lane: `,` and `~` are encoded too. */
export function encodedPart(text: string): string {
  return percentEncoded(text, /[A-Za-z0-9\-._#@:]/);
}

/** `2024-01-01T00:00:00.000Z`. */
export function isoTime(t: number): string {
  const date = new Date(t);
  if (Number.isNaN(date.getTime())) throw new StepFailure("beyond the range of times");
  return date.toISOString();
}

export function jsonOfValue(value: Value, type: Type): string {
  switch (type.kind) {
    case "text":
    case "boolean":
      return JSON.stringify(value);
    case "exact":
      return digits(toScaled(value), type.scale);
    case "number":
    case "duration":
      return String(value);
    case "time":
      return JSON.stringify(isoTime(value as number));
  }
}
