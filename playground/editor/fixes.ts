import type { EditorView } from "@codemirror/view";
import type { Edit } from "../../src/diagnostic/diagnostic.ts";
import { PATTERN_NAME } from "../names.ts";
import { FIX } from "./when-read.ts";

/** "did you mean `cart`?" is an answer in a report; on a button it is something to do. */
export const doing = (text: string): string => {
  const meant = /^did you mean (.+)\?$/.exec(text)?.[1];
  const plain = (meant === undefined ? text : `change to ${meant}`).replaceAll("`", "");
  return plain.slice(0, 1).toUpperCase() + plain.slice(1);
};

export const own = (edits: readonly Edit[]): readonly Edit[] =>
  edits.filter(({ span }) => span.source === PATTERN_NAME);

/** Said when a fix is asked for that was found in an older text; the next look brings its successor. */
export const TOO_LATE = "The text has changed since; it is being checked anew.";

export function apply(view: EditorView, edits: readonly Edit[]): void {
  const changes = own(edits).map(({ span: { start, end }, replacement }) => ({
    from: start,
    to: end,
    insert: replacement,
  }));
  if (changes.some(({ to }) => to > view.state.doc.length)) return;
  view.dispatch({ changes, userEvent: FIX });
  view.focus();
}
