import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Arranged } from "./panes/arranged.tsx";
import { layoutFor } from "./panes/layout.ts";
import { usePlayground } from "./state.ts";

export function App() {
  const { said } = usePlayground();
  const layout = useSignal(layoutFor(innerWidth));
  useEffect(() => {
    const fit = () => {
      layout.value = layoutFor(innerWidth);
    };
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, [layout]);
  return (
    <>
      <header class="bar">
        <h1>Pushdown</h1>
      </header>
      <main>
        <Arranged layout={layout.value} />
      </main>
      <p class="said" role="status" aria-live="polite">
        {said.value}
      </p>
    </>
  );
}
