import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Arrivals } from "../engine/arrival.ts";
import type { Comparison } from "../engine/comparison.ts";
import type { TimelineRow } from "../engine/timeline.ts";
import { useWatching } from "../watch/watching.ts";
import { clock, counted } from "../watch/words.ts";

interface Props {
  /** Whose events they are. */
  readonly of: string;
  readonly events: Arrivals;
}

/** The run in order and the run as the events arrived, gone through together from where they part. */
export function BothRuns({ of, events }: Props) {
  const { engine, pattern } = useWatching();
  const found = useSignal<Comparison | null | "asked">("asked");
  const step = useSignal(0);
  useEffect(() => {
    void engine.ask("bothRuns", pattern.peek() ?? "", of, events).then((comparison) => {
      found.value = comparison;
      step.value = comparison === null ? 0 : comparison.same + 1;
    });
  }, []);
  const runs = found.value;
  if (runs === "asked") return <p class="quiet">The two runs are being made.</p>;
  if (runs === null) return <p class="note">The log that this was drawn from is no longer here.</p>;
  const last = Math.max(runs.left.length, runs.right.length);
  const to = (next: number) => {
    step.value = Math.max(1, Math.min(last, next));
  };
  const moved = new Map(
    events.flatMap(({ id, place, arrival }) =>
      arrival === place ? [] : [[id, arrival === null ? "never arrives" : "out of its place"]],
    ),
  );
  const press = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    to(step.value + by);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows do what its buttons do
    <div class="both" onKeyDown={press}>
      <div class="tools">
        <button type="button" aria-disabled={step.value <= 1} onClick={() => to(step.value - 1)}>
          Back (←)
        </button>
        <button type="button" aria-disabled={step.value >= last} onClick={() => to(step.value + 1)}>
          Step (→)
        </button>
        <button type="button" onClick={() => to(runs.same + 1)}>
          Where they part
        </button>
        <span class="quiet">
          step {step.value} of {last}; the same for {counted(runs.same, "step")}
        </span>
      </div>
      <p role="status" class="hidden">
        {`Step ${step.value}. In order: ${told(runs.left[step.value - 1])}. As they arrived: ${told(runs.right[step.value - 1])}.`}
      </p>
      <div class="two">
        <Run title="in order" rows={runs.left} at={step.value} moved={moved} />
        <Run title="as they arrived" rows={runs.right} at={step.value} moved={moved} />
      </div>
    </div>
  );
}

const told = (row: TimelineRow | undefined): string =>
  row === undefined
    ? "nothing more"
    : [
        `${row.what}, ${row.from === row.to ? `stays in ${row.to}` : `${row.from} to ${row.to}`}`,
        ...row.outputs.map((output) => `emits ${output}`),
      ].join(", ");

const AROUND = 3;

interface RunProps {
  readonly title: string;
  readonly rows: readonly TimelineRow[];
  readonly at: number;
  readonly moved: ReadonlyMap<string, string>;
}

function Run({ title, rows, at, moved }: RunProps) {
  const from = Math.max(0, at - 1 - AROUND);
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      <ol class="steps" start={from + 1}>
        {rows.slice(from, at + AROUND).map((row, i) => {
          const number = from + i + 1;
          const mark = row.event === null ? undefined : moved.get(row.event);
          const place = number < at ? "past" : number === at ? "here" : "to-come";
          return (
            <li
              key={number}
              class={place}
              {...(number === at ? { "aria-current": "step" as const } : {})}
            >
              <time>{clock(row.at)}</time> {row.what}
              {mark === undefined ? null : <strong class="moved"> {mark}</strong>}
              {number > at ? null : (
                <span class="quiet">
                  {" "}
                  {row.from === row.to ? row.to : `${row.from} → ${row.to}`}, depth {row.depth}
                  {row.verdict === "taken" ? "" : `, ${row.verdict}`}
                </span>
              )}
              {number > at
                ? null
                : row.outputs.map((output, k) => (
                    <span key={k} class="output">
                      {output}
                    </span>
                  ))}
            </li>
          );
        })}
      </ol>
      {at > rows.length ? <p class="quiet">nothing more</p> : null}
    </section>
  );
}
