import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { jump, useWatching } from "./watching.ts";

/** Where playing stops: a state that is entered, an event, an output. */
export function Breakpoints() {
  const { breakpoints } = useWatching();
  const open = useSignal(false);
  const set = breakpoints.value;
  return (
    <details
      class="breakpoints"
      open={open.value}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open.value) return;
        open.value = false;
        event.currentTarget.querySelector("summary")?.focus();
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button. */}
      <summary
        onClick={(event) => {
          // Not left to the browser, which says so only some time later: a Tab in between would pass the sheet.
          event.preventDefault();
          open.value = !open.value;
        }}
      >
        ● {set.length === 0 ? "Breakpoints" : `${set.length} set`}
      </summary>
      {open.value ? <Sheet /> : null}
    </details>
  );
}

function Sheet() {
  const watching = useWatching();
  const { picture, touched, breakpoints } = watching;
  const events = (picture.value?.events ?? []).map(({ name }) => name);
  const groups = [
    { kind: "state", names: (picture.value?.states ?? []).map(({ name }) => name) },
    { kind: "event", names: events },
    { kind: "output", names: (touched.value?.outputs ?? []).map(([name]) => name) },
  ];
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = () => besideItsButton(sheet.current);
    place();
    addEventListener("resize", place);
    return () => removeEventListener("resize", place);
  }, []);
  const set = breakpoints.value;
  const toggle = (point: string) => {
    breakpoints.value = set.includes(point) ? set.filter((one) => one !== point) : [...set, point];
  };
  return (
    <div class="sheet" ref={sheet}>
      {groups.map(({ kind, names }) => (
        <fieldset key={kind}>
          <legend>{kind === "state" ? "on entering a state" : `on ${kind}`}</legend>
          {names.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={set.includes(`${kind} ${name}`)}
                onChange={() => toggle(`${kind} ${name}`)}
              />
              {name}
            </label>
          ))}
        </fieldset>
      ))}
      <div class="buttons">
        <button
          type="button"
          disabled={set.length === 0}
          onClick={() => jump(watching, "break", true)}
        >
          Run to the next (b)
        </button>
        <button type="button" disabled={set.length === 0} onClick={() => (breakpoints.value = [])}>
          Clear
        </button>
      </div>
    </div>
  );
}

const EDGE = 8;
const HEIGHT_MOST = 360;

/** In sight, whatever pane it belongs to: below its button, or above where there is more room. */
function besideItsButton(sheet: HTMLElement | null): void {
  const button = sheet?.parentElement?.querySelector("summary")?.getBoundingClientRect();
  if (sheet === null || button === undefined) return;
  const [below, above] = [innerHeight - button.bottom, button.top];
  const down = below >= above || below > HEIGHT_MOST;
  const { style } = sheet;
  style.maxHeight = `${Math.min(HEIGHT_MOST, (down ? below : above) - 2 * EDGE)}px`;
  const most = innerWidth - sheet.offsetWidth - EDGE;
  style.right = `${Math.max(EDGE, Math.min(most, innerWidth - button.right))}px`;
  style.top = down ? `${button.bottom + 4}px` : "auto";
  style.bottom = down ? "auto" : `${innerHeight - button.top + 4}px`;
}
