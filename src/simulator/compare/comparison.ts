import type { Order } from "../../automaton/automaton.ts";
import { type Pipeline, pass } from "../disorder/pipeline.ts";
import { Traffic } from "../disorder/traffic.ts";
import { Judge, type Judged, type Outcome } from "./judge-key.ts";
import { keep, lagOf } from "./keeping.ts";
import { AT_END, KeyRun, type Running } from "./key-run.ts";
import { idOf, revisionOf } from "./line.ts";
import { groupRows } from "./log.ts";
import { Occupancy } from "./occupancy.ts";
import { OrderRun } from "./order-run.ts";
import { knownAt, type OrderedRun } from "./ordered-run.ts";
import { Release } from "./release.ts";
import { NOBODY } from "./suspect.ts";
import { addKept, type SeedTally, Tally } from "./tally.ts";
import { EXACT, FALSE_NEGATIVE, MARKS, RETRACTED, VERDICTS } from "./verdict.ts";
import { Watermark } from "./watermark.ts";

/** What stands between the arrivals and the machine. All arms of a comparison see the same arrivals. */
export interface Arm {
  /** `reorder within D`; null: events are taken as they come. */
  readonly reorderMs: number | null;
  /** Whether events of other keys let go what a key holds (rule 30), with as much disorder allowed. */
  readonly watermark?: boolean;
  /** Every event waits so long by the clock on the wall. */
  readonly holdMs?: number;
  /**
   * Order words instead of all these, by the runners of rules 32 to 37. Events of other keys move time on, under a
   * watermark that allows as much disorder as the words do.
   */
  readonly order?: Order;
}

/** Something that is not exact, with all that is known of it. */
export interface Wrong extends Judged {
  readonly seed: number;
  readonly arm: number;
  readonly key: string;
  /** The lines; null: that run has none. */
  readonly expected: string | null;
  readonly got: string | null;
}

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
  readonly #budgetMs: number;
  readonly #wrong: ((wrong: Wrong) => void) | null;
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
    this.#budgetMs = budgetMs;
    this.#wrong = wrong ?? null;
    this.#runner = new KeyRun(ordered.machine);
    this.#orderRuns = arms.map(({ order }) =>
      order === undefined ? null : new OrderRun(ordered.machine, order),
    );
    this.#agrees = arms.map(({ order = null }) => sameInOrder(order, ordered.order));
    this.#traffic = traffic;
    this.#judging = new Judge(ordered, { pipeline, traffic, release: this.#release });
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
      if (outcome === null) this.#allExact(k, tally, ofSeed);
      else {
        addKept(tally.kept, runner.kept);
        this.#count(k, a, outcome, tally, ofSeed);
      }
      return;
    }
    if (!this.#repeated()) {
      this.#last =
        this.#agrees[a] && this.#isTrue(k) ? null : this.#judge(k, ofSeed.seed, this.#runner);
      this.#remember();
    }
    if (this.#last === null) this.#allExact(k, tally, ofSeed);
    else {
      tally.behind += this.#behind();
      this.#count(k, a, this.#last, tally, ofSeed);
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

  #allExact(k: number, tally: Tally, ofSeed: SeedTally): void {
    const { starts, fedBy, sessionOf, outputOf, outputs } = this.#ordered;
    for (let i = starts[k]!; i < starts[k + 1]!; i++) {
      const output = outputOf[i]!;
      tally.told++;
      tally.verdicts[(sessionOf[i]! * outputs.length + output) * WIDTH + EXACT]!++;
      ofSeed.verdicts[output * WIDTH + EXACT]!++;
      const late = this.#delay(k, i - starts[k]!, fedBy[i]!, tally);
      if (late) tally.marks[output * MARKS.length]!++;
    }
  }

  #count(k: number, a: number, outcome: Outcome, tally: Tally, ofSeed: SeedTally): void {
    const { outputs, log, starts, lines } = this.#ordered;
    if (this.#arms[a]!.order?.late.kind === "retract") this.#takeBacks(a, outcome, tally);
    else tally.told += outcome.lines.length;
    const { stages } = tally.extent;
    const bad = new Set<number>();
    const badBy = new Set<number>();
    for (const one of outcome.judged) {
      const { code, output, session, stage } = one;
      tally.verdicts[(session * outputs.length + output) * WIDTH + code]!++;
      ofSeed.verdicts[output * WIDTH + code]!++;
      for (const mark of one.marks) tally.marks[output * MARKS.length + MARKS.indexOf(mark)]!++;
      if (
        one.observed >= 0 &&
        one.truth >= 0 &&
        this.#delay(
          k,
          one.truth,
          outcome.fedBy[one.observed]!,
          tally,
          this.#letGo(a, outcome, one.observed),
        )
      )
        tally.marks[output * MARKS.length]!++;
      if (code === EXACT) continue;
      const place = stage === NOBODY ? stages : stage;
      tally.blamed[(place * outputs.length + output) * WIDTH + code]!++;
      for (const { field, how } of one.fields) {
        const counts = tally.fields[output]!;
        counts.set(`${field} ${how}`, (counts.get(`${field} ${how}`) ?? 0) + 1);
      }
      // What was put right by the run itself is no error in the end.
      if (code !== RETRACTED) {
        bad.add(session);
        badBy.add(session * (stages + 1) + place);
      }
      this.#wrong?.({
        ...one,
        ...{ seed: ofSeed.seed, arm: a, key: log.keys[k]! },
        expected: one.truth < 0 ? null : lines[starts[k]! + one.truth]!,
        got: code === FALSE_NEGATIVE ? null : outcome.lines[one.observed]!,
      });
    }
    for (const session of bad) tally.bad[session]!++;
    for (const place of badBy) {
      tally.badBy[place]!++;
      ofSeed.badBy[place % (stages + 1)]!++;
    }
    ofSeed.bad += bad.size;
  }

  /** How old results were that the run took back itself. */
  #takeBacks(a: number, outcome: Outcome, tally: Tally): void {
    const { lines, fedBy, judged } = outcome;
    const { at, count } = this.#release;
    const instantOf = (line: number): number =>
      Math.max(
        at[fedBy[line] === AT_END ? count - 1 : fedBy[line]!]!,
        this.#letGo(a, outcome, line),
      );
    const standing = new Map<string, number>();
    lines.forEach((line, i) => {
      const revision = revisionOf(line);
      if (revision === null || !revision.retracted) tally.told++;
      if (revision === null) return;
      const id = idOf(line);
      const since = standing.get(id);
      if (
        since !== undefined &&
        judged.some(({ code, observed }) => code === RETRACTED && observed === since)
      )
        tally.takenBack.add(instantOf(i) - instantOf(since));
      if (revision.retracted) standing.delete(id);
      else standing.set(id, i);
    });
  }

  /** When the watermark let a line go; -Infinity: it did not. */
  #letGo(a: number, { due }: Outcome, line: number): number {
    const instant = due?.[line] ?? null;
    if (instant === null) return Number.NEGATIVE_INFINITY;
    const lag = lagOf(this.#arms[a]!.order!);
    return this.#watermark.atOf(this.#watermark.reaching(instant + lag));
  }

  /**
   * Counts the delays of an output that came with the event at `place`: from when the ordered run could know it
   * until all events before it had arrived, and from there until it was let go. True: more than the budget.
   */
  #delay(
    k: number,
    truthIndex: number,
    place: number,
    tally: Tally,
    letGo = Number.NEGATIVE_INFINITY,
  ): boolean {
    const known = knownAt(this.#ordered, k, truthIndex);
    const { at, arrived: allArrived } = this.#release;
    const released = place === AT_END ? Number.POSITIVE_INFINITY : Math.max(at[place]!, letGo);
    if (known === null || released === Number.POSITIVE_INFINITY) {
      tally.atEnd++;
      return false;
    }
    const arrived = Math.max(known, allArrived[place]!);
    tally.information.add(arrived - known);
    tally.system.add(Math.max(0, released - arrived));
    tally.total.add(Math.max(0, released - known));
    return Math.max(0, released - known) > this.#budgetMs;
  }
}

const waits = ({ order }: Arm): boolean => order!.sequence !== null || order!.cause !== null;

/** Whether two sets of order words give the same where everything comes once and in order: copies and causes are seen there, too. */
function sameInOrder(one: Order | null, other: Order | null): boolean {
  const words = (order: Order | null): string =>
    JSON.stringify([order?.dedupe ?? null, order?.cause?.field ?? null, order?.cause?.id ?? null]);
  return words(one) === words(other);
}
