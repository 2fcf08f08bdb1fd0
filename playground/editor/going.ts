import type { Extension } from "@codemirror/state";
import { EditorView, type KeyBinding } from "@codemirror/view";
import type { LanguageClient } from "../language/client.ts";
import { PATTERN_NAME } from "../names.ts";
import { apply } from "./fixes.ts";
import { goTo } from "./go-to.ts";
import { openRenaming } from "./renaming.ts";

/** To the definition, renaming, formatting: by key and, for the first, with a click. */
export function going(language: LanguageClient): {
  readonly extension: Extension;
  readonly keys: readonly KeyBinding[];
} {
  const define = async (view: EditorView, offset: number): Promise<void> => {
    const [span] = await language.ask("definitions", offset);
    if (span?.source === PATTERN_NAME) goTo(view, span.start, span.end);
  };
  const tidy = async (view: EditorView): Promise<void> => {
    const { doc } = view.state;
    const { edits } = await language.ask("format");
    if (view.state.doc === doc && edits.length > 0) apply(view, edits);
  };
  const later = (act: (view: EditorView) => Promise<void>) => (view: EditorView) => {
    void act(view);
    return true;
  };
  const format = later(tidy);
  return {
    extension: EditorView.domEventHandlers({
      mousedown: (event, view) => {
        if (!(event.ctrlKey || event.metaKey) || event.button !== 0) return false;
        const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
        if (offset === null) return false;
        event.preventDefault();
        void define(view, offset);
        return true;
      },
    }),
    keys: [
      { key: "F12", run: later((view) => define(view, view.state.selection.main.head)) },
      { key: "F2", run: later((view) => openRenaming(view, language)) },
      { key: "Mod-Shift-f", run: format, preventDefault: true },
      { key: "Shift-Alt-f", run: format, preventDefault: true },
    ],
  };
}
