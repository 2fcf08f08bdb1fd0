import { EditorView } from "@codemirror/view";

/** The caret goes to a place, which comes into sight. */
export function goTo(view: EditorView, start: number, end = start): void {
  const { length } = view.state.doc;
  if (end > length) return;
  view.dispatch({
    selection: { anchor: start, head: end },
    effects: EditorView.scrollIntoView(start, { y: "center" }),
  });
}
