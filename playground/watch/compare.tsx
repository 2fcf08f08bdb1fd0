import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Comparison } from "../engine/comparison.ts";
import type { PatternDifference } from "../engine/questions.ts";
import { WithChanges } from "./changes.tsx";
import { SideBySide } from "./side-by-side.tsx";
import { useWatching, watchSession } from "./watching.ts";
import { counted, n } from "./words.ts";

/** One thing done differently, and the two runs side by side from where they part. */
export function Compare() {
  const { session } = useWatching();
  return (
    <div class="compare">
      <WithPinned />
      {session.value === null ? (
        <p class="empty">
          Choose a session, then leave out, move, repeat or add one of its events.
        </p>
      ) : (
        <WithChanges key={session.value.name} />
      )}
    </div>
  );
}

/** Another version of the pattern on the same log. */
function WithPinned() {
  const watching = useWatching();
  const { engine, pinned, pattern, session, runs, summary } = watching;
  const difference = useSignal<PatternDifference | null>(null);
  const sides = useSignal<Comparison | null>(null);
  const keep = async () => {
    await engine.ask("pin");
    pinned.value = true;
    difference.value = null;
  };
  const compare = async () => {
    difference.value = await engine.ask("pinned", pattern.value ?? "");
  };
  const name = session.value?.name;
  useEffect(() => {
    sides.value = null;
    if (difference.value === null || name === undefined) return;
    let gone = false;
    void engine.ask("compareWithPinned", pattern.peek() ?? "", name).then((comparison) => {
      if (!gone) sides.value = comparison;
    });
    return () => {
      gone = true;
    };
  }, [difference.value, name]);
  useEffect(() => {
    difference.value = null;
  }, [runs.value]);
  const found = difference.value;
  return (
    <section>
      <h3>Change the pattern</h3>
      <div class="tools">
        <button type="button" disabled={summary.value === null} onClick={keep}>
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
          <ul class="changed" hidden={found.changedCount === 0}>
            {found.changed.map(({ name, key, before, after }) => (
              <li key={name}>
                <button
                  type="button"
                  class="plain"
                  aria-pressed={name === session.value?.name}
                  onClick={() => watchSession(watching, name)}
                >
                  <strong>{key}</strong>
                  <span>
                    {before === after
                      ? `${counted(before, "result")}, other ones`
                      : `${counted(before, "result")}, now ${n(after)}`}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {found.changedCount > found.changed.length ? (
            <p class="quiet">The first {n(found.changed.length)} are listed.</p>
          ) : null}
          {sides.value === null || session.value === null ? null : (
            <>
              <h4>{session.value.key}, kept and now</h4>
              <SideBySide comparison={sides.value} names={["kept", "now"]} />
            </>
          )}
        </>
      )}
    </section>
  );
}
