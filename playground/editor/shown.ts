import { foldGutter, foldService } from "@codemirror/language";
import { type Extension, type Range, RangeSet, type StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import type { Fold } from "../../src/service/folding.ts";
import type { InlayHint } from "../../src/service/hints.ts";
import type { SemanticToken } from "../../src/service/tokens.ts";
import type { LanguageClient } from "../language/client.ts";
import { latest } from "./latest.ts";

class HintWidget extends WidgetType {
  readonly #hint: InlayHint;
  constructor(hint: InlayHint) {
    super();
    this.#hint = hint;
  }
  override eq(other: HintWidget): boolean {
    return other.#hint.label === this.#hint.label;
  }
  override toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.className = "cm-hint";
    element.textContent = this.#hint.label;
    element.title = this.#hint.documentation;
    return element;
  }
}

const hintsOf = (hints: readonly InlayHint[]): DecorationSet =>
  RangeSet.of(
    hints.map((hint) =>
      Decoration.widget({ widget: new HintWidget(hint), side: 1 }).range(hint.offset),
    ),
    true,
  );

/** What the grammar's table colours already needs no second colour. */
const plain = new Set([
  "keyword",
  "operator",
  "type",
  "constant",
  "number",
  "text",
  "comment",
  "name",
]);

const tokensOf = (tokens: readonly SemanticToken[]): DecorationSet =>
  RangeSet.of(
    tokens.flatMap(({ start, end, kind, definition }): Range<Decoration>[] => {
      if (plain.has(kind) || start >= end) return [];
      const defined = definition ? " cm-defined" : "";
      const class_ = `cm-is-${kind.replaceAll(" ", "-")}${defined}`;
      return [Decoration.mark({ class: class_ }).range(start, end)];
    }),
    true,
  );

/** Decorations that move with the text until they are asked for anew. */
const decorated = <T>(field: StateField<T>, make: (value: T) => DecorationSet): Extension =>
  EditorView.decorations.of((view) => {
    const value = view.state.field(field);
    const known = cache.get(value as object);
    if (known !== undefined) return within(known, view);
    const made = make(value);
    cache.set(value as object, made);
    return within(made, view);
  });

const cache = new WeakMap<object, DecorationSet>();

/** Between a change and the next answer the text may have become shorter. */
const within = (set: DecorationSet, view: EditorView): DecorationSet => {
  const { length } = view.state.doc;
  return set.update({ filter: (_from, to) => to <= length });
};

/** Colours of names by what they stand for, hints, folds: everything that is shown without being asked for. */
export function shown(language: LanguageClient) {
  const tokens = latest<readonly SemanticToken[]>([], () => language.ask("tokens"));
  const folds = latest<readonly Fold[]>([], () => language.ask("folds"));
  const hints = latest<readonly InlayHint[]>([], () => language.ask("hints"));
  const folding = foldService.of((state, lineStart, lineEnd) => {
    const fold = state
      .field(folds.field)
      .find(({ start }) => start >= lineStart && start <= lineEnd);
    if (fold === undefined || fold.end > state.doc.length) return null;
    const from = fold.kind === "comment" ? lineEnd : fold.start;
    return from < fold.end ? { from, to: fold.end } : null;
  });
  const extension: Extension = [
    ...[tokens.extension, folds.extension, hints.extension, folding],
    // What can be folded is told some time after the text is there.
    foldGutter({
      foldingChanged: ({ startState, state }) =>
        startState.field(folds.field, false) !== state.field(folds.field),
    }),
    decorated(tokens.field, tokensOf),
    decorated(hints.field, hintsOf),
  ];
  return { extension, provedAnew: hints.again };
}
