import type { Clock } from "../transport.ts";

/**
 * Between two looks at the clock, and how long until others get their turn: a commit is five answers of a broker
 * one after the other, each of which waits as long for a task of the same process that steps.
 */
const LOOK_EVERY = 128;
const TURN_MS = 10;

/** Long work lets others have their turn now and then. */
export class Turns {
  private readonly clock: Clock;
  private since: number;
  private count = 0;

  constructor(clock: Clock) {
    this.clock = clock;
    this.since = clock.nowMs();
  }

  /** Called after each piece of work; what is to be waited for, or null: go on. */
  next(): Promise<void> | null {
    if (++this.count % LOOK_EVERY !== 0 || this.clock.nowMs() - this.since < TURN_MS) return null;
    return this.rest();
  }

  private async rest(): Promise<void> {
    await this.clock.sleep(0);
    this.since = this.clock.nowMs();
  }
}
