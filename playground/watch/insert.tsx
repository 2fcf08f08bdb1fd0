import { useSignal } from "@preact/signals";
import type { Insertion } from "../engine/inserted.ts";
import type { DeclaredEvent } from "../engine/picture.ts";
import type { TimelineRow } from "../engine/timeline.ts";
import { useWatching } from "./watching.ts";
import { clock } from "./words.ts";

interface Props {
  /** The session's events. */
  readonly rows: readonly TimelineRow[];
  /** E of the one behind which it is offered first. */
  readonly after: string;
  /** Which of those that were added it would be. */
  readonly number: number;
  readonly add: (insertion: Insertion) => void;
}

/** A form for an event that the session never had. */
export function Insert({ rows, after, number, add }: Props) {
  const { engine, picture, pattern } = useWatching();
  const events = picture.value?.events ?? [];
  const name = useSignal(events[0]?.name ?? "");
  const behind = useSignal(after);
  const seconds = useSignal("1");
  const values = useSignal<Readonly<Record<string, string>>>({});
  const refused = useSignal<string | null>(null);
  const event = events.find((one) => one.name === name.value) ?? events[0];
  const row = rows.find((one) => one.event === behind.value) ?? rows[0];
  if (event === undefined || row === undefined) return null;
  const at = row.at + Math.round(Number(seconds.value) * 1000);
  const put = async (submitted: Event) => {
    submitted.preventDefault();
    if (!Number.isFinite(at)) {
      refused.value = "say how many seconds later it happens";
      return;
    }
    const read = await engine.ask("readEvent", pattern.value ?? "", written(event, values.value));
    refused.value = "refused" in read ? read.refused : null;
    if (!("refused" in read)) add({ kind: "insert", event: `added ${number}`, at, ...read });
  };
  return (
    <form class="insert" aria-label="An event to add" onSubmit={put}>
      <label>
        <span>Event</span>
        <select
          value={event.name}
          onChange={({ currentTarget }) => {
            name.value = currentTarget.value;
            values.value = {};
          }}
        >
          {events.map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
        </select>
      </label>
      {event.fields.map((field) => (
        <label key={`${event.name} ${field.name}`}>
          <span>
            {field.name} <span class="quiet">{field.type}</span>
          </span>
          <input
            type="text"
            spellcheck={false}
            required={!field.optional}
            value={values.value[field.name] ?? ""}
            onInput={({ currentTarget }) =>
              (values.value = { ...values.value, [field.name]: currentTarget.value })
            }
          />
        </label>
      ))}
      <label>
        <span>Seconds</span>
        <input
          type="number"
          step="any"
          value={seconds.value}
          onInput={({ currentTarget }) => (seconds.value = currentTarget.value)}
        />
      </label>
      <label class="wide">
        <span>after</span>
        <select
          value={row.event ?? ""}
          onChange={({ currentTarget }) => (behind.value = currentTarget.value)}
        >
          {rows.map(({ event: id, step, at: when, what }) => (
            <option key={id} value={id ?? ""}>
              {step}. {clock(when)} {what}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Add it</button>
      {refused.value === null ? null : (
        <p class="note error" role="alert">
          {refused.value}
        </p>
      )}
    </form>
  );
}

/** As the language writes it: text goes into quotes, all else stands as it was typed. */
function written(
  { name, fields }: DeclaredEvent,
  values: Readonly<Record<string, string>>,
): string {
  const given = fields.flatMap((field) => {
    const value = values[field.name] ?? "";
    if (value === "") return [];
    const quoted = /^(text|one of|time)/.test(field.type);
    return [`${field.name}: ${quoted ? JSON.stringify(value) : value}`];
  });
  return given.length === 0 ? name : `${name} { ${given.join(", ")} }`;
}
