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
        document.querySelector<HTMLElement>(`[data-place="${place}"] .content`)?.focus(),
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
