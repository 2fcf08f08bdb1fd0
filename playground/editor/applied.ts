import type { Edit } from "../../src/diagnostic/diagnostic.ts";
import { PATTERN_NAME } from "../names.ts";

/** A text after edits, which do not overlap. */
export function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .filter(({ span }) => span.source === PATTERN_NAME)
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce(
      (so, { span: { start, end }, replacement }) =>
        so.slice(0, start) + replacement + so.slice(end),
      text,
    );
}
