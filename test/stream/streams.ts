import { loadTwin } from "../../src/machine/compile.ts";
import { noCounts } from "../../src/machine/counts.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import type { RunnerBooks } from "../../src/records/log-run.ts";
import { noOrderCounts } from "../../src/stream/order/order-counts.ts";
import { patternRunner } from "../../src/stream/pattern-runner.ts";
import { type Runner, referenceRunner } from "../../src/stream/runner.ts";
import { StreamRun } from "../../src/stream/stream-run.ts";
import type { Draw } from "../support/draw.ts";
import { inputsOf, type Log } from "../support/logs.ts";
import type { Arrival, Outcome, Plan } from "./model.ts";

/** One way of running patterns, by line. */
export type Way = (machine: Machine, books: RunnerBooks, line: (text: string) => void) => Runner;

export const byReference: Way = (machine, books, line) =>
  referenceRunner(machine, { ...books, output: (output) => line(outputLine(output)) });

/** The twin, behind a pattern's order words; each machine without any is compiled once. */
export function byTwin(): Way {
  const tables = new Map<Machine, ReturnType<typeof loadTwin>>();
  return (machine, books, line) => {
    if (machine.automaton.order !== undefined) return patternRunner(machine, { ...books, line });
    const table = tables.get(machine) ?? loadTwin(machine);
    tables.set(machine, table);
    return table({ ...books, line });
  };
}

export interface Streamed extends Outcome {
  /** Ids of records that were ahead. */
  readonly ahead: readonly string[];
  readonly stream: StreamRun;
}

/** What the model says, by the code that is used. */
export function streamed(
  way: Way,
  plan: Plan & { readonly aheadMs?: number },
  arrivals: readonly Arrival[],
): Streamed {
  const lines: string[] = [];
  const ahead: string[] = [];
  const counts = plan.patterns.map(noCounts);
  const { disorderMs, aheadMs = null } = plan;
  const stream = new StreamRun({
    patterns: plan.patterns.map(({ machine, vocabulary }, i) => ({
      vocabulary,
      runner: way(machine, { counts: counts[i]!, order: noOrderCounts(), dead: () => {} }, (line) =>
        lines.push(line),
      ),
    })),
    sources: plan.sources,
    watermark: disorderMs === null ? null : { disorderMs, aheadMs },
    ahead: ({ id }) => ahead.push(id),
  });
  for (const arrival of arrivals)
    if ("ends" in arrival) stream.endSource(arrival.ends);
    else stream.event(arrival.event, arrival.source, arrival.vocabulary);
  if (plan.endOfInput === "end") stream.finish();
  return { lines, counts, ahead, stream };
}

/** Keys whose order by code point is not that of the engine's units. */
const KEYS = ["🙂", "\ue000", "b", "a", "a/b", ""];

/** Each log as the events of one key, with ids that nobody else has. */
export function byKey(machine: Machine, logs: readonly Log[]): readonly (readonly Event[])[] {
  return logs.map((log, i) => {
    const key = `${KEYS[i % KEYS.length]}${i}`;
    const inputs = inputsOf(log, machine.automaton.vocabulary).flat();
    return inputs
      .flatMap((input) => (input.kind === "event" ? [input.event] : []))
      .map((event, n) => ({ ...event, key, id: `k${i}#${n + 1}` }));
  });
}

/** Several sequences as one, each in its own order, drawn. */
export function shuffled<T>(draw: Draw, sequences: readonly (readonly T[])[]): T[] {
  const left = sequences.map((sequence) => [...sequence]);
  const mixed: T[] = [];
  for (;;) {
    const some = left.filter((sequence) => sequence.length > 0);
    if (some.length === 0) return mixed;
    mixed.push(draw.pick(some).shift()!);
  }
}

/** Several sequences as one, the earliest head first. */
export function merged(sequences: readonly (readonly Event[])[]): Event[] {
  const left = sequences.map((sequence) => [...sequence]);
  const mixed: Event[] = [];
  for (;;) {
    const some = left.filter((sequence) => sequence.length > 0);
    if (some.length === 0) return mixed;
    mixed.push(some.reduce((a, b) => (b[0]!.time < a[0]!.time ? b : a)).shift()!);
  }
}

/** How far an event is behind the greatest time before it, at most. */
export function disorderOf(events: readonly Event[]): number {
  let greatest = Number.NEGATIVE_INFINITY;
  let most = 0;
  for (const { time } of events) {
    most = Math.max(most, greatest - time);
    greatest = Math.max(greatest, time);
  }
  return most;
}

/** Lines by pattern and key, which is what is promised (rule 29). */
export function contract(lines: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const of: Record<string, string[]> = {};
  for (const line of lines) {
    const { pattern, key } = JSON.parse(line) as { pattern: string; key: string };
    const name = JSON.stringify([pattern, key]);
    of[name] = [...(of[name] ?? []), line];
  }
  return of;
}
