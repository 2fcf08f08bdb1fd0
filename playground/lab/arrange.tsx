import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Comparison } from "../engine/comparison.ts";
import { useWatching } from "../watch/watching.ts";
import { clock, counted } from "../watch/words.ts";

const MOST = 40;

/** The session's events as they arrive: drag one to another place, or move it by Alt and an arrow. */
export function Arrange() {
  const { session, engine, pattern } = useWatching();
  const watched = session.value;
  const all = (watched?.rows ?? []).filter(({ event }) => event !== null);
  const rows = all.slice(0, MOST);
  const first = rows.map(({ event }) => event ?? "");
  const order = useSignal(first);
  const found = useSignal<Comparison | null>(null);
  const held = useSignal<string | null>(null);
  useEffect(() => {
    const now = order.value;
    if (now.join("\n") === first.join("\n")) {
      found.value = null;
      return;
    }
    void engine
      .ask("arrange", pattern.value ?? "", watched?.name ?? "", now)
      .then((comparison) => (found.value = comparison));
  }, [order.value]);
  if (watched === null) return null;
  const move = (id: string, to: number) => {
    const rest = order.value.filter((other) => other !== id);
    rest.splice(Math.max(0, Math.min(rest.length, to)), 0, id);
    order.value = rest;
  };
  const comparison = found.value;
  return (
    <section>
      <div class="tools">
        <h3>Events of {watched.key} as they arrive</h3>
        <span class="grow" />
        <button type="button" disabled={comparison === null} onClick={() => (order.value = first)}>
          As they were
        </button>
      </div>
      <p class="verdict" role="status">
        {comparison === null
          ? "Drag an event to another place, or move it with Alt and an arrow key. Its time stays."
          : verdict(comparison)}
      </p>
      <ol class="arrivals" aria-label="Order of arrival">
        {order.value.map((id, i) => {
          const row = rows.find(({ event }) => event === id);
          const was = first.indexOf(id);
          return (
            <li
              key={id}
              class={was === i ? "" : "moved"}
              draggable
              onDragStart={() => (held.value = id)}
              onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                event.stopPropagation();
                if (held.value !== null) move(held.value, i);
                held.value = null;
              }}
            >
              <button
                type="button"
                class="plain"
                title="Alt and an arrow key moves it"
                onKeyDown={(event) => {
                  if (!event.altKey || !/^Arrow(Up|Down)$/.test(event.key)) return;
                  event.preventDefault();
                  move(id, i + (event.key === "ArrowUp" ? -1 : 1));
                }}
              >
                <time>{clock(row?.at ?? Number.NaN)}</time> {row?.what}
                {was === i ? null : <span class="mark"> was {was + 1}.</span>}
              </button>
            </li>
          );
        })}
      </ol>
      {all.length > MOST ? (
        <p class="quiet">
          These are the first {MOST} of {counted(all.length, "event")}.
        </p>
      ) : null}
      {comparison === null ? null : (
        <ul class="results">
          {comparison.lost.map((text, i) => (
            <li key={`lost${i}`}>
              <strong>− no longer</strong> <code>{text}</code>
            </li>
          ))}
          {comparison.gained.map((text, i) => (
            <li key={`gained${i}`}>
              <strong>+ instead</strong> <code>{text}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const verdict = ({ lost, gained, same }: Comparison): string =>
  lost.length + gained.length === 0
    ? "No result changes."
    : `The runs part after ${counted(same, "step")}: ${counted(lost.length, "result")} lost, ${gained.length} gained.`;
