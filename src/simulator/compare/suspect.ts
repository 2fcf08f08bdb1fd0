import { type Disturbance, disturbances } from "../disorder/blame.ts";
import type { Pipeline } from "../disorder/pipeline.ts";
import type { Traffic } from "../disorder/traffic.ts";

/** One key's events as they happened and as the machine was fed with them. */
export interface Course {
  /** Rows of the log, in the order of time. */
  readonly events: Uint32Array;
  /** Rows of the traffic. */
  readonly fed: Uint32Array;
}

/** No stage explains it. */
export const NOBODY = -1;

/**
 * Which stage of a pipeline an error is put down to. Of the events that the output depends on: the stage that lost
 * one; else the one that did most to exchange them with others or to shift their stamps; else one that copied
 * them. Where nothing happened to these, the same of all events of the key. That is what the tags say, not a proof.
 */
export class Suspects {
  readonly #pipeline: Pipeline;
  readonly #traffic: Traffic;
  readonly #events: Uint32Array;
  readonly #fed: Uint32Array;
  readonly #touched: Map<number, readonly Disturbance[]>;
  #lostRows: Map<number, number> | null = null;

  /** `touched`: what is known already of rows of this key and seed. */
  constructor(
    pipeline: Pipeline,
    traffic: Traffic,
    { events, fed }: Course,
    touched = new Map<number, readonly Disturbance[]>(),
  ) {
    this.#touched = touched;
    this.#pipeline = pipeline;
    this.#traffic = traffic;
    this.#events = events;
    this.#fed = fed;
  }

  /** `of`: rows of the log that the output depends on, in either run. */
  stageOf(of: ReadonlySet<number>): number {
    const near = this.#stageOf((event) => of.has(event));
    return near === NOBODY ? this.#stageOf(() => true) : near;
  }

  /** Which stage copied one of these events; else as above. */
  copierOf(of: ReadonlySet<number>): number {
    const { event, copyNumber, madeBy } = this.#traffic;
    for (const row of this.#fed)
      if (of.has(event[row]!) && copyNumber[row]! > 0) return madeBy[row]!;
    return this.stageOf(of);
  }

  #stageOf(concerned: (event: number) => boolean): number {
    const { event, copyNumber, madeBy } = this.#traffic;
    for (const row of this.#events)
      if (concerned(row)) {
        const stage = this.#lostBy(row);
        if (stage !== NOBODY) return stage;
      }
    const score = new Float64Array(this.#pipeline.stages.length);
    const fed = this.#fed;
    for (let i = 1; i < fed.length; i++)
      for (let j = 0; j < i; j++) {
        const [early, late] = [fed[j]!, fed[i]!];
        // Rows of the log are in the order of time.
        if (event[early]! <= event[late]!) continue;
        if (!concerned(event[early]!) && !concerned(event[late]!)) continue;
        this.#add(score, late, 1);
        this.#add(score, early, -1);
      }
    for (const row of fed)
      if (concerned(event[row]!))
        for (const { stage, shiftMs } of this.#of(row)) score[stage]! += Math.abs(shiftMs);
    const best = score.reduce((top, value, i) => (value > score[top]! ? i : top), 0);
    if (score.length > 0 && score[best]! > 0) return best;
    for (const row of fed) if (concerned(event[row]!) && copyNumber[row]! > 0) return madeBy[row]!;
    return NOBODY;
  }

  #add(score: Float64Array, row: number, sign: number): void {
    for (const { stage, delayMs } of this.#of(row)) score[stage]! += sign * delayMs;
  }

  #of(row: number): readonly Disturbance[] {
    let known = this.#touched.get(row);
    if (known === undefined) {
      known = disturbances(this.#pipeline, this.#traffic, row);
      this.#touched.set(row, known);
    }
    return known;
  }

  /** The stage that lost an event of which nothing arrived. */
  #lostBy(event: number): number {
    if (this.#lostRows === null) {
      const arrived = new Set(Array.from(this.#fed, (row) => this.#traffic.event[row]!));
      this.#lostRows = new Map();
      // Originals have the numbers of their events.
      for (const row of this.#events)
        if (!arrived.has(row)) this.#lostRows.set(row, this.#traffic.lostBy[row]!);
    }
    return this.#lostRows.get(event) ?? NOBODY;
  }
}
