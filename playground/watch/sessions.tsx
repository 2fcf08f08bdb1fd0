import { useSignal, useSignalEffect } from "@preact/signals";
import {
  ORDERS,
  OUTCOMES,
  type Outcome,
  type SessionLine,
  type SessionOrder,
} from "../engine/session-list.ts";
import { Virtual } from "./virtual.tsx";
import { useWatching, watchSession } from "./watching.ts";
import { clock, counted, n } from "./words.ts";

const outcomes: Readonly<Record<Outcome, string>> = {
  all: "all",
  results: "with results",
  none: "without results",
  almost: "almost",
  failed: "with failed steps",
};

const orders: Readonly<Record<SessionOrder, string>> = {
  began: "as they began",
  outcome: "most results",
  length: "longest",
  almost: "nearest to a result",
  key: "by key",
};

/** All sessions of the log; a click looks at one. */
export function Sessions() {
  const watching = useWatching();
  const { engine, query, listed, playground, runs, touched, phase, picture } = watching;
  const place = useSignal(-1);
  const { session } = playground.watched.value;
  useSignalEffect(() => {
    const { session: name } = playground.watched.value;
    // Asked again whenever the list is another.
    void [listed.value, query.value, runs.value];
    if (name !== null)
      void engine.ask("sessionPlace", name).then((found) => {
        place.value = found;
      });
  });
  if (touched.value === null)
    return (
      <p class="empty">
        {phase.value.is === "running"
          ? "The log is being read."
          : phase.value.is === "empty"
            ? "No log yet: its sessions will be listed here."
            : "The sessions of the log will be listed here."}
      </p>
    );
  const asked = query.value;
  return (
    <div class="sessions">
      <div class="tools narrow">
        <input
          type="search"
          placeholder="key"
          aria-label="Part of a key"
          value={asked.text}
          onInput={({ currentTarget }) => (query.value = { ...asked, text: currentTarget.value })}
        />
        <span class="quiet" role="status">
          {listed.value === touched.value.sessions
            ? counted(listed.value, "session")
            : `${n(listed.value)} of ${counted(touched.value.sessions, "session")}`}
        </span>
        <span class="break" />
        <label>
          <select
            aria-label="With an event"
            value={asked.event ?? ""}
            onChange={({ currentTarget: { value } }) => {
              const { event: _old, ...rest } = asked;
              query.value = value === "" ? rest : { ...rest, event: value };
            }}
          >
            <option value="">any event</option>
            {(picture.value?.events ?? []).map(({ name }) => (
              <option key={name} value={name}>
                with {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <select
            aria-label="Which"
            value={asked.outcome}
            onChange={({ currentTarget }) =>
              (query.value = { ...asked, outcome: currentTarget.value as Outcome })
            }
          >
            {OUTCOMES.map((one) => (
              <option key={one} value={one}>
                {outcomes[one]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <select
            aria-label="Order"
            value={asked.order}
            onChange={({ currentTarget }) =>
              (query.value = { ...asked, order: currentTarget.value as SessionOrder })
            }
          >
            {ORDERS.map((one) => (
              <option key={one} value={one}>
                {orders[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Virtual
        label="Sessions"
        count={listed.value}
        rowHeight={44}
        version={`${runs.value} ${JSON.stringify(asked)} ${listed.value}`}
        fetch={(from, to) => engine.ask("sessionLines", from, to)}
        current={session === null ? -1 : place.value}
        follow={session}
        anew={asked}
        choose={(_index, line) => watchSession(watching, line.name)}
        row={(line) => <Line line={line} />}
        empty="No session is like that."
      />
    </div>
  );
}

function Line({ line }: { readonly line: SessionLine }) {
  const { key, lane, start, events, results, outputs, left, nearest, failed } = line;
  return (
    <div class="session">
      <div title={lane === "" ? key : `${key} [${lane}]`}>
        <strong>{key}</strong>
        {lane === "" ? "" : ` [${lane}]`}
        <time>{clock(start, true)}</time>
      </div>
      <div class="quiet" title={left === null ? "" : `nearest to a result in ${nearest}`}>
        {counted(events, "event")}
        {failed > 0 ? `, ${n(failed)} failed` : ""}
        {" · "}
        {results > 0
          ? outputs.map(([name, count]) => `${n(count)}× ${name}`).join(", ")
          : left === null
            ? "no result"
            : `no result; ${left} short, in ${nearest}`}
      </div>
    </div>
  );
}
