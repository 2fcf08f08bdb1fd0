import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, showTooltip, type Tooltip, ViewPlugin } from "@codemirror/view";
import type { SignatureHelp } from "../../src/service/signature.ts";
import type { LanguageClient } from "../language/client.ts";

const told = StateEffect.define<Tooltip | null>();

const field = StateField.define<Tooltip | null>({
  create: () => null,
  update: (value, { effects, docChanged }) =>
    effects.reduce<Tooltip | null>(
      (so, effect) => (effect.is(told) ? effect.value : so),
      docChanged ? null : value,
    ),
  provide: (self) => showTooltip.from(self),
});

/** The parameters of the function whose arguments the cursor is in. */
export function signatureHelp(language: LanguageClient): Extension {
  const look = async (view: EditorView): Promise<void> => {
    const { doc, selection } = view.state;
    const { head } = selection.main;
    // Only inside of parentheses: most places need no question.
    const before = view.state.sliceDoc(Math.max(0, head - 400), head);
    const inside = before.lastIndexOf("(") > before.lastIndexOf("\n\n");
    const help = inside ? await language.ask("signature", head).catch(() => null) : null;
    const { state } = view;
    if (state.doc !== doc || state.selection.main.head !== head) return;
    if (help === null && state.field(field) === null) return;
    view.dispatch({ effects: told.of(help === null ? null : tooltip(head, help)) });
  };
  const plugin = ViewPlugin.define((view) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    return {
      update: ({ docChanged, selectionSet }) => {
        if (!docChanged && !selectionSet) return;
        clearTimeout(timer);
        timer = setTimeout(() => void look(view), 80);
      },
      destroy: () => clearTimeout(timer),
    };
  });
  return [field, plugin];
}

const tooltip = (pos: number, { signatures, active, parameter }: SignatureHelp): Tooltip => ({
  pos,
  above: true,
  create: () => {
    const dom = document.createElement("div");
    dom.className = "cm-told";
    const signature = signatures[active];
    if (signature === undefined) return { dom };
    const [from, to] = signature.parameters[parameter] ?? [0, 0];
    const code = document.createElement("code");
    const strong = document.createElement("strong");
    strong.textContent = signature.label.slice(from, to);
    code.append(signature.label.slice(0, from), strong, signature.label.slice(to));
    const words = document.createElement("p");
    words.textContent = signature.documentation;
    dom.append(code, words);
    return { dom };
  },
});
