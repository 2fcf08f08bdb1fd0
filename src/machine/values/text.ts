import { RE2JS } from "re2js";
import { LOWERCASE } from "./lowercase.generated.ts";

/** Texts by code point: the same in every engine (rule 5). A lone surrogate counts as one code point. */

export function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** By code point. UTF-16 differs only in that surrogates stand for what comes after U+FFFF. */
export function compareText(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return ranked(left, a, i) < ranked(right, b, i) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** A code unit by where its code point stands. The first unit that differs may be the second of a pair. */
function ranked(unit: number, text: string, index: number): number {
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const previous = index > 0 ? text.charCodeAt(index - 1) : 0;
  const isSecond = unit >= 0xdc00 && previous >= 0xd800 && previous <= 0xdbff;
  const next = text.charCodeAt(index + 1);
  const isFirst = unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
  return isSecond || isFirst ? unit + 0x10000 : unit;
}

/** Simple lower case, code point by code point, by a table of its own. */
export function lower(text: string): string {
  let lowered = "";
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const mapped =
      code < 128 ? (code >= 65 && code <= 90 ? code + 32 : code) : (LOWER.get(code) ?? code);
    lowered += mapped === code ? character : String.fromCodePoint(mapped);
  }
  return lowered;
}

const LOWER: ReadonlyMap<number, number> = new Map(
  LOWERCASE.flatMap(([first, count, stride, distance]) =>
    Array.from({ length: count }, (_, i): [number, number] => [
      first + i * stride,
      first + i * stride + distance,
    ]),
  ),
);

/** What stands before the first occurrence of a mark; undefined: it does not occur. */
export function partBefore(text: string, mark: string): string | undefined {
  const at = text.indexOf(mark);
  return at < 0 ? undefined : text.slice(0, at);
}

export function partAfter(text: string, mark: string): string | undefined {
  const at = text.indexOf(mark);
  return at < 0 ? undefined : text.slice(at + mark.length);
}

/** A regular expression of RE2, ready to be tried: whether it occurs anywhere in a text. */
export type Pattern = (text: string) => boolean;

/** Null where RE2 refuses the text. */
export function compilePattern(text: string): Pattern | null {
  try {
    const compiled = RE2JS.compile(text);
    return (subject) => compiled.matcher(subject).find();
  } catch {
    return null;
  }
}
