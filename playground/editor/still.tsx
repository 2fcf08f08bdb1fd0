import { effect } from "@preact/signals";
import { type Playground, usePlayground } from "../state.ts";
import { known } from "./known-key.ts";
import type { Before } from "./view.ts";

/** The text to be read, until the editor is there. */
export function Still() {
  const { source, coloured } = usePlayground();
  const { text } = source.value;
  const pieces = coloured.value ?? [[text, ""] as const];
  const lines = text.split("\n").length;
  return (
    <div class="still">
      <div class="numbers" aria-hidden="true">
        {Array.from({ length: lines }, (_, i) => `${i + 1}\n`).join("")}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a field would have one colour for all. */}
      <div
        class="text"
        role="textbox"
        aria-multiline="true"
        aria-label="Text of the pattern"
        tabIndex={0}
      >
        {pieces.map(([piece, colour], i) =>
          colour === "" ? (
            piece
          ) : (
            <span key={i} class={colour}>
              {piece}
            </span>
          ),
        )}
      </div>
    </div>
  );
}

/**
 * Asks for the editor when the first screen stands, or when somebody comes near the text; until then what is typed and
 * clicked is kept for it.
 */
export function watchStill(
  place: HTMLElement,
  { drawn }: Playground,
  make: () => void,
): { readonly end: () => Before } {
  const keys: KeyboardEvent[] = [];
  let click: Before["click"] = null;
  let asked = false;
  const ask = (): void => {
    if (!asked) make();
    asked = true;
  };
  const press = (event: KeyboardEvent): void => {
    ask();
    if (event.isComposing || !known(event)) return;
    event.preventDefault();
    keys.push(event);
  };
  const point = ({ clientX: x, clientY: y }: MouseEvent): void => {
    ask();
    click = { x, y };
  };
  place.addEventListener("keydown", press);
  place.addEventListener("mousedown", point);
  for (const near of ["focusin", "pointerenter"] as const) place.addEventListener(near, ask);
  const stop = effect(() => {
    // After a frame: whoever steps at once is answered before.
    if (drawn.value) setTimeout(ask);
  });
  return {
    end: () => {
      stop();
      place.removeEventListener("keydown", press);
      place.removeEventListener("mousedown", point);
      for (const near of ["focusin", "pointerenter"] as const) place.removeEventListener(near, ask);
      return { keys: keys.splice(0), click, focused: place.contains(document.activeElement) };
    },
  };
}
