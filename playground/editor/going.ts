import type { Extension } from "@codemirror/state";
import { EditorView, type KeyBinding } from "@codemirror/view";
import type { LanguageClient } from "../language/client.ts";
import { PATTERN_NAME } from "../names.ts";
import { whileUnchanged } from "./asking.ts";
import { apply } from "./fixes.ts";
import { goTo } from "./go-to.ts";
import { broken, openRenaming } from "./renaming.ts";
import type { Tell } from "./tell.ts";

/** To the definition, renaming, formatting: by key and, for the first, with a click. Each answers, if only in words. */
export function going(
  language: LanguageClient,
  tell: Tell,
): {
  readonly extension: Extension;
  readonly keys: readonly KeyBinding[];
} {
  const define = async (view: EditorView, offset: number): Promise<void> => {
    const [span] = (await whileUnchanged(view, () => language.ask("definitions", offset))) ?? [];
    if (span === undefined) tell(view, "Nothing to go to: no name of anything declared is here.");
    else if (span.source !== PATTERN_NAME) tell(view, `This is declared in ${span.source}.`);
    else goTo(view, span.start, span.end);
  };
  const tidy = async (view: EditorView): Promise<void> => {
    const formatted = await whileUnchanged(view, () => language.ask("format"));
    if (formatted === null) return tell(view, "The text changes faster than it can be formatted.");
    const { edits, mistakes } = formatted;
    if (edits.length > 0) apply(view, edits);
    else if (mistakes.length === 0) tell(view, "The text is in its form already.");
    else tell(view, `Not formatted: a mistake comes first. ${mistakes[0]!.message}`);
  };
  const later = (act: (view: EditorView) => Promise<void>) => (view: EditorView) => {
    act(view).catch((error: unknown) => tell(view, broken(error)));
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
        return later((view) => define(view, offset))(view);
      },
    }),
    keys: [
      { key: "F12", run: later((view) => define(view, view.state.selection.main.head)) },
      { key: "F2", run: later((view) => openRenaming(view, language, tell)) },
      { key: "Mod-Shift-f", run: format, preventDefault: true },
      { key: "Shift-Alt-f", run: format, preventDefault: true },
    ],
  };
}
