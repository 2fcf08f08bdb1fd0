import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Picture } from "../engine/picture.ts";
import { drawn, keepInSight } from "./drawn.ts";
import { mark } from "./mark.ts";
import { PatternChoice } from "./pattern-choice.tsx";
import { RuleTable } from "./rule-table.tsx";
import { useWatching } from "./watching.ts";

type Zoom = "fit" | "width" | "full";

/** The drawing of `pda graph`, with what is going on in it; and a table that says the same. */
export function Diagram() {
  const watching = useWatching();
  const { picture, stale, compiled } = watching;
  const zoom = useSignal<Zoom>("fit");
  const table = useSignal(false);
  const now = picture.value;
  if (now === null)
    return (
      <p class="empty">
        {compiled.value === null && stale.value === 0
          ? "The pattern is being read."
          : stale.value > 0
            ? "There is nothing to draw yet: the text has errors."
            : "There is no pattern in the text."}
      </p>
    );
  return (
    <div class="diagram">
      <div class="tools">
        <PatternChoice />
        {stale.value > 0 ? (
          <span class="note">The text has errors; this is the pattern before them.</span>
        ) : null}
        {now.svg === null ? (
          <span class="note">
            {now.states.length} states are too many to draw; the table has them.
          </span>
        ) : null}
        <span class="grow" />
        {table.value || now.svg === null ? null : (
          <label>
            <select
              aria-label="Size"
              value={zoom.value}
              onChange={({ currentTarget }) => (zoom.value = currentTarget.value as Zoom)}
            >
              <option value="fit">All of it</option>
              <option value="width">As wide as here</option>
              <option value="full">Full size</option>
            </select>
          </label>
        )}
        {now.svg === null ? null : (
          <button
            type="button"
            aria-pressed={table.value}
            onClick={() => (table.value = !table.value)}
          >
            Table
          </button>
        )}
      </div>
      {table.value || now.svg === null ? (
        <RuleTable picture={now} />
      ) : (
        <Drawing picture={now} zoom={zoom.value} />
      )}
    </div>
  );
}

interface DrawingProps {
  readonly picture: Picture;
  readonly zoom: Zoom;
}

function Drawing({ picture, zoom }: DrawingProps) {
  const watching = useWatching();
  const { playground, fits } = watching;
  const [moment, touched] = fits.value
    ? [watching.moment.value, watching.touched.value]
    : [null, null];
  const frame = useRef<HTMLElement>(null);
  const svg = useRef<SVGSVGElement | null>(null);
  // Drawn with all else, not a frame later.
  useLayoutEffect(() => {
    svg.current = picture.svg === null ? null : drawn(picture.svg);
    frame.current?.replaceChildren(...(svg.current === null ? [] : [svg.current]));
  }, [picture]);
  const reveal = playground.reveal.value;
  useLayoutEffect(() => {
    if (svg.current === null) return;
    mark(svg.current, picture, {
      ...{ moment, touched },
      caret: reveal?.from === "editor" ? reveal.span.start : null,
    });
  }, [picture, moment, touched, reveal]);
  useEffect(() => {
    if (svg.current !== null) keepInSight(svg.current);
  }, [picture, moment, touched, reveal]);
  const show = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return;
    const rule = event.target.closest("[data-rule],[data-rules]");
    const state = event.target.closest("[data-state]");
    const id = rule?.getAttribute("data-rule") ?? rule?.getAttribute("data-rules")?.split(" ")[0];
    const span =
      picture.rules.find((one) => one.id === id)?.span ??
      picture.states.find(({ name }) => name === state?.getAttribute("data-state"))?.span;
    if (span != null) playground.reveal.value = { span, from: "diagram" };
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the table does the same by key
    <section
      ref={frame}
      class={`drawing ${zoom}`}
      aria-label="Drawing; the table says the same in words"
      onClick={show}
      // Larger than its frame it is moved with the arrow keys.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
    />
  );
}
