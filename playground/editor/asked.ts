import {
  autocompletion,
  type Completion,
  type CompletionContext,
  closeCompletion,
  selectedCompletion,
} from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { type EditorView, hoverTooltip, keymap } from "@codemirror/view";
import type { CompletionItem } from "../../src/service/complete/item.ts";
import type { LanguageClient } from "../language/client.ts";
import { told } from "./told.ts";

const kinds: Partial<Record<CompletionItem["kind"], string>> = {
  function: "function",
  keyword: "keyword",
  type: "type",
  field: "property",
  "frame field": "property",
  "output field": "property",
  event: "class",
  state: "enum",
  value: "constant",
  parameter: "constant",
};

const option = ({ label, kind, detail, documentation, rank }: CompletionItem): Completion => ({
  label,
  type: kinds[kind] ?? "variable",
  boost: 50 - 10 * rank,
  ...(detail === "" ? {} : { detail }),
  ...(documentation === "" ? {} : { info: () => told(documentation) }),
});

/** What is typed in full needs no completing: Enter is a new line then. */
function passOver(view: EditorView): boolean {
  const { state } = view;
  const { head } = state.selection.main;
  const label = selectedCompletion(state)?.label;
  const word = state.wordAt(head);
  if (label !== undefined && word !== null && state.sliceDoc(word.from, head) === label)
    closeCompletion(view);
  return false;
}

/** What is asked for: completion, what stands under the pointer. */
export function asked(language: LanguageClient): Extension {
  const source = async (context: CompletionContext) => {
    const before = context.state.sliceDoc(Math.max(0, context.pos - 2), context.pos);
    const wanted =
      context.explicit || /[\p{ID_Continue}.]$/u.test(before) || /[{>]\s$/.test(before);
    if (!wanted) return null;
    const answer = await language.ask("complete", context.pos);
    if (answer === null || answer.items.length === 0 || context.aborted) return null;
    return {
      from: answer.start,
      to: answer.end,
      options: answer.items.map(option),
      validFor: /^[\p{ID_Continue}]*$/u,
    };
  };
  const hover = hoverTooltip(async (view, offset) => {
    const { doc } = view.state;
    const answer = await language.ask("hover", offset).catch(() => null);
    if (answer === null || view.state.doc !== doc) return null;
    return {
      pos: answer.start,
      end: answer.end,
      above: true,
      create: () => ({ dom: told(answer.text) }),
    };
  });
  const beforeCompletion = Prec.highest(keymap.of([{ key: "Enter", run: passOver }]));
  const completion = autocompletion({
    override: [source],
    icons: false,
    activateOnTypingDelay: 60,
  });
  return [beforeCompletion, completion, hover];
}
