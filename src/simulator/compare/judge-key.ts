import type { Event } from "../../machine/event.ts";
import type { Pipeline } from "../disorder/pipeline.ts";
import type { Traffic } from "../disorder/traffic.ts";
import type { Running } from "./key-run.ts";
import { eventOf, idOf, outputOf } from "./line.ts";
import { match } from "./match.ts";
import { type OrderedRun, rowsByTrigger } from "./ordered-run.ts";
import type { Release } from "./release.ts";
import { NOBODY, Suspects } from "./suspect.ts";
import { type Judgement, VERDICTS } from "./verdict.ts";

/** A judgement with where it counts. */
export interface Judged extends Judgement {
  /** Index in `VERDICTS`. */
  readonly code: number;
  /** Index among the pattern's outputs. */
  readonly output: number;
  /** The true session of its trigger's event. */
  readonly session: number;
  /** Blamed stage; `NOBODY` where none explains it or nothing is wrong. */
  readonly stage: number;
}

/** What one key's disturbed run gave. */
export interface Outcome {
  readonly judged: readonly Judged[];
  readonly lines: readonly string[];
  /** By line: the place among the events that it was fed with, or `AT_END`. */
  readonly fedBy: readonly number[];
}

export interface Disturbed {
  readonly pipeline: Pipeline;
  readonly traffic: Traffic;
  /** What the machine is fed with, in order. */
  readonly release: Release;
}

/** Runs one key on what arrived of it, and judges each output of either run. */
export function judgeKey(
  ordered: OrderedRun,
  runner: Running,
  k: number,
  { pipeline, traffic, release }: Disturbed,
): Outcome {
  const { log, starts, truth } = ordered;
  const fed = release.rows.slice(0, release.count);
  const events = Array.from(fed, (row) => arrived(ordered, traffic, row));
  runner.run(log.keys[k]!, events);
  const lines = [...runner.lines];
  const fedBy = [...runner.fedBy];
  const own = log.rows.subarray(log.starts[k]!, log.starts[k + 1]!);
  const first = starts[k]!;
  const expected = ordered.lines.slice(first, starts[k + 1]!);
  if (alike(expected, lines))
    return { judged: exactly(ordered, first, lines.length), lines, fedBy };

  // Events that arrived under a new id stand for the event that they are a copy of.
  const rowOf = rowsByTrigger(events, (place) => traffic.event[fed[place]!]!);
  for (const [trigger, row] of rowsByTrigger(
    Array.from(own, (row) => log.events[row]!),
    (place) => own[place]!,
  ))
    rowOf.set(trigger, row);
  const sessionOf = (trigger: string): number | undefined => {
    const row = rowOf.get(trigger);
    return row === undefined ? undefined : truth.session[row];
  };
  const suspects = new Suspects(pipeline, traffic, { events: own, fed });
  const rowsById = new Map<string, number>();
  for (const row of own) rowsById.set(log.events[row]!.id, row);
  fed.forEach((row, place) => {
    const { id } = events[place]!;
    if (!rowsById.has(id)) rowsById.set(id, traffic.event[row]!);
  });
  const judged = match(expected, lines, sessionOf).map((judgement): Judged => {
    const { verdict, truth: of, observed: by } = judgement;
    const code = VERDICTS.indexOf(verdict);
    const line = of >= 0 ? expected[of]! : lines[by]!;
    const session = sessionOf(eventOf(idOf(line))) ?? truth.session[own[0]!]!;
    const output = ordered.outputs.indexOf(decodeURIComponent(outputOf(idOf(line))));
    if (verdict === "exact") return { ...judgement, code, output, session, stage: NOBODY };
    const concerned = new Set<number>();
    for (const text of [of >= 0 ? expected[of]! : null, by >= 0 ? lines[by]! : null])
      if (text !== null)
        for (const id of (JSON.parse(text) as { causes: string[] }).causes) {
          const row = rowsById.get(id);
          if (row !== undefined) concerned.add(row);
        }
    const stage =
      verdict === "duplicate" ? suspects.copierOf(concerned) : suspects.stageOf(concerned);
    return { ...judgement, code, output, session, stage };
  });
  return { judged, lines, fedBy };
}

/** The event as it arrived: with the time that it carries by then, whole as every event's (rule 1), and, as a copy that nothing tells from an event of its own, an id of its own. */
function arrived({ log }: OrderedRun, traffic: Traffic, row: number): Event {
  const event = log.events[traffic.event[row]!]!;
  const time = Math.floor(traffic.stamp[row]!);
  if (traffic.renamed[row] === 1)
    return { ...event, time, id: `${event.id}+${traffic.copyNumber[row]!}` };
  return time === event.time ? event : { ...event, time };
}

const alike = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((line, i) => line === others[i]);

function exactly(
  { outputOf: output, sessionOf }: OrderedRun,
  first: number,
  count: number,
): Judged[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ verdict: "exact" as const, code: 0, truth: i, observed: i, fields: [], marks: [] },
    ...{ output: output[first + i]!, session: sessionOf[first + i]!, stage: NOBODY },
  }));
}
