import { type Action, type Diagnostic as Shown, setDiagnostics } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import type { Diagnostic, Edit } from "../../src/diagnostic/diagnostic.ts";
import { PATTERN_NAME } from "../names.ts";

/** "did you mean `cart`?" is an answer in a report; on a button it is something to do. */
export const doing = (text: string): string => {
  const meant = /^did you mean (.+)\?$/.exec(text)?.[1];
  const plain = (meant === undefined ? text : `change to ${meant}`).replaceAll("`", "");
  return plain.slice(0, 1).toUpperCase() + plain.slice(1);
};

const own = (edits: readonly Edit[]): readonly Edit[] =>
  edits.filter(({ span }) => span.source === PATTERN_NAME);

export function apply(view: EditorView, edits: readonly Edit[]): void {
  const changes = own(edits).map(({ span: { start, end }, replacement }) => ({
    from: start,
    to: end,
    insert: replacement,
  }));
  if (changes.some(({ to }) => to > view.state.doc.length)) return;
  view.dispatch({ changes, userEvent: "input.fix" });
  view.focus();
}

/** Message, help and ways out, beside the text that they are about. */
export function showMistakes(view: EditorView, diagnostics: readonly Diagnostic[]): void {
  const { length } = view.state.doc;
  const shown = diagnostics
    .filter(({ primary: { span } }) => span.source === PATTERN_NAME && span.end <= length)
    .map(({ severity, message, primary: { span, text }, help, code }): Shown => {
      const actions = help.flatMap(({ text: name, edits = [] }): Action[] =>
        own(edits).length === 0 ? [] : [{ name: doing(name), apply: (view) => apply(view, edits) }],
      );
      const plain = help.filter(({ edits = [] }) => own(edits).length === 0);
      const label = text === "" ? "" : ` (${text})`;
      const lines = [`${message}${label}`, ...plain.map((one) => one.text)];
      return {
        from: span.start,
        to: Math.max(span.end, Math.min(length, span.start + 1)),
        severity,
        source: code,
        message: lines.join("\n"),
        actions,
      };
    });
  view.dispatch(setDiagnostics(view.state, shown));
}
