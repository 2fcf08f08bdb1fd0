import table from "virtual:highlight-table";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, lineNumbers } from "@codemirror/view";
import { PATTERN_NAME } from "../names.ts";
import type { Playground } from "../state.ts";
import { earlyKeys } from "./early.ts";
import { highlighting } from "./highlight.ts";
import { pointed } from "./pointed.ts";
import { shown } from "./shown.ts";
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
  const writing = new Compartment();
  const early = earlyKeys();
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
        ...[lineNumbers(), drawSelection(), bracketMatching()],
        ...[highlightActiveLine(), indentUnit.of("  "), highlighting(table), answers.extension],
        EditorView.contentAttributes.of({
          "aria-label": "Text of the pattern. Escape, then Tab leaves it.",
          tabindex: "0",
        }),
        ...[early.extension, writing.of([]), pointed, theme, heard],
      ],
    }),
  });
  // What only a writer needs is fetched when somebody comes near.
  const near = ["focusin", "pointerenter"] as const;
  const fetchWriter = async (): Promise<void> => {
    for (const sign of near) place.removeEventListener(sign, fetchWriter);
    try {
      const { writer } = await import("./writer.ts");
      const say = (words: string) => {
        playground.said.value = words;
      };
      view.dispatch({ effects: writing.reconfigure(writer(language, say)) });
    } catch (error) {
      playground.trouble.value = `A part of the editor could not be fetched: ${String(error)}`;
      for (const sign of near) place.addEventListener(sign, fetchWriter);
    }
    early.release(view);
  };
  for (const sign of near) place.addEventListener(sign, fetchWriter);
  return { view, provedAnew: answers.provedAnew };
}
