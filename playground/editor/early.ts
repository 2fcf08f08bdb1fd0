import { type Extension, Prec } from "@codemirror/state";
import { EditorView, runScopeHandlers } from "@codemirror/view";
import { isText, known } from "./known-key.ts";

/**
 * Keys that are pressed before what knows them was fetched: they wait, and are done in their order as soon as it is
 * there. None is lost, and no text comes before a movement that was made before it.
 */
export function earlyKeys(before: readonly KeyboardEvent[] = []): {
  readonly extension: Extension;
  readonly release: (view: EditorView) => void;
} {
  let held: KeyboardEvent[] | null = [...before];
  const keydown = (event: KeyboardEvent): boolean => {
    if (held === null || event.isComposing || !known(event)) return false;
    held.push(event);
    return true;
  };
  return {
    extension: Prec.highest(EditorView.domEventHandlers({ keydown })),
    release(view) {
      const keys = held ?? [];
      held = null;
      for (const event of keys)
        if (!runScopeHandlers(view, event, "editor") && isText(event)) write(view, event.key);
    },
  };
}

/** As if it came from the keyboard: a bracket gets its partner. */
function write(view: EditorView, text: string): void {
  const { from, to } = view.state.selection.main;
  const insert = () =>
    view.state.update(view.state.replaceSelection(text), {
      userEvent: "input.type",
      scrollIntoView: true,
    });
  const heard = view.state.facet(EditorView.inputHandler);
  if (!heard.some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
}
