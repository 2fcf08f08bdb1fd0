import type { TimelineRow } from "../engine/timeline.ts";
import { Controls } from "./controls.tsx";
import { Strip } from "./strip.tsx";
import { Virtual } from "./virtual.tsx";
import { goTo, holds, useWatching } from "./watching.ts";
import { clock, isOneDay, together } from "./words.ts";

/** One session from its beginning to its end: the way through time. */
export function Timeline() {
  const watching = useWatching();
  const { session, playground, breakpoints, phase } = watching;
  const watched = session.value;
  if (watched === null)
    return (
      <p class="empty">
        {phase.value.is === "empty"
          ? "Put a log beside the pattern: drop a file anywhere, or take an example. Then every session can be gone through step by step, forwards and back."
          : phase.value.is === "running"
            ? "The log is being read."
            : phase.value.is === "waiting"
              ? "The log waits for a pattern."
              : "No session is looked at."}
      </p>
    );
  const { rows } = watched;
  const oneDay = rows.length === 0 || isOneDay(rows[0]!.at, rows.at(-1)!.at);
  return (
    <div class="timeline">
      <Controls />
      <Strip rows={rows} />
      <Virtual
        label="Steps"
        count={rows.length}
        rowHeight={28}
        version={rows}
        fetch={(from, to) => rows.slice(from, to)}
        current={playground.watched.value.step - 1}
        choose={(index) => goTo(watching, index + 1)}
        row={(row) => <Step row={row} oneDay={oneDay} stops={holds(breakpoints.value, row)} />}
        empty="No step was taken."
      />
    </div>
  );
}

interface StepProps {
  readonly row: TimelineRow;
  readonly oneDay: boolean;
  readonly stops: boolean;
}

const signs = { taken: "", "not taken": "○", failed: "✕", "kept back": "◌" } as const;

function Step({ row, oneDay, stops }: StepProps) {
  const { step, at, what, from, to, verdict, outputs, lane } = row;
  // Most sessions end without a rule for it.
  const quiet = verdict === "taken" || (row.is === "end" && verdict === "not taken");
  return (
    <div class={`step ${row.is} ${verdict.replace(" ", "-")}`} title={what}>
      <span class="number">
        {stops ? <span title="breakpoint">●</span> : null}
        {step}
      </span>
      <time>
        {oneDay ? null : <span class="day">{clock(at, true).slice(0, 11)}</span>}
        {clock(at)}
      </time>
      <span class="what">
        {quiet ? null : (
          <span class="sign" title={verdict}>
            {signs[verdict]} <span class="word">{verdict}</span>
          </span>
        )}
        {lane === "" ? "" : `[${lane}] `}
        {what}
      </span>
      <span class="way">{from === to ? to : `${from} → ${to}`}</span>
      <span class="outputs">
        {together(outputs).map(([output, count]) => (
          <span key={output} class="output" title={output}>
            {count === 1 ? output : `${count} ${output}`}
          </span>
        ))}
      </span>
    </div>
  );
}
