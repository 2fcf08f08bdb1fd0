import { type Action, forEachDiagnostic } from "@codemirror/lint";
import type { EditorView, KeyBinding } from "@codemirror/view";
import type { Tell } from "./tell.ts";

/** By key, what a click on the first of a mistake's buttons does: of the mistake at the caret, else of one on its line. */
export const wayOut = (tell: Tell): KeyBinding => ({
  key: "Mod-.",
  preventDefault: true,
  run: (view) => {
    const found = firstAt(view);
    if (found === null)
      tell(view, "No way out of a mistake is known here: F8 goes to the next one.");
    else found.action.apply(view, found.from, found.to);
    return true;
  },
});

interface Found {
  readonly action: Action;
  readonly from: number;
  readonly to: number;
}

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
