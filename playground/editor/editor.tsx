import type { EditorView } from "@codemirror/view";
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Diagnostic } from "../../src/diagnostic/diagnostic.ts";
import { usePlayground } from "../state.ts";
import { goTo } from "./go-to.ts";
import { pointAt } from "./pointed.ts";
import { createEditor, takeText } from "./view.ts";

/** The pattern's text. Escape, then Tab leaves it by keyboard. */
export function Editor() {
  const playground = usePlayground();
  const place = useRef<HTMLDivElement>(null);
  const made = useRef<{ view: EditorView; provedAnew: (view: EditorView) => void } | null>(null);
  useEffect(() => {
    if (place.current === null) return;
    const editor = createEditor(place.current, playground);
    made.current = editor;
    void showWhatIsWrong(editor.view, playground.diagnostics.peek());
    const { value: reveal } = playground.reveal;
    if (reveal !== null && reveal.from !== "editor")
      goTo(editor.view, reveal.span.start, reveal.span.start);
    return () => {
      made.current = null;
      editor.view.destroy();
    };
  }, [playground]);
  useSignalEffect(() => {
    const { text } = playground.source.value;
    if (made.current !== null) takeText(made.current.view, text);
  });
  useSignalEffect(() => {
    const diagnostics = playground.diagnostics.value;
    if (made.current === null) return;
    void showWhatIsWrong(made.current.view, diagnostics);
    made.current.provedAnew(made.current.view);
  });
  useSignalEffect(() => {
    const reveal = playground.reveal.value;
    if (made.current === null) return;
    pointAt(made.current.view, reveal !== null && reveal.from !== "editor" ? reveal.span : null);
  });
  return <div class="editor" ref={place} />;
}

/** How mistakes are shown is fetched with the first one. */
async function showWhatIsWrong(
  view: EditorView,
  diagnostics: readonly Diagnostic[],
): Promise<void> {
  if (diagnostics.length === 0 && !shownBefore.has(view)) return;
  shownBefore.add(view);
  const { doc } = view.state;
  const { showMistakes } = await import("./mistakes.ts");
  if (view.state.doc === doc) showMistakes(view, diagnostics);
}

const shownBefore = new WeakSet<EditorView>();
