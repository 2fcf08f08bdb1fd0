import type { Truth } from "../truth.ts";
import { hash32 } from "./hash.ts";
import { keySchedule, threefry, type Words } from "./threefry.ts";

const OF_EVENTS = 0;
const OF_SESSIONS = 1;
const OF_UNITS = 2;
/** 2^-52: with half a step added, numbers lie strictly between 0 and 1. */
const STEP = 2.220446049250313e-16;

/**
 * The draws of one stage: uniform numbers in (0, 1), each named by (seed, stage, session, event, copy, draw).
 * No draw depends on another, so what one stage is told to do leaves the draws of all others as they were,
 * and an event that is left out leaves those of all other events.
 */
export class Chance {
  readonly #truth: Truth;
  readonly #events: Words;
  readonly #sessions: Words;
  readonly #units: Words;
  readonly #block: Words = new Int32Array(4);

  /** `stage`: its name in the pipeline, such as `network#1`. `seed`: a whole number from 0 to 2^53. */
  constructor(seed: number, stage: string, truth: Truth) {
    const high = Math.floor(seed / 4294967296);
    const name = hash32(stage);
    this.#truth = truth;
    this.#events = keySchedule(seed | 0, high, name, OF_EVENTS);
    this.#sessions = keySchedule(seed | 0, high, name, OF_SESSIONS);
    this.#units = keySchedule(seed | 0, high, name, OF_UNITS);
  }

  /** Of a row of the truth and the number of its copy; `draw` tells several draws of one event apart. */
  ofEvent(event: number, copy: number, draw: number): number {
    const { session, ordinal, sessionLow, sessionHigh } = this.#truth;
    const of = session[event]!;
    const c3 = draw | (copy << 16);
    threefry(this.#events, sessionLow[of]!, sessionHigh[of]!, ordinal[event]!, c3, this.#block);
    return this.#uniform();
  }

  /** Of a session; `index` counts what happens to it in turn. */
  ofSession(session: number, index: number, draw: number): number {
    const { sessionLow, sessionHigh } = this.#truth;
    const [low, high] = [sessionLow[session]!, sessionHigh[session]!];
    threefry(this.#sessions, low, high, index, draw, this.#block);
    return this.#uniform();
  }

  /** Of a collector, partition or other part of the stage itself. */
  ofUnit(unit: number, index: number, draw: number): number {
    const high = Math.floor(index / 4294967296);
    threefry(this.#units, unit, index | 0, high, draw, this.#block);
    return this.#uniform();
  }

  #uniform(): number {
    const block = this.#block;
    return ((block[0]! >>> 6) * 67108864 + (block[1]! >>> 6) + 0.5) * STEP;
  }
}
