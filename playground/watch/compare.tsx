import { useSignal } from "@preact/signals";
import type { Change } from "../engine/change.ts";
import type { Comparison } from "../engine/comparison.ts";
import type { PatternDifference } from "../engine/questions.ts";
import type { TimelineRow } from "../engine/timeline.ts";
import { useWatching, watchSession } from "./watching.ts";
import { clock, counted, n } from "./words.ts";

/** One thing done differently, and the two runs side by side from where they part. */
export function Compare() {
  const { session } = useWatching();
  return (
    <div class="compare">
      <WithPinned />
      {session.value === null ? (
        <p class="empty">Choose a session, then leave out, move or repeat one of its events.</p>
      ) : (
        <WithChanges key={session.value.name} />
      )}
    </div>
  );
}

/** Another version of the pattern on the same log. */
function WithPinned() {
  const watching = useWatching();
  const { engine, pinned, pattern, session, runs } = watching;
  const difference = useSignal<PatternDifference | null>(null);
  const sides = useSignal<Comparison | null>(null);
  const keep = async () => {
    await engine.ask("pin");
    pinned.value = true;
    difference.value = null;
  };
  const compare = async () => {
    difference.value = await engine.ask("pinned", pattern.value ?? "");
    const name = session.value?.name;
    sides.value =
      name === undefined ? null : await engine.ask("compareWithPinned", pattern.value ?? "", name);
  };
  const found = difference.value;
  return (
    <section>
      <h3>Change the pattern</h3>
      <div class="tools">
        <button type="button" disabled={runs.value === 0} onClick={keep}>
          {pinned.value ? "Keep this run instead" : "Keep this run"}
        </button>
        <button type="button" disabled={!pinned.value} onClick={compare}>
          Compare with the kept one
        </button>
        {pinned.value ? null : <span class="quiet">Keep the run, edit the text, compare.</span>}
      </div>
      {found === null ? null : (
        <>
          <p>
            {found.changedCount === 0
              ? `All ${n(found.sessions)} sessions say the same.`
              : `${n(found.changedCount)} of ${counted(found.sessions, "session")} say something else.`}
          </p>
          <ul class="changed">
            {found.changed.map(({ name, key, before, after }) => (
              <li key={name}>
                <button type="button" class="plain" onClick={() => watchSession(watching, name)}>
                  {key}: {counted(before, "result")} before, {n(after)} now
                </button>
              </li>
            ))}
          </ul>
          {sides.value === null ? null : (
            <SideBySide comparison={sides.value} names={["kept", "now"]} />
          )}
        </>
      )}
    </section>
  );
}

const VERBS = ["drop", "move", "shift", "repeat"] as const;

function WithChanges() {
  const { engine, session, pattern, playground } = useWatching();
  const changes = useSignal<readonly Change[]>([]);
  const found = useSignal<Comparison | null>(null);
  const rows = (session.value?.rows ?? []).filter(({ event }) => event !== null);
  const chosen = useSignal<string | null>(null);
  const verb = useSignal<(typeof VERBS)[number]>("drop");
  const to = useSignal("");
  const by = useSignal("60");
  const { step } = playground.watched.value;
  const here = rows.find((row) => row.step === step)?.event ?? null;
  const event = chosen.value ?? here ?? rows[0]?.event ?? "";
  const show = async (next: readonly Change[]) => {
    changes.value = next;
    const name = session.value?.name ?? "";
    found.value =
      next.length === 0 ? null : await engine.ask("compare", pattern.value ?? "", name, next);
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
      </div>
      <ol class="changes">
        {changes.value.map((one, i) => (
          <li key={i}>
            {changeText(one, named)}{" "}
            <button
              type="button"
              class="plain"
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

function changeText(change: Change, named: (id: string) => string): string {
  switch (change.kind) {
    case "drop":
      return `without ${named(change.event)}`;
    case "move":
      return `${named(change.event)} arrives ${change.before === null ? "at the end" : `before ${named(change.before)}`}`;
    case "shift":
      return `${named(change.event)} happens ${change.by / 1000} s later`;
    case "arrange":
      return "in another order";
    case "repeat":
      return `${named(change.event)} once more, ${change.by / 1000} s later`;
  }
}

interface SidesProps {
  readonly comparison: Comparison;
  readonly names: readonly [string, string];
}

function SideBySide({ comparison, names }: SidesProps) {
  const { same, left, right, lost, gained } = comparison;
  if (left.length === 0 && right.length === 0) return null;
  const before = Math.min(3, same);
  const parts = left.length > before || right.length > before;
  return (
    <div class="sides">
      <p>
        {parts
          ? `The same for ${counted(same, "step")}, then they part. `
          : `The same in all ${counted(same, "step")}. `}
        {lost.length + gained.length === 0 ? "The results are the same." : ""}
      </p>
      {lost.length === 0 ? null : <Results title={`only ${names[0]}`} sign="−" texts={lost} />}
      {gained.length === 0 ? null : <Results title={`only ${names[1]}`} sign="+" texts={gained} />}
      {parts ? (
        <div class="two">
          <Side name={names[0]} rows={left} before={before} />
          <Side name={names[1]} rows={right} before={before} />
        </div>
      ) : null}
    </div>
  );
}

const SHOWN_MOST = 60;

function Side({
  name,
  rows,
  before,
}: {
  readonly name: string;
  readonly rows: readonly TimelineRow[];
  readonly before: number;
}) {
  return (
    <section aria-label={name}>
      <h4>{name}</h4>
      <ol class="steps">
        {rows.slice(0, SHOWN_MOST).map((row, i) => (
          <li key={i} class={i < before ? "same" : ""}>
            <time>{clock(row.at)}</time> {row.what}
            <span class="quiet">
              {" "}
              {row.from === row.to ? row.to : `${row.from} → ${row.to}`}
              {row.verdict === "taken" ? "" : `, ${row.verdict}`}
            </span>
            {row.outputs.map((output, at) => (
              <span key={at} class="output">
                {output}
              </span>
            ))}
          </li>
        ))}
      </ol>
      {rows.length > SHOWN_MOST ? (
        <p class="quiet">{n(rows.length - SHOWN_MOST)} more steps are not shown.</p>
      ) : null}
    </section>
  );
}

const RESULTS_MOST = 20;

const Results = ({
  title,
  sign,
  texts,
}: {
  readonly title: string;
  readonly sign: string;
  readonly texts: readonly string[];
}) => (
  <ul class="results" aria-label={title}>
    {texts.slice(0, RESULTS_MOST).map((text, i) => (
      <li key={i}>
        <strong>
          {sign} {title}
        </strong>{" "}
        <code>{text}</code>
      </li>
    ))}
    {texts.length > RESULTS_MOST ? <li>{n(texts.length - RESULTS_MOST)} more</li> : null}
  </ul>
);
