import { type Action, type Diagnostic as Shown, setDiagnostics } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import type { Diagnostic, Edit } from "../../src/diagnostic/diagnostic.ts";
import { PATTERN_NAME } from "../names.ts";
import { apply, doing, own, TOO_LATE } from "./fixes.ts";

/** Message, help and ways out, beside the text that they are about. */
export function showMistakes(
  view: EditorView,
  diagnostics: readonly Diagnostic[],
  say: (words: string) => void,
): void {
  const { doc } = view.state;
  const { length } = doc;
  // The marks move with the text that is typed on; the edits of a fix do not.
  const mend = (view: EditorView, edits: readonly Edit[]) =>
    view.state.doc.eq(doc) ? apply(view, edits) : say(TOO_LATE);
  const shown = diagnostics
    .filter(({ primary: { span } }) => span.source === PATTERN_NAME && span.end <= length)
    .map(({ severity, message, primary: { span, text }, help, code }): Shown => {
      const actions = help.flatMap(({ text: name, edits = [] }): Action[] =>
        own(edits).length === 0 ? [] : [{ name: doing(name), apply: (view) => mend(view, edits) }],
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
