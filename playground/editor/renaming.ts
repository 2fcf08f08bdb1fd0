import { StateEffect, StateField } from "@codemirror/state";
import { type EditorView, type Panel, showPanel } from "@codemirror/view";
import type { LanguageClient } from "../language/client.ts";
import { apply } from "./fixes.ts";

type Make = ((view: EditorView) => Panel) | null;

const set = StateEffect.define<Make>();

/** The line below the text in which a new name is written. */
export const renamingPanel = StateField.define<Make>({
  create: () => null,
  update: (value, { effects }) =>
    effects.reduce((so, effect) => (effect.is(set) ? effect.value : so), value),
  provide: (self) => showPanel.from(self),
});

export async function openRenaming(view: EditorView, language: LanguageClient): Promise<void> {
  const offset = view.state.selection.main.head;
  const thing = await language.ask("renamable", offset);
  if (thing === null) return;
  const close = () => {
    view.dispatch({ effects: set.of(null) });
    view.focus();
  };
  const make = (): Panel => {
    const dom = document.createElement("form");
    const label = document.createElement("label");
    const input = document.createElement("input");
    const refused = document.createElement("span");
    refused.className = "refused";
    refused.setAttribute("role", "alert");
    label.append(`Rename ${thing.name} to `, input);
    dom.append(label, refused);
    input.value = thing.name;
    input.spellcheck = false;
    input.setAttribute("main-field", "true");
    dom.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
    });
    dom.addEventListener("submit", async (event) => {
      event.preventDefault();
      const renaming = await language.ask("rename", offset, input.value);
      if ("refused" in renaming) refused.textContent = renaming.refused;
      else {
        close();
        apply(view, renaming.edits);
      }
    });
    return { dom, mount: () => input.select() };
  };
  view.dispatch({ effects: set.of(make) });
}
