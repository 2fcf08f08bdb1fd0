import type { Order } from "../../automaton/automaton.ts";
import type { Arm, Wrong } from "../compare/comparison.ts";
import { KeyRun } from "../compare/key-run.ts";
import { groupRows } from "../compare/log.ts";
import { OrderRun } from "../compare/order-run.ts";
import type { OrderedRun } from "../compare/ordered-run.ts";
import { Release } from "../compare/release.ts";
import { Watermark } from "../compare/watermark.ts";
import { disturbances, tellDisturbance } from "../disorder/blame.ts";
import { type Pipeline, pass } from "../disorder/pipeline.ts";
import { Traffic } from "../disorder/traffic.ts";
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
  readonly #release = new Release();
  readonly #watermark = new Watermark();
  readonly #starts: Uint32Array;
  #rows = new Uint32Array(0);
  #seed: number | null = null;
  readonly #keyNumbers: ReadonlyMap<string, number>;

  constructor(
    ordered: OrderedRun,
    pipeline: Pipeline,
    arms: readonly Arm[],
    { work = WORK, order: ofTruth = null }: ExplainerOptions = {},
  ) {
    this.#ordered = ordered;
    this.#pipeline = pipeline;
    this.#arms = arms;
    this.#work = work;
    const { machine } = ordered;
    const run = new KeyRun(machine);
    const truth = ofTruth === null ? run : new OrderRun(machine, ofTruth);
    this.#replays = arms.map(
      ({ order }) =>
        new Replay(machine, truth, order === undefined ? run : new OrderRun(machine, order)),
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
    const { order, live, event } = pass(this.#pipeline, truth, seed, this.#traffic);
    if (this.#rows.length < live) this.#rows = new Uint32Array(live);
    groupRows(order, live, (row) => log.keyOf[event[row]!]!, {
      ...{ starts: this.#starts, rows: this.#rows },
    });
    if (this.#arms.some(({ watermark }) => watermark)) this.#watermark.follow(this.#traffic);
  }

  #course(k: number, { reorderMs, watermark = false, holdMs, order }: Arm): Course {
    const { log } = this.#ordered;
    const traffic = this.#traffic;
    const rows = this.#rows.slice(this.#starts[k]!, this.#starts[k + 1]!);
    const own = log.rows.subarray(log.starts[k]!, log.starts[k + 1]!);
    const placeOf = new Map(Array.from(own, (row, place) => [row, place]));
    const arrivals = Array.from(rows, (row): Arrival => {
      const event = traffic.event[row]!;
      const copy = traffic.copyNumber[row]!;
      const { id } = log.events[event]!;
      return {
        ...{ of: placeOf.get(event)!, at: traffic.at[row]!, copy },
        ...{ stamp: traffic.stamp[row]!, time: Math.floor(traffic.stamp[row]!) },
        id: traffic.renamed[row] === 1 ? `${id}+${copy}` : id,
      };
    });
    const passages = (of: number, arrival: number): Passage[] =>
      // Originals have the numbers of their events.
      disturbances(this.#pipeline, traffic, arrival < 0 ? own[of]! : rows[arrival]!).map(
        (each) => ({
          ...each,
          text: tellDisturbance(this.#pipeline, each),
        }),
      );
    const release = this.#releaseOf(order === undefined ? reorderMs : null, holdMs ?? null);
    const fed =
      order === undefined && watermark && reorderMs !== null
        ? this.#underWatermark(rows, reorderMs)
        : null;
    return {
      ...{ events: Array.from(own, (row) => log.events[row]!), arrivals, passages },
      fed: fed ?? release(arrivals),
      release: fed === null ? release : null,
    };
  }

  #releaseOf(
    reorderMs: number | null,
    holdMs: number | null,
  ): (arrivals: readonly Arrival[]) => number[] {
    return (arrivals) => {
      const places = Uint32Array.from(arrivals, (_, place) => place);
      if (reorderMs === null && holdMs === null) return [...places];
      const at = Float64Array.from(arrivals, (one) => one.at);
      const stamp = Float64Array.from(arrivals, (one) => one.stamp);
      if (holdMs === null) this.#release.reorder(places, at, stamp, reorderMs!);
      else {
        this.#release.reserve(arrivals.length);
        this.#release.hold(places, at, stamp, holdMs);
      }
      return [...this.#release.rows.subarray(0, this.#release.count)];
    };
  }

  /** What other keys let go cannot be told of one key alone. */
  #underWatermark(rows: Uint32Array, reorderMs: number): number[] {
    const { at, stamp } = this.#traffic;
    this.#release.reorder(rows, at, stamp, reorderMs, this.#watermark);
    const place = new Map(Array.from(rows, (row, i) => [row, i]));
    return Array.from(
      this.#release.rows.subarray(0, this.#release.count),
      (row) => place.get(row)!,
    );
  }
}
