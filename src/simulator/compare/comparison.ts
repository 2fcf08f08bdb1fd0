import type { Order } from "../../automaton/automaton.ts";
import { type Pipeline, pass } from "../disorder/pipeline.ts";
import { Traffic } from "../disorder/traffic.ts";
import { type Arm, sameInOrder, waits } from "./arm.ts";
import { Counting, type Wrong } from "./counting.ts";
import { Judge, type Outcome } from "./judge-key.ts";
import { keep, lagOf } from "./keeping.ts";
import { KeyRun, type Running } from "./key-run.ts";
import { groupRows } from "./log.ts";
import { Occupancy } from "./occupancy.ts";
import { OrderRun } from "./order-run.ts";
import type { OrderedRun } from "./ordered-run.ts";
import { Release } from "./release.ts";
import { addKept, type SeedTally, Tally } from "./tally.ts";
import { VERDICTS } from "./verdict.ts";
import { Watermark } from "./watermark.ts";

export interface ComparisonOptions {
  /** An output that comes more than so long after the ordered run could know it is marked late. */
  readonly budgetMs?: number;
  readonly wrong?: (wrong: Wrong) => void;
  /** Used again by several comparisons, one after the other. */
  readonly traffic?: Traffic;
}

const WIDTH = VERDICTS.length;

/**
 * A pattern on an ordered log against the same pattern behind a pipeline, for one seed after another. A key whose
 * events reach the machine in their true order, unaltered, is not run again; nor is one that a wider window gives
 * the same order as the arm before.
 */
export class Comparison {
  /** By arm. */
  readonly tallies: readonly Tally[];
  readonly #ordered: OrderedRun;
  readonly #pipeline: Pipeline;
  readonly #arms: readonly Arm[];
  readonly #runner: KeyRun;
  /** By arm; null: the one above. */
  readonly #orderRuns: readonly (OrderRun | null)[];
  /** By arm: in order it gives what truth has. */
  readonly #agrees: readonly boolean[];
  readonly #traffic: Traffic;
  readonly #starts: Uint32Array;
  #rows = new Uint32Array(0);
  readonly #release = new Release();
  readonly #judging: Judge;
  readonly #counting: Counting;
  readonly #watermark = new Watermark();
  /** By arm; null: nothing is held. */
  readonly #occupancies: readonly (Occupancy | null)[];
  /** The order that the last outcome belongs to. */
  #lastRows = new Uint32Array(64);
  #lastCount = -1;
  #last: Outcome | null = null;
  /** Times that a key was run again. */
  replays = 0;

  constructor(
    ordered: OrderedRun,
    pipeline: Pipeline,
    arms: readonly Arm[],
    { budgetMs = Number.POSITIVE_INFINITY, wrong, traffic = new Traffic() }: ComparisonOptions = {},
  ) {
    this.#ordered = ordered;
    this.#pipeline = pipeline;
    this.#arms = arms;
    this.#runner = new KeyRun(ordered.machine);
    this.#orderRuns = arms.map(({ order }) =>
      order === undefined ? null : new OrderRun(ordered.machine, order),
    );
    this.#agrees = arms.map(({ order = null }) => sameInOrder(order, ordered.order));
    this.#traffic = traffic;
    this.#judging = new Judge(ordered, { pipeline, traffic, release: this.#release });
    this.#counting = new Counting({
      ...{ ordered, arms, budgetMs, wrong: wrong ?? null },
      ...{ release: this.#release, watermark: this.#watermark },
    });
    this.#occupancies = arms.map(({ order, reorderMs, watermark, holdMs }) =>
      order !== undefined || holdMs !== undefined || (reorderMs !== null && watermark)
        ? new Occupancy()
        : null,
    );
    this.#starts = new Uint32Array(ordered.log.keys.length + 1);
    this.tallies = this.freshTallies();
  }

  /** For every arm an empty one, for who keeps some seeds apart. */
  freshTallies(): readonly Tally[] {
    const extent = {
      sessions: this.#ordered.truth.sessions,
      outputs: this.#ordered.outputs.length,
      stages: this.#pipeline.stages.length,
    };
    return this.#arms.map(() => new Tally(extent));
  }

  run(seed: number, tallies: readonly Tally[] = this.tallies): void {
    const { log, truth, outputs } = this.#ordered;
    const traffic = pass(this.#pipeline, truth, seed, this.#traffic);
    if (this.#rows.length < traffic.live) this.#rows = new Uint32Array(traffic.live);
    if (this.#occupancies.some((one) => one !== null)) this.#watermark.follow(traffic);
    for (const one of this.#occupancies) one?.begin(traffic.live);
    this.#release.reserve(traffic.rows);
    const { event } = traffic;
    groupRows(traffic.order, traffic.live, (row) => log.keyOf[event[row]!]!, {
      starts: this.#starts,
      rows: this.#rows,
    });
    const ofSeed = this.#arms.map(() => ({
      seed,
      verdicts: new Float64Array(outputs.length * WIDTH),
      bad: 0,
      badBy: new Float64Array(this.#pipeline.stages.length + 1),
    }));
    for (let k = 0; k < log.keys.length; k++) {
      this.#lastCount = -1;
      for (let a = 0; a < this.#arms.length; a++)
        this.#key(k, this.#arms[a]!, a, tallies[a]!, ofSeed[a]!);
    }
    for (const [a, tally] of tallies.entries()) {
      tally.seeds.push(ofSeed[a]!);
      tally.heldMax = Math.max(tally.heldMax, this.#occupancies[a]?.peak ?? 0);
    }
  }

  #key(k: number, arm: Arm, a: number, tally: Tally, ofSeed: SeedTally): void {
    const runner = this.#orderRuns[a]!;
    this.#arrange(this.#rows.subarray(this.#starts[k]!, this.#starts[k + 1]!), arm);
    this.#occupy(this.#occupancies[a]!, arm);
    // Order words may give another result for the same order.
    if (runner !== null) {
      const watermarks = this.#watermarks(arm.order!);
      const outcome =
        this.#agrees[a] && this.#isTrue(k) && !this.#isBehind(watermarks)
          ? null
          : this.#judge(k, ofSeed.seed, runner, watermarks);
      const { rows, count } = this.#release;
      const waiting = outcome !== null && waits(arm) ? runner.waiting : null;
      const arrived = { rows, count, waiting };
      keep(this.#occupancies[a]!, arm.order!, arrived, this.#watermark, this.#traffic);
      if (outcome === null) this.#counting.allExact(k, tally, ofSeed);
      else {
        addKept(tally.kept, runner.kept);
        this.#counting.count(k, a, outcome, tally, ofSeed);
      }
      return;
    }
    if (!this.#repeated()) {
      this.#last =
        this.#agrees[a] && this.#isTrue(k) ? null : this.#judge(k, ofSeed.seed, this.#runner);
      this.#remember();
    }
    if (this.#last === null) this.#counting.allExact(k, tally, ofSeed);
    else {
      tally.behind += this.#behind();
      this.#counting.count(k, a, this.#last, tally, ofSeed);
    }
  }

  /** Events that are taken behind a later one. */
  #behind(): number {
    const { rows, count } = this.#release;
    let greatest = Number.NEGATIVE_INFINITY;
    let behind = 0;
    for (let i = 0; i < count; i++) {
      const time = this.#traffic.stamp[rows[i]!]!;
      if (time < greatest) behind++;
      else greatest = time;
    }
    return behind;
  }

  #arrange(rows: Uint32Array, { reorderMs, watermark = false, holdMs, order }: Arm): void {
    const { at, stamp } = this.#traffic;
    if (order !== undefined || (reorderMs === null && holdMs === undefined))
      this.#release.asTheyCome(rows, at);
    else if (holdMs !== undefined) this.#release.hold(rows, at, stamp, holdMs);
    else this.#release.reorder(rows, at, stamp, reorderMs!, watermark ? this.#watermark : null);
  }

  #occupy(occupancy: Occupancy | null, { holdMs, order }: Arm): void {
    if (occupancy === null || order !== undefined) return;
    const { rows, at, place, count } = this.#release;
    const watermark = this.#watermark;
    for (let i = 0; i < count; i++) {
      const from = watermark.place[rows[i]!]!;
      const until = holdMs === undefined ? place[i]! : watermark.placeAfter(at[i]!, this.#traffic);
      if (until > from) occupancy.hold(from, until);
    }
  }

  #judge(
    k: number,
    seed: number,
    runner: Running,
    watermarks: ArrayLike<number> | null = null,
  ): Outcome {
    this.replays++;
    return this.#judging.judge(runner, k, seed, watermarks);
  }

  /** What events of all keys have brought before each that is fed, and after all; null: the words wait for nothing. */
  #watermarks(order: Order): Float64Array | null {
    const lag = lagOf(order);
    if (lag === 0) return null;
    const { rows, count } = this.#release;
    const watermark = this.#watermark;
    return Float64Array.from({ length: count + 1 }, (_, i) => {
      const place = i < count ? watermark.place[rows[i]!]! : Number.POSITIVE_INFINITY;
      return watermark.greatestBefore(place) - lag;
    });
  }

  /** Whether an event comes behind the watermark. */
  #isBehind(watermarks: Float64Array | null): boolean {
    if (watermarks === null) return false;
    const { rows, count } = this.#release;
    for (let i = 0; i < count; i++)
      if (this.#traffic.stamp[rows[i]!]! < watermarks[i]!) return true;
    return false;
  }

  #repeated(): boolean {
    const { rows, count } = this.#release;
    if (count !== this.#lastCount) return false;
    for (let i = 0; i < count; i++) if (rows[i] !== this.#lastRows[i]) return false;
    return true;
  }

  #remember(): void {
    const { rows, count } = this.#release;
    if (this.#lastRows.length < count) this.#lastRows = new Uint32Array(2 * count);
    for (let i = 0; i < count; i++) this.#lastRows[i] = rows[i]!;
    this.#lastCount = count;
  }

  /** Everything arrived, once, in its order and with its own time: rows of the log are in the order of time. */
  #isTrue(k: number): boolean {
    const { log, truth, otherwise } = this.#ordered;
    if (otherwise?.[k] === 1) return false;
    const { rows, count } = this.#release;
    const { event, stamp } = this.#traffic;
    if (count !== log.starts[k + 1]! - log.starts[k]!) return false;
    let last = -1;
    for (let i = 0; i < count; i++) {
      const of = event[rows[i]!]!;
      if (of <= last || stamp[rows[i]!] !== truth.time[of]) return false;
      last = of;
    }
    return true;
  }
}
