import table from "virtual:highlight-table";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, lineNumbers } from "@codemirror/view";
import type { Span } from "../../src/diagnostic/diagnostic.ts";
import { PATTERN_NAME } from "../names.ts";
import type { Examined, Playground } from "../state.ts";
import { earlyKeys } from "./early.ts";
import { goTo } from "./go-to.ts";
import { highlighting } from "./highlight.ts";
import { pointAt, pointed } from "./pointed.ts";
import { shown } from "./shown.ts";
import { theme } from "./theme.ts";
import { whenRead } from "./when-read.ts";

/** A text from elsewhere (a file, a link, a fix) takes the place of what is there; typing comes from here. */
function takeText(view: EditorView, text: string): void {
  const { doc } = view.state;
  if (doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
}

/** What was done with the text before the editor was there. */
export interface Before {
  readonly keys: readonly KeyboardEvent[];
  /** Where the text was clicked last. */
  readonly click: { readonly x: number; readonly y: number } | null;
  readonly focused: boolean;
}

/** The editor as the page knows it. */
export interface Editing {
  readonly takeText: (text: string) => void;
  /** Null where the text was not read yet. */
  readonly show: (examined: Examined | null) => void;
  readonly goTo: (offset: number) => void;
  readonly pointAt: (span: Span | null) => void;
  readonly destroy: () => void;
}

export function createEditor(
  place: HTMLElement,
  playground: Playground,
  { keys, click, focused }: Before,
): Editing {
  const { language, source, reveal } = playground;
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const answers = shown(language);
  const writing = new Compartment();
  const early = earlyKeys(keys);
  const read = whenRead();
  const say = (words: string) => {
    playground.said.value = words;
  };
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
        ...[early.extension, writing.of([]), pointed, theme, heard, read.extension],
      ],
    }),
  });
  const notFetched = (error: unknown): void => {
    playground.trouble.value = `A part of the editor could not be fetched: ${String(error)}`;
  };
  // What only a writer needs is fetched when somebody comes near.
  const near = ["focusin", "pointerenter"] as const;
  const fetchWriter = async (): Promise<void> => {
    for (const sign of near) place.removeEventListener(sign, fetchWriter);
    try {
      const { writer } = await import("./writer.ts");
      view.dispatch({ effects: writing.reconfigure(writer(language, read, say)) });
    } catch (error) {
      notFetched(error);
      for (const sign of near) place.addEventListener(sign, fetchWriter);
    }
    early.release(view);
  };
  for (const sign of near) place.addEventListener(sign, fetchWriter);
  let marked = false;
  const show = async (examined: Examined | null): Promise<void> => {
    const { doc } = view.state;
    const wrong = examined?.diagnostics ?? [];
    // How mistakes are shown is fetched with the first one.
    if (wrong.length > 0 || marked) {
      marked = true;
      const { showMistakes } = await import("./mistakes.ts");
      if (view.state.doc !== doc) return;
      showMistakes(view, wrong, say);
    }
    if (examined?.of === doc.toString()) read.shows(view, doc);
  };
  const at = click === null ? null : view.posAtCoords(click);
  if (at !== null) goTo(view, at);
  if (focused) {
    view.focus();
    void fetchWriter();
  }
  return {
    takeText: (text) => takeText(view, text),
    show: (examined) => {
      show(examined).catch(notFetched);
      answers.provedAnew(view);
    },
    goTo: (offset) => goTo(view, offset),
    pointAt: (span) => pointAt(view, span),
    destroy: () => view.destroy(),
  };
}
