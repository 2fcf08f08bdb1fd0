import type { Order } from "../../automaton/automaton.ts";
import type { Arm } from "../compare/arm.ts";
import type { Wrong } from "../compare/counting.ts";
import { lagOf } from "../compare/keeping.ts";
import { KeyRun } from "../compare/key-run.ts";
import { groupRows } from "../compare/log.ts";
import type { OrderedRun } from "../compare/ordered-run.ts";
import { Watermark } from "../compare/watermark.ts";
import { disturbances, tellDisturbance } from "../disorder/blame.ts";
import { type Pipeline, pass } from "../disorder/pipeline.ts";
import { Traffic } from "../disorder/traffic.ts";
import { Buffer, type Others, othersOf } from "./buffer.ts";
import type { Arrival, Course, Passage } from "./course.ts";
import { explain, WORK } from "./explain.ts";
import type { Explanation } from "./explanation.ts";
import { Replay } from "./replay.ts";

export interface ExplainerOptions {
  /** How many variants one exact search may look at. */
  readonly work?: number;
  /** The words that change what an ordered log gives, as they were given to `orderedRun`. */
  readonly order?: Order | null;
}

/**
 * Explains what a comparison found wrong. It keeps nothing of a comparison's runs: events are sent through the
 * pipeline again, which gives the same, once for each seed in a row.
 */
export class Explainer {
  readonly #ordered: OrderedRun;
  readonly #pipeline: Pipeline;
  readonly #arms: readonly Arm[];
  readonly #work: number;
  /** By arm. */
  readonly #replays: readonly Replay[];
  readonly #traffic = new Traffic();
  readonly #watermark = new Watermark();
  readonly #starts: Uint32Array;
  #rows = new Uint32Array(0);
  /** By row: its place among all arrivals. */
  #places = new Uint32Array(0);
  #seed: number | null = null;
  readonly #keyNumbers: ReadonlyMap<string, number>;

  constructor(
    ordered: OrderedRun,
    pipeline: Pipeline,
    arms: readonly Arm[],
    { work = WORK, order = null }: ExplainerOptions = {},
  ) {
    this.#ordered = ordered;
    this.#pipeline = pipeline;
    this.#arms = arms;
    this.#work = work;
    const { machine } = ordered;
    const run = new KeyRun(machine);
    this.#replays = arms.map(
      (arm) => new Replay(machine, run, { ordered: order, disturbed: arm.order ?? null }),
    );
    this.#starts = new Uint32Array(ordered.log.keys.length + 1);
    this.#keyNumbers = new Map(ordered.log.keys.map((key, number) => [key, number]));
  }

  /** By what is asked for; null: it was taken back, or it is not wrong. Those of one seed are best asked together. */
  explainAll(wrongs: readonly Wrong[]): (Explanation | null)[] {
    const found = wrongs.map((): Explanation | null => null);
    const bySeed = wrongs.map((wrong, i) => ({ wrong, i }));
    bySeed.sort((a, b) => a.wrong.seed - b.wrong.seed);
    for (const { wrong, i } of bySeed) found[i] = this.explain(wrong);
    return found;
  }

  explain(wrong: Wrong): Explanation | null {
    this.#send(wrong.seed);
    const course = this.#course(this.#keyNumbers.get(wrong.key)!, this.#arms[wrong.arm]!);
    return explain(this.#ordered.machine, course, wrong, this.#replays[wrong.arm]!, this.#work);
  }

  #send(seed: number): void {
    if (seed === this.#seed) return;
    this.#seed = seed;
    const { truth, log } = this.#ordered;
    const { order, live, event, rows } = pass(this.#pipeline, truth, seed, this.#traffic);
    if (this.#places.length < rows) this.#places = new Uint32Array(rows);
    for (let i = 0; i < live; i++) this.#places[order[i]!] = i;
    this.#watermark.follow(this.#traffic);
    if (this.#rows.length < live) this.#rows = new Uint32Array(live);
    groupRows(order, live, (row) => log.keyOf[event[row]!]!, {
      ...{ starts: this.#starts, rows: this.#rows },
    });
  }

  #course(k: number, arm: Arm): Course {
    const { log } = this.#ordered;
    const traffic = this.#traffic;
    const rows = this.#rows.slice(this.#starts[k]!, this.#starts[k + 1]!);
    const own = log.rows.subarray(log.starts[k]!, log.starts[k + 1]!);
    const placeOf = new Map(Array.from(own, (row, place) => [row, place]));
    const lag = arm.order === undefined ? 0 : lagOf(arm.order);
    const arrivals = Array.from(rows, (row): Arrival => {
      const event = traffic.event[row]!;
      const copy = traffic.copyNumber[row]!;
      const { id } = log.events[event]!;
      return {
        ...{ of: placeOf.get(event)!, at: traffic.at[row]!, copy },
        ...{ stamp: traffic.stamp[row]!, time: Math.floor(traffic.stamp[row]!) },
        ...(lag === 0
          ? {}
          : { watermark: this.#watermark.greatestBefore(this.#places[row]!) - lag }),
        ...{ place: this.#places[row]!, id: traffic.renamed[row] === 1 ? `${id}+${copy}` : id },
      };
    });
    const passages = (of: number, arrival: number): Passage[] =>
      // Originals have the numbers of their events.
      disturbances(this.#pipeline, traffic, arrival < 0 ? own[of]! : rows[arrival]!).map(
        (each) => ({ ...each, text: tellDisturbance(this.#pipeline, each) }),
      );
    const buffer = new Buffer(arm, this.#others(k, own, arrivals, arm));
    return {
      ...{ events: Array.from(own, (row) => log.events[row]!), arrivals, passages },
      fed: buffer.take(arrivals),
      release: (some) => buffer.take(some),
    };
  }

  #others(
    k: number,
    own: Uint32Array,
    arrivals: readonly Arrival[],
    { reorderMs, watermark = false, order }: Arm,
  ): Others | null {
    if (!watermark || reorderMs === null || order !== undefined) return null;
    const { log } = this.#ordered;
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    // Dated as they were or as they should have been.
    for (const time of [
      ...arrivals.map(({ stamp }) => stamp),
      ...Array.from(own, (row) => log.events[row]!.time),
    ]) {
      from = Math.min(from, time + reorderMs);
      to = Math.max(to, time + reorderMs);
    }
    const { event } = this.#traffic;
    return othersOf(this.#traffic, (row) => log.keyOf[event[row]!] === k, [from, to]);
  }
}
