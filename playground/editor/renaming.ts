import { StateEffect, StateField } from "@codemirror/state";
import { type EditorView, type Panel, showPanel } from "@codemirror/view";
import type { LanguageClient } from "../language/client.ts";
import { whileUnchanged } from "./asking.ts";
import { apply } from "./fixes.ts";
import type { Tell } from "./tell.ts";

/** The panel, and the place of the name that it is about, which moves with the text. */
interface Renaming {
  readonly offset: number;
  readonly make: (view: EditorView) => Panel;
}

const set = StateEffect.define<Renaming | null>();

/** The line below the text in which a new name is written. */
export const renamingPanel = StateField.define<Renaming | null>({
  create: () => null,
  update: (value, { effects, changes }) => {
    const moved = value && { ...value, offset: changes.mapPos(value.offset) };
    return effects.reduce((so, effect) => (effect.is(set) ? effect.value : so), moved);
  },
  provide: (self) => showPanel.from(self, (renaming) => renaming?.make ?? null),
});

const MOVING = "The text changes faster than it can be read: try again.";

export async function openRenaming(
  view: EditorView,
  language: LanguageClient,
  tell: Tell,
): Promise<void> {
  const found = await whileUnchanged(view, async () => {
    const offset = view.state.selection.main.head;
    return { offset, thing: await language.ask("renamable", offset) };
  });
  if (found === null) return tell(view, MOVING);
  const { offset, thing } = found;
  if (thing === null)
    return tell(view, "Nothing to rename: the caret is on no name of anything declared.");
  const close = () => {
    view.dispatch({ effects: set.of(null) });
    view.focus();
  };
  const rename = async (to: string): Promise<string | null> => {
    const renaming = await whileUnchanged(view, () =>
      language.ask("rename", view.state.field(renamingPanel)?.offset ?? offset, to),
    );
    if (renaming === null) return MOVING;
    if ("refused" in renaming) return renaming.refused;
    close();
    apply(view, renaming.edits);
    return null;
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
      refused.textContent = await rename(input.value).catch(broken);
    });
    return { dom, mount: () => input.select() };
  };
  view.dispatch({ effects: set.of({ offset, make }) });
}

/** Our own mistake, told all the same. */
export const broken = (error: unknown): string =>
  `This could not be answered: ${error instanceof Error ? error.message : String(error)}.`;
