import { useSignal } from "@preact/signals";
import type { Change } from "../engine/change.ts";
import type { Comparison } from "../engine/comparison.ts";
import { Insert } from "./insert.tsx";
import { SideBySide } from "./side-by-side.tsx";
import { useWatching } from "./watching.ts";
import { clock, counted } from "./words.ts";

const VERBS = ["drop", "move", "shift", "repeat"] as const;

/** The session that is watched, with some of its events otherwise. */
export function WithChanges() {
  const { engine, session, pattern, playground } = useWatching();
  const changes = useSignal<readonly Change[]>([]);
  const found = useSignal<Comparison | null>(null);
  const rows = (session.value?.rows ?? []).filter(({ event }) => event !== null);
  const chosen = useSignal<string | null>(null);
  const verb = useSignal<(typeof VERBS)[number]>("drop");
  const to = useSignal("");
  const by = useSignal("60");
  const inserting = useSignal(false);
  const { step } = playground.watched.value;
  const here = rows.find((row) => row.step === step)?.event ?? null;
  const event = chosen.value ?? here ?? rows[0]?.event ?? "";
  const show = async (next: readonly Change[]) => {
    changes.value = next;
    const name = session.value?.name ?? "";
    found.value =
      next.length === 0 ? null : await engine.ask("compare", pattern.value ?? "", name, next);
    if (found.value !== null) playground.said.value = inWords(found.value);
  };
  const milliseconds = Math.round(Number(by.value) * 1000);
  const change = (): Change =>
    verb.value === "drop"
      ? { kind: "drop", event }
      : verb.value === "move"
        ? { kind: "move", event, before: to.value === "" ? null : to.value }
        : { kind: verb.value, event, by: milliseconds };
  const named = (id: string): string => {
    const row = rows.find((one) => one.event === id);
    return row === undefined ? id : `${row.step}. ${row.what}`;
  };
  const options = rows.map(({ event: id, step: number, what, at }) => (
    <option key={id} value={id ?? ""}>
      {number}. {clock(at)} {what}
    </option>
  ));
  return (
    <section>
      <h3>Change the events</h3>
      <div class="tools wrap">
        <select
          aria-label="What to do"
          value={verb.value}
          onChange={({ currentTarget }) =>
            (verb.value = currentTarget.value as (typeof VERBS)[number])
          }
        >
          <option value="drop">Leave out</option>
          <option value="move">Let arrive elsewhere</option>
          <option value="shift">Let happen later by</option>
          <option value="repeat">Repeat later by</option>
        </select>
        <select
          aria-label="Event"
          value={event}
          onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}
        >
          {options}
        </select>
        {verb.value === "move" ? (
          <select
            aria-label="Before which"
            value={to.value}
            onChange={({ currentTarget }) => (to.value = currentTarget.value)}
          >
            <option value="">at the end</option>
            {options}
          </select>
        ) : null}
        {verb.value === "shift" || verb.value === "repeat" ? (
          <label>
            <input
              type="number"
              aria-label="Seconds"
              value={by.value}
              onInput={({ currentTarget }) => (by.value = currentTarget.value)}
            />{" "}
            seconds
          </label>
        ) : null}
        <button
          type="button"
          disabled={event === "" || !Number.isFinite(milliseconds)}
          onClick={() => void show([...changes.value, change()])}
        >
          Do it
        </button>
        <button
          type="button"
          aria-expanded={inserting.value}
          onClick={() => (inserting.value = !inserting.value)}
        >
          Add an event …
        </button>
      </div>
      {inserting.value ? (
        <Insert
          rows={rows}
          after={event}
          number={changes.value.filter(({ kind }) => kind === "insert").length + 1}
          add={(insertion) => void show([...changes.value, insertion])}
        />
      ) : null}
      <ol class="changes" aria-label="Changes">
        {changes.value.map((one, i) => (
          <li key={i}>
            {changeText(one, named)}{" "}
            <button
              type="button"
              class="plain"
              aria-label={`undo: ${changeText(one, named)}`}
              onClick={() => void show(changes.value.filter((_, at) => at !== i))}
            >
              undo
            </button>
          </li>
        ))}
      </ol>
      {found.value === null ? null : (
        <SideBySide comparison={found.value} names={["as it was", "changed"]} />
      )}
    </section>
  );
}

const inWords = ({ lost, gained }: Comparison): string =>
  lost.length + gained.length === 0
    ? "The results are the same."
    : `${counted(lost.length, "result")} lost, ${gained.length} gained.`;

function changeText(change: Change, named: (id: string) => string): string {
  switch (change.kind) {
    case "drop":
      return `without ${named(change.event)}`;
    case "move":
      return `${named(change.event)} arrives ${change.before === null ? "at the end" : `before ${named(change.before)}`}`;
    case "shift":
      return `${named(change.event)} happens ${change.by / 1000} s later`;
    case "insert":
      return `and ${change.name} at ${clock(change.at)}`;
    case "arrange":
      return "in another order";
    case "repeat":
      return `${named(change.event)} once more, ${change.by / 1000} s later`;
  }
}
