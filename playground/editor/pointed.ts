import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { Span } from "../../src/diagnostic/diagnostic.ts";

const set = StateEffect.define<Span | null>();

/** The lines that the diagram or a list points at. */
export const pointed = StateField.define<DecorationSet>({
  create: () => RangeSet.empty,
  update: (value, { changes, effects, state }) => {
    for (const effect of effects) {
      if (!effect.is(set)) continue;
      const { value: span } = effect;
      if (span === null || span.end > state.doc.length) return RangeSet.empty;
      const lines = [];
      const last = state.doc.lineAt(span.end).number;
      for (let line = state.doc.lineAt(span.start).number; line <= last; line++)
        lines.push(Decoration.line({ class: "cm-pointed" }).range(state.doc.line(line).from));
      return RangeSet.of(lines);
    }
    return value.map(changes);
  },
  provide: (self) => EditorView.decorations.from(self),
});

export function pointAt(view: EditorView, span: Span | null): void {
  const { length } = view.state.doc;
  view.dispatch({
    effects: [
      set.of(span),
      ...(span === null || span.start > length
        ? []
        : [EditorView.scrollIntoView(span.start, { y: "center" })]),
    ],
  });
}
