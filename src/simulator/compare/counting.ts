import type { Arm } from "./arm.ts";
import type { Judged, Outcome } from "./judge-key.ts";
import { lagOf } from "./keeping.ts";
import { AT_END } from "./key-run.ts";
import { idOf, revisionOf } from "./line.ts";
import { knownAt, type OrderedRun } from "./ordered-run.ts";
import type { Release } from "./release.ts";
import { NOBODY } from "./suspect.ts";
import type { SeedTally, Tally } from "./tally.ts";
import { EXACT, FALSE_NEGATIVE, MARKS, RETRACTED, VERDICTS } from "./verdict.ts";
import type { Watermark } from "./watermark.ts";

/** Something that is not exact, with all that is known of it. */
export interface Wrong extends Judged {
  readonly seed: number;
  readonly arm: number;
  readonly key: string;
  /** The lines; null: that run has none. */
  readonly expected: string | null;
  readonly got: string | null;
}

const WIDTH = VERDICTS.length;

/** What a comparison knows when it counts. */
interface Known {
  readonly ordered: OrderedRun;
  readonly arms: readonly Arm[];
  readonly budgetMs: number;
  readonly wrong: ((wrong: Wrong) => void) | null;
  /** As the key that is counted was let go. */
  readonly release: Release;
  readonly watermark: Watermark;
}

/** Puts what became of each output, and how late it came, into tallies. */
export class Counting {
  readonly #ordered: OrderedRun;
  readonly #arms: readonly Arm[];
  readonly #budgetMs: number;
  readonly #wrong: ((wrong: Wrong) => void) | null;
  readonly #release: Release;
  readonly #watermark: Watermark;

  constructor({ ordered, arms, budgetMs, wrong, release, watermark }: Known) {
    this.#ordered = ordered;
    this.#arms = arms;
    this.#budgetMs = budgetMs;
    this.#wrong = wrong;
    this.#release = release;
    this.#watermark = watermark;
  }

  /** Everything came as it should: all that the ordered run gives is exact. */
  allExact(k: number, tally: Tally, ofSeed: SeedTally): void {
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

  /** What a run of one key gave, under one arm. */
  count(k: number, a: number, outcome: Outcome, tally: Tally, ofSeed: SeedTally): void {
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
