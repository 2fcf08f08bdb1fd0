import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, ViewPlugin } from "@codemirror/view";

/** A pause in typing. */
export const PAUSE_MS = 120;

/**
 * Something that is asked anew after each pause in typing and kept in the state; an answer about an older text is
 * thrown away, because its places are no longer right.
 */
export function latest<T>(
  initial: T,
  ask: (view: EditorView) => Promise<T>,
): {
  readonly field: StateField<T>;
  readonly extension: Extension;
  readonly again: (view: EditorView) => void;
} {
  const told = StateEffect.define<T>();
  const field = StateField.define<T>({
    create: () => initial,
    update: (value, { effects }) =>
      effects.reduce((so, effect) => (effect.is(told) ? effect.value : so), value),
  });
  const look = async (view: EditorView): Promise<void> => {
    const { doc } = view.state;
    try {
      const answer = await ask(view);
      if (view.state.doc === doc) view.dispatch({ effects: told.of(answer) });
    } catch {
      // The thread broke, of which the page tells; the text stays as it is.
    }
  };
  const plugin = ViewPlugin.define((view) => {
    let timer = setTimeout(() => void look(view), 0);
    return {
      update: ({ docChanged }) => {
        if (!docChanged) return;
        clearTimeout(timer);
        timer = setTimeout(() => void look(view), PAUSE_MS);
      },
      destroy: () => clearTimeout(timer),
    };
  });
  return { field, extension: [field, plugin], again: (view) => void look(view) };
}
