import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, keymap, showTooltip, type Tooltip } from "@codemirror/view";

/** What the editor says to whoever asked something of it: at the caret, and to those who listen. */
export type Tell = (view: EditorView, words: string) => void;

const set = StateEffect.define<string | null>();

const field = StateField.define<Tooltip | null>({
  create: () => null,
  update: (value, { effects, docChanged, selection, state }) => {
    for (const effect of effects)
      if (effect.is(set))
        return effect.value === null ? null : tooltip(state.selection.main.head, effect.value);
    return docChanged || selection !== undefined ? null : value;
  },
  provide: (self) => showTooltip.from(self),
});

const tooltip = (pos: number, words: string): Tooltip => ({
  pos,
  above: true,
  create: () => {
    const dom = document.createElement("div");
    dom.className = "cm-told";
    dom.append(Object.assign(document.createElement("p"), { textContent: words }));
    return { dom };
  },
});

const close = (view: EditorView): boolean => {
  if (view.state.field(field) === null) return false;
  view.dispatch({ effects: set.of(null) });
  return true;
};

/** Until the next movement, change or Escape. */
export function telling(say: (words: string) => void): {
  readonly extension: Extension;
  readonly tell: Tell;
} {
  return {
    extension: [field, keymap.of([{ key: "Escape", run: close }])],
    tell: (view, words) => {
      view.dispatch({ effects: set.of(words) });
      say(words);
    },
  };
}
