import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Bar } from "./bar/bar.tsx";
import { openFiles } from "./open.ts";
import { Arranged } from "./panes/arranged.tsx";
import { layoutFor } from "./panes/layout.ts";
import { type Place, usePlayground } from "./state.ts";

const numbered: readonly Place[] = [
  ...(["editor", "log", "problems", "outline", "diagram"] as const),
  ...(["stack", "sessions", "timeline", "output"] as const),
];

export function App() {
  const playground = usePlayground();
  const layout = useSignal(layoutFor(innerWidth));
  useEffect(() => {
    const fit = () => {
      layout.value = layoutFor(innerWidth);
    };
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      void openFiles(playground, [...(event.dataTransfer?.files ?? [])]);
    };
    const goTo = (event: KeyboardEvent) => {
      const place = event.altKey ? numbered[Number(event.key) - 1] : undefined;
      if (place === undefined) return;
      event.preventDefault();
      playground.front.value = place;
      requestAnimationFrame(() =>
        enter(document.querySelector(`[data-place="${place}"] .content`)),
      );
    };
    addEventListener("resize", fit);
    addEventListener("dragover", over);
    addEventListener("drop", drop);
    addEventListener("keydown", goTo);
    return () => {
      removeEventListener("resize", fit);
      removeEventListener("dragover", over);
      removeEventListener("drop", drop);
      removeEventListener("keydown", goTo);
    };
  }, [layout, playground]);
  return (
    <>
      <Bar />
      <main>
        <Arranged layout={layout.value} />
      </main>
      <Foot />
    </>
  );
}

/** The focus goes to what answers to keys there: the text, a list, the picture; else to the place, which scrolls. */
function enter(content: HTMLElement | null): void {
  const text = content?.querySelector(".editor")?.shadowRoot;
  const inside = text?.querySelector<HTMLElement>(".cm-content");
  (inside ?? content?.querySelector<HTMLElement>("[role=listbox], .drawing") ?? content)?.focus();
}

function Foot() {
  const { said, trouble } = usePlayground();
  return (
    <footer>
      {trouble.value === null ? null : (
        <p class="trouble" role="alert">
          {trouble.value}
          <button type="button" class="plain" onClick={() => (trouble.value = null)}>
            Close
          </button>
        </p>
      )}
      <p class="said" role="status" aria-live="polite">
        {said.value}
      </p>
    </footer>
  );
}
