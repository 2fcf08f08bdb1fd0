/** How many cells of a terminal a text takes, and how to show what should not reach one. */

const TAB_WIDTH = 4;

/** Combining marks, joiners and variation selectors: no cell of their own. */
const nothingWide = /^(?:\p{Mn}|\p{Me}|[\u200b-\u200d\u2060]|[\ufe00-\ufe0f])$/u;

/** First and last code points of East Asian wide and full-width characters and of emoji. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23f3],
  [0x2614, 0x2615],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x274c, 0x274e],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x2b50, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

/**
 * A text as it may be printed: a tab as four blanks; other control characters, and those that turn
 * the direction of writing, as a replacement character, so that no file can steer the terminal.
 */
export function printable(text: string): string {
  return text
    .replaceAll("\t", " ".repeat(TAB_WIDTH))
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, "\ufffd")
    .replace(/\p{Cs}/gu, "\ufffd");
}

/** Cells of a printable text. */
export function widthOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += cellsOf(character);
  return cells;
}

export function cellsOf(character: string): number {
  const point = character.codePointAt(0) as number;
  if (point < 0x300) return 1;
  if (nothingWide.test(character)) return 0;
  return wide.some(([first, last]) => first <= point && point <= last) ? 2 : 1;
}
