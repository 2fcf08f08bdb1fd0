import type { Text } from "@codemirror/state";
import { type Command, EditorView } from "@codemirror/view";

/** How a change says that it is a fix. */
export const FIX = "input.fix";

/**
 * What is asked about mistakes by key waits until those of the text as it stands are shown, however quick the hand is.
 * Whoever types on drops what waits: its place is no longer what was meant. A fix drops nothing.
 */
export function whenRead() {
  let shown: Text | null = null;
  let waiting: ((view: EditorView) => void)[] = [];
  const proceed = (view: EditorView): void => {
    while (shown !== null && view.state.doc.eq(shown)) {
      const next = waiting.shift();
      if (next === undefined) return;
      next(view);
    }
  };
  return {
    extension: EditorView.updateListener.of(({ docChanged, transactions }) => {
      if (docChanged && !transactions.some((one) => one.isUserEvent(FIX))) waiting = [];
    }),
    wait:
      (act: (view: EditorView) => void): Command =>
      (view) => {
        waiting.push(act);
        proceed(view);
        return true;
      },
    /** Its mistakes are in the text now. */
    shows(view: EditorView, doc: Text): void {
      shown = doc;
      proceed(view);
    },
  };
}

export type WhenRead = ReturnType<typeof whenRead>;
