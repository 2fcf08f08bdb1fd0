import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { usePlayground } from "../state.ts";
import { Still, watchStill } from "./still.tsx";
import type { Editing } from "./view.ts";

/** The pattern's text. Escape, then Tab leaves it by keyboard. */
export function Editor() {
  const playground = usePlayground();
  const place = useRef<HTMLDivElement>(null);
  const editing = useSignal<Editing | null>(null);
  useEffect(() => {
    const { current: element } = place;
    if (element === null) return undefined;
    let gone = false;
    const make = async (): Promise<void> => {
      const { createEditor } = await import("./view.ts");
      if (gone) return;
      const made = createEditor(element, playground, still.end());
      editing.value = made;
      const { value: reveal } = playground.reveal;
      if (reveal !== null && reveal.from !== "editor") made.goTo(reveal.span.start);
      performance.mark("pushdown-writable");
    };
    const still = watchStill(element, playground, () =>
      make().catch((error: unknown) => {
        playground.trouble.value = `The editor could not be fetched: ${String(error)}`;
      }),
    );
    return () => {
      gone = true;
      still.end();
      editing.peek()?.destroy();
      editing.value = null;
    };
  }, [playground, editing]);
  useSignalEffect(() => {
    editing.value?.takeText(playground.source.value.text);
  });
  useSignalEffect(() => {
    const { value: examined } = playground.findings;
    editing.value?.show(examined);
  });
  useSignalEffect(() => {
    const { value: reveal } = playground.reveal;
    const span = reveal !== null && reveal.from !== "editor" ? reveal.span : null;
    editing.value?.pointAt(span);
  });
  return (
    <div class="editor" ref={place}>
      {editing.value === null ? <Still /> : null}
    </div>
  );
}
