import table from "virtual:highlight-table";
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, toggleTabFocusMode } from "@codemirror/commands";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { PATTERN_NAME } from "../names.ts";
import type { Playground } from "../state.ts";
import { asked } from "./asked.ts";
import { going } from "./going.ts";
import { highlighting } from "./highlight.ts";
import { pointed } from "./pointed.ts";
import { renamingPanel } from "./renaming.ts";
import { shown } from "./shown.ts";
import { signatureHelp } from "./signature.ts";
import { theme } from "./theme.ts";

/** A text from elsewhere (a file, a link, a fix) takes the place of what is there; typing comes from here. */
export function takeText(view: EditorView, text: string): void {
  const { doc } = view.state;
  if (doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
}

export function createEditor(place: HTMLElement, playground: Playground) {
  const { language, source, reveal } = playground;
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const answers = shown(language);
  const { extension: clicks, keys } = going(language);
  // The service sees a change before anything is asked of it.
  const heard = EditorView.updateListener.of(
    ({ docChanged, selectionSet, state, transactions }) => {
      if (docChanged) {
        const text = state.doc.toString();
        language.open(text);
        source.value = { name: PATTERN_NAME, text };
      }
      if (selectionSet && transactions.some((one) => one.isUserEvent("select"))) {
        const { from, to } = state.selection.main;
        reveal.value = { span: { source: PATTERN_NAME, start: from, end: to }, from: "editor" };
      }
    },
  );
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: source.peek().text,
      extensions: [
        ...[lineNumbers(), foldGutter(), history(), drawSelection(), indentOnInput()],
        ...[bracketMatching(), closeBrackets(), highlightActiveLine(), indentUnit.of("  ")],
        keymap.of([
          ...keys,
          { key: "Ctrl-m", run: toggleTabFocusMode },
          ...[...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap],
          ...[...foldKeymap, ...completionKeymap, ...lintKeymap],
        ]),
        EditorView.contentAttributes.of({
          "aria-label": "Text of the pattern. Escape, then Tab leaves it.",
        }),
        ...[highlighting(table), answers.extension, asked(language), signatureHelp(language)],
        ...[clicks, renamingPanel, pointed, theme, heard],
      ],
    }),
  });
  return { view, provedAnew: answers.provedAnew };
}
