import { useSignal } from "@preact/signals";
import { jump, useWatching } from "./watching.ts";

/** Where playing stops: a state that is entered, an event, an output. */
export function Breakpoints() {
  const { breakpoints } = useWatching();
  const open = useSignal(false);
  const set = breakpoints.value;
  return (
    <details
      class="breakpoints"
      onToggle={({ currentTarget }) => (open.value = currentTarget.open)}
    >
      <summary>● {set.length === 0 ? "Breakpoints" : `${set.length} set`}</summary>
      {open.value ? <Sheet /> : null}
    </details>
  );
}

function Sheet() {
  const watching = useWatching();
  const { picture, session, touched, breakpoints } = watching;
  const events = new Set((session.value?.rows ?? []).flatMap(({ name }) => name ?? []));
  const groups = [
    { kind: "state", names: (picture.value?.states ?? []).map(({ name }) => name) },
    { kind: "event", names: [...events].sort() },
    { kind: "output", names: (touched.value?.outputs ?? []).map(([name]) => name) },
  ];
  const set = breakpoints.value;
  const toggle = (point: string) => {
    breakpoints.value = set.includes(point) ? set.filter((one) => one !== point) : [...set, point];
  };
  return (
    <div class="sheet">
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
