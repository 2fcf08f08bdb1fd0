import type { Event } from "../../machine/event.ts";
import type { Disturbance } from "../disorder/blame.ts";
import type { Pipeline } from "../disorder/pipeline.ts";
import type { Traffic } from "../disorder/traffic.ts";
import type { Running } from "./key-run.ts";
import { causesOf, eventOf, idOf, outputOf } from "./line.ts";
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
  /** By line: the instant that a watermark had to reach for it; null: none had to. */
  readonly due: readonly (number | null)[] | null;
}

export interface Disturbed {
  readonly pipeline: Pipeline;
  readonly traffic: Traffic;
  /** What the machine is fed with, in order. */
  readonly release: Release;
}

/** What all runs of one key's arrivals of one seed have in common. */
class KeyFacts {
  readonly seed: number;
  readonly k: number;
  readonly own: Uint32Array;
  readonly expected: readonly string[];
  /** By E as it stands in ids. */
  readonly rowOf: ReadonlyMap<string, number>;
  readonly rowsById: ReadonlyMap<string, number>;
  /** What happened to rows, as it is asked for. */
  readonly touched = new Map<number, readonly Disturbance[]>();

  constructor({ log, lines, starts }: OrderedRun, k: number, seed: number) {
    this.seed = seed;
    this.k = k;
    const own = log.rows.subarray(log.starts[k]!, log.starts[k + 1]!);
    this.own = own;
    this.expected = lines.slice(starts[k]!, starts[k + 1]!);
    const rowsById = new Map<string, number>();
    for (const row of own) rowsById.set(log.events[row]!.id, row);
    this.rowsById = rowsById;
    this.rowOf = rowsByTrigger(
      Array.from(own, (row) => log.events[row]!),
      (place) => own[place]!,
    );
  }
}

/** Runs keys on what arrived of them, and judges each output of either run. */
export class Judge {
  readonly #ordered: OrderedRun;
  readonly #disturbed: Disturbed;
  /** Arms of one seed and key come one after the other. */
  #facts: KeyFacts | null = null;

  constructor(ordered: OrderedRun, disturbed: Disturbed) {
    this.#ordered = ordered;
    this.#disturbed = disturbed;
  }

  /** `watermarks`: before each event that is fed, then after the last. */
  judge(
    runner: Running,
    k: number,
    seed: number,
    watermarks: ArrayLike<number> | null = null,
  ): Outcome {
    const { log, starts } = this.#ordered;
    const { traffic, release } = this.#disturbed;
    const fed = release.rows.slice(0, release.count);
    const events: Event[] = [];
    for (const row of fed) events.push(arrived(this.#ordered, traffic, row));
    runner.run(log.keys[k]!, events, null, watermarks);
    const lines = [...runner.lines];
    const fedBy = [...runner.fedBy];
    const due = runner.due === undefined ? null : [...runner.due];
    if (this.#facts?.k !== k || this.#facts.seed !== seed)
      this.#facts = new KeyFacts(this.#ordered, k, seed);
    const facts = this.#facts;
    const { expected } = facts;
    const same = commonStart(expected, lines);
    const judged = exactly(this.#ordered, starts[k]!, same);
    if (same < expected.length || same < lines.length)
      this.#judgeRest(facts, { fed, events, lines, same }, judged);
    return { judged, lines, fedBy, due };
  }

  #judgeRest(
    { own, expected, rowOf, rowsById, touched, k }: KeyFacts,
    { fed, events, lines, same }: Fed,
    judged: Judged[],
  ): void {
    const { truth, outputs, starts, sessionOf: sessions, outputOf: numbers } = this.#ordered;
    const { pipeline, traffic } = this.#disturbed;
    const first = starts[k]!;
    // Events that arrived under a new id stand for the event that they are a copy of.
    const renamed = fed.some((row) => traffic.renamed[row] === 1);
    const copies = renamed ? rowsByTrigger(events, (place) => traffic.event[fed[place]!]!) : null;
    const copiedIds = new Map<string, number>();
    if (renamed)
      fed.forEach((row, place) => {
        const { id } = events[place]!;
        if (!rowsById.has(id)) copiedIds.set(id, traffic.event[row]!);
      });
    const sessionOf = (trigger: string): number | undefined => {
      const row = rowOf.get(trigger) ?? copies?.get(trigger);
      return row === undefined ? undefined : truth.session[row];
    };
    const suspects = new Suspects(pipeline, traffic, { events: own, fed }, touched);
    const [truthRest, observedRest] = [expected.slice(same), lines.slice(same)];
    let before: ReadonlySet<string> | null = null;
    for (const one of match(truthRest, observedRest, sessionOf)) {
      let { verdict } = one;
      if (verdict === "false positive") {
        // It has come before, among the lines that stand in both runs.
        before ??= new Set(expected.slice(0, same).map(idOf));
        if (before.has(idOf(observedRest[one.observed]!))) verdict = "duplicate";
      }
      const of = one.truth < 0 ? -1 : one.truth + same;
      const by = one.observed < 0 ? -1 : one.observed + same;
      const code = VERDICTS.indexOf(verdict);
      const id = of >= 0 ? "" : idOf(lines[by]!);
      const session =
        of >= 0 ? sessions[first + of]! : (sessionOf(eventOf(id)) ?? truth.session[own[0]!]!);
      const output =
        of >= 0 ? numbers[first + of]! : outputs.indexOf(decodeURIComponent(outputOf(id)));
      const judgement = { ...one, verdict, truth: of, observed: by, code, output, session };
      if (verdict === "exact") {
        judged.push({ ...judgement, stage: NOBODY });
        continue;
      }
      const concerned = new Set<number>();
      for (const text of [of >= 0 ? expected[of]! : null, by >= 0 ? lines[by]! : null])
        if (text !== null)
          for (const cause of causesOf(text)) {
            const row = rowsById.get(cause) ?? copiedIds.get(cause);
            if (row !== undefined) concerned.add(row);
          }
      const stage =
        verdict === "duplicate" ? suspects.copierOf(concerned) : suspects.stageOf(concerned);
      judged.push({ ...judgement, stage });
    }
  }
}

/** What one run of a key was given and gave. */
interface Fed {
  readonly fed: Uint32Array;
  readonly events: readonly Event[];
  readonly lines: readonly string[];
  /** So many lines stand in both runs, from the first. */
  readonly same: number;
}

/** The event as it arrived: with the time that it carries by then, whole as every event's (rule 1), and, as a copy that nothing tells from an event of its own, an id of its own. */
function arrived({ log }: OrderedRun, traffic: Traffic, row: number): Event {
  const event = log.events[traffic.event[row]!]!;
  const time = Math.floor(traffic.stamp[row]!);
  if (traffic.renamed[row] === 1)
    return { ...event, time, id: `${event.id}+${traffic.copyNumber[row]!}` };
  return time === event.time ? event : { ...event, time };
}

function commonStart(some: readonly string[], others: readonly string[]): number {
  const end = Math.min(some.length, others.length);
  let at = 0;
  while (at < end && some[at] === others[at]) at++;
  return at;
}

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
