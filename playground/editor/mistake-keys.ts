import { type Action, diagnosticCount, forEachDiagnostic, nextDiagnostic } from "@codemirror/lint";
import type { EditorView, KeyBinding } from "@codemirror/view";
import type { Tell } from "./tell.ts";
import type { WhenRead } from "./when-read.ts";

/** From mistake to mistake, and out of one: by key, what a click on the first of its buttons does. */
export const mistakeKeys = (whenRead: WhenRead, tell: Tell): readonly KeyBinding[] => [
  {
    key: "F8",
    run: whenRead.wait((view) => {
      if (!nextDiagnostic(view) && diagnosticCount(view.state) === 0)
        tell(view, "Nothing is wrong with the text.");
    }),
  },
  {
    key: "Mod-.",
    preventDefault: true,
    run: whenRead.wait((view) => {
      const found = firstAt(view);
      if (found === null)
        tell(view, "No way out of a mistake is known here: F8 goes to the next one.");
      else found.action.apply(view, found.from, found.to);
    }),
  },
];

interface Found {
  readonly action: Action;
  readonly from: number;
  readonly to: number;
}

/** Of the mistake at the caret, else of one on its line. */
function firstAt({ state }: EditorView): Found | null {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const there: Found[] = [];
  forEachDiagnostic(state, ({ actions: [action] = [] }, from, to) => {
    if (action !== undefined && from <= line.to && line.from <= to)
      there.push({ action, from, to });
  });
  return there.find(({ from, to }) => from <= head && head <= to) ?? there[0] ?? null;
}
