import { noCounts } from "../../../src/machine/counts.ts";
import type { Event } from "../../../src/machine/event.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import type { Counts, DeadStep, Output } from "../../../src/machine/output.ts";
import { type Listener, type Runner, referenceRunner } from "../../../src/stream/runner.ts";
import { StreamRun } from "../../../src/stream/stream-run.ts";
import { inputsOf, type Log } from "../../support/logs.ts";

export interface Ran {
  readonly outputs: readonly Output[];
  readonly dead: readonly DeadStep[];
  readonly counts: Counts;
}

/** Runs events under a watermark, or none, to the end of the input. */
export function run(
  events: readonly Event[],
  disorderMs: number | null,
  runner: (listener: Listener) => Runner,
): Ran {
  const outputs: Output[] = [];
  const counts = noCounts();
  const dead: DeadStep[] = [];
  const listener: Listener = {
    counts,
    output: (output) => outputs.push(output),
    dead: (step) => dead.push(step),
  };
  const stream = new StreamRun({
    patterns: [{ runner: runner(listener), vocabulary: 0 }],
    sources: 1,
    watermark: disorderMs === null ? null : { disorderMs, aheadMs: null },
    ahead: () => {},
  });
  for (const event of events) stream.event(event, 0, 0);
  stream.finish();
  return { outputs, dead, counts };
}

/** The same events by time, of one time as they came, on the reference alone: the truth. */
export const runInOrder = (machine: Machine, events: readonly Event[]): Ran =>
  run(
    events.toSorted((a, b) => a.time - b.time),
    null,
    (listener) => referenceRunner(machine, listener),
  );

/** The events of a drawn log, each key's. Of repeated ids, which outputs could not tell apart, the first only. */
export const eventsOf = (machine: Machine, log: Log): readonly (readonly Event[])[] =>
  inputsOf(log, machine.automaton.vocabulary).map((inputs) => {
    const ids = new Set<string>();
    return inputs.flatMap((input) =>
      input.kind === "event" && !ids.has(input.event.id) && ids.add(input.event.id)
        ? [input.event]
        : [],
    );
  });

/** How far the events are behind the greatest time before them, at most. */
export function latenessOf(events: readonly Event[]): number {
  let greatest = Number.NEGATIVE_INFINITY;
  let lateness = 0;
  for (const { time } of events) {
    greatest = Math.max(greatest, time);
    lateness = Math.max(lateness, greatest - time);
  }
  return lateness;
}
