import { LCurly, RCurly } from "../../grammar/tokens.ts";
import { endOf } from "./complete/cursor.ts";
import type { Document } from "./document.ts";

export interface Fold {
  /** Offsets: behind the opening brace, before the closing one; of comments, the whole. */
  readonly start: number;
  readonly end: number;
  readonly kind: "block" | "comment";
}

/** Blocks and runs of comments of more than one line; braces are enough, so broken texts fold as well. */
export function folds({ source, lexed }: Document): readonly Fold[] {
  const found: Fold[] = [];
  const open: number[] = [];
  const breaks = (start: number, end: number) => /[\r\n]/.test(source.text.slice(start, end));
  for (const token of lexed.tokens) {
    if (token.tokenType === LCurly) open.push(endOf(token));
    else if (token.tokenType === RCurly) {
      const start = open.pop();
      const end = token.startOffset;
      if (start !== undefined && breaks(start, end)) found.push({ start, end, kind: "block" });
    }
  }
  return [...found, ...commentFolds({ source, lexed })].sort((a, b) => a.start - b.start);
}

function commentFolds({ source, lexed }: Pick<Document, "source" | "lexed">): Fold[] {
  const runs: { start: number; end: number; count: number }[] = [];
  for (const { span } of lexed.comments) {
    const last = runs.at(-1);
    const between = last === undefined ? "" : source.text.slice(last.end, span.start);
    const alone = /(?:^|[\r\n])[^\S\r\n]*$/.test(
      source.text.slice(Math.max(0, span.start - 200), span.start),
    );
    if (last !== undefined && alone && /^(?:\r\n?|\n)[^\S\r\n]*$/.test(between)) {
      last.end = span.end;
      last.count++;
    } else if (alone) runs.push({ start: span.start, end: span.end, count: 1 });
  }
  return runs.flatMap(({ start, end, count }) =>
    count > 1 ? [{ start, end, kind: "comment" }] : [],
  );
}
