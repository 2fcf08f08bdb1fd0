import type { Diagnostic, Edit } from "../diagnostic/diagnostic.ts";
import { format } from "../syntax/print.ts";
import { endOf } from "./complete/cursor.ts";
import { Document } from "./document.ts";

export interface Formatted {
  /** Few and small, so that cursors and marks stay where they are; none where the text is canonical. */
  readonly edits: readonly Edit[];
  /** Why a text cannot be formatted: its mistakes. */
  readonly mistakes: readonly Diagnostic[];
}

/** What makes a text canonical. */
export function formatting(document: Document): Formatted {
  const { source } = document;
  const { text, diagnostics } = format(source, document.lexed, document.parsed);
  if (text === null) {
    return { edits: [], mistakes: diagnostics.filter(({ severity }) => severity === "error") };
  }
  return { edits: difference(document, text), mistakes: [] };
}

interface Piece {
  readonly image: string;
  readonly start: number;
  readonly end: number;
}

/** Formatting mostly changes blanks: those between equal pieces. What else differs is one edit. */
function difference(document: Document, text: string): Edit[] {
  const { source } = document;
  if (text === source.text) return [];
  const blanks = onlyBlanks(source.text, text);
  if (blanks !== null) {
    const { start, end, replacement } = blanks;
    return [{ span: { source: source.name, start, end }, replacement }];
  }
  const left = pieces(document);
  const right = pieces(new Document({ ...source, text }));
  let first = 0;
  while (first < left.length && left[first]?.image === right[first]?.image) first++;
  let last = 0;
  const most = Math.min(left.length, right.length) - first;
  while (last < most && left.at(-1 - last)?.image === right.at(-1 - last)?.image) last++;
  const edits: Edit[] = [];
  const gap = (from: number, to: number, start: number, end: number) => {
    const replacement = text.slice(start, end);
    if (source.text.slice(from, to) !== replacement)
      edits.push({ span: { source: source.name, start: from, end: to }, replacement });
  };
  const endAt = (all: readonly Piece[], at: number) => (at < 0 ? 0 : all[at]!.end);
  for (let at = 0; at < first; at++)
    gap(endAt(left, at - 1), left[at]!.start, endAt(right, at - 1), right[at]!.start);
  const [i, j] = [left.length - last, right.length - last];
  if (first < i || first < j) {
    const [from, start] = [endAt(left, first - 1), endAt(right, first - 1)];
    gap(from, left[i]?.start ?? source.text.length, start, right[j]?.start ?? text.length);
  } else if (last > 0) {
    gap(endAt(left, i - 1), left[i]!.start, endAt(right, j - 1), right[j]!.start);
  }
  for (let back = last - 1; back > 0; back--) {
    const [a, b] = [left.length - back, right.length - back];
    gap(left[a - 1]!.end, left[a]!.start, right[b - 1]!.end, right[b]!.start);
  }
  if (last > 0) gap(left.at(-1)!.end, source.text.length, right.at(-1)!.end, text.length);
  else if (first === left.length && first === right.length)
    gap(endAt(left, first - 1), source.text.length, endAt(right, first - 1), text.length);
  return edits;
}

/** Where the two differ in one stretch of blanks alone, as while somebody writes in a text that had its form. */
function onlyBlanks(
  before: string,
  after: string,
): { readonly start: number; readonly end: number; readonly replacement: string } | null {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < most - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  const end = before.length - tail;
  const replacement = after.slice(start, after.length - tail);
  return /\S/.test(before.slice(start, end)) || /\S/.test(replacement)
    ? null
    : { start, end, replacement };
}

function pieces({ source, lexed }: Document): Piece[] {
  const { tokens, comments } = lexed;
  const all = [
    ...tokens.map((token) => ({ start: token.startOffset, end: endOf(token) })),
    ...comments.map(({ span }) => ({ start: span.start, end: span.end })),
  ].sort((a, b) => a.start - b.start);
  return all.map(({ start, end }) => ({ start, end, image: source.text.slice(start, end) }));
}
