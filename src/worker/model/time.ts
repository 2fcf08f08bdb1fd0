import type { Clock } from "../transport.ts";

/**
 * Time that passes only when everything waits for it. Two things due at the same instant happen in
 * the order in which they were asked for, so that a run is a function of its seed.
 */
export interface VirtualTime extends Clock {
  at(ms: number, happen: () => void): void;
  /** Lets time pass until the promise is settled; fails where nothing is left to wait for. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Lets this much time pass. */
  pass(ms: number): Promise<void>;
}

interface Due {
  readonly ms: number;
  readonly happen: () => void;
}

/** Turns asked for at once: a round of the event loop costs more than what happens in most turns. */
const TURNS = 32;

/** One after the other; between two of them all promises that can go on without time go on. */
const turns = (turn: () => void): Promise<void> =>
  new Promise((done) => {
    for (let i = 1; i < TURNS; i++) setImmediate(turn);
    setImmediate(done);
  });

export function virtualTime(startMs: number): VirtualTime {
  let nowMs = startMs;
  const queue: Due[] = [];

  const at = (ms: number, happen: () => void): void => {
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (queue[middle]!.ms <= ms) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, { ms: Math.max(ms, nowMs), happen });
  };

  const next = (): boolean => {
    const due = queue.shift();
    if (!due) return false;
    nowMs = due.ms;
    due.happen();
    return true;
  };

  async function until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    let stuck = false;
    // The first turn of all lets time stand still, for what is under way.
    let begun = false;
    const turn = (): void => {
      if (begun && !settled && !stuck) stuck = !next();
      begun = true;
    };
    while (!settled) {
      if (stuck) throw new Error("everything waits for something that will not happen");
      await turns(turn);
    }
    return promise;
  }

  return {
    nowMs: () => nowMs,
    sleep: (ms) => new Promise((done) => at(nowMs + ms, done)),
    at,
    until,
    async pass(ms) {
      await until(new Promise<void>((done) => at(nowMs + ms, done)));
    },
  };
}
