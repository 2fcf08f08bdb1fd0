import type { ChunkLimits } from "../options.ts";
import type { MessageRecord } from "../records/message-record.ts";
import type { Clock } from "../transport.ts";
import type { Came, Intake, MessageTaker } from "./intake.ts";
import { WrongRecord } from "./stepping.ts";
import { Turns } from "./turns.ts";

export interface GatheringParts {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly limits: ChunkLimits;
  /** How long to wait for the first record. */
  readonly fetchMs: number;
  /** Somebody waits for the chunk to end. */
  readonly hurried: () => boolean;
  /** Throws once the task is not ours any more. */
  readonly check: () => void;
}

/** What is done with the records of a chunk. */
export interface Stepper extends MessageTaker {
  /** Before the first of them. */
  begin(): void;
  step(source: number, record: MessageRecord): void;
}

/** Gathers the records of one chunk after the other, and has them stepped. */
export class Gathering {
  private readonly parts: GatheringParts;
  /** When what comes next began to gather, while the chunk before was being committed; null: it did not. */
  private since: number | null = null;
  /** A record that stops the task once all before it is committed. */
  wrong: WrongRecord | null = null;

  constructor(parts: GatheringParts) {
    this.parts = parts;
  }

  /** While a chunk is committed, the records of the next one gather. */
  askEarly(): void {
    const { intake, clock, limits } = this.parts;
    this.since = clock.nowMs();
    intake.askEarly(limits.ms);
  }

  /** Until the chunk is full or its time is over; when it began, or null: nothing came. */
  async chunk(stepper: Stepper): Promise<number | null> {
    const { intake, clock, limits, fetchMs, hurried, check } = this.parts;
    const { since } = this;
    this.since = null;
    let begun: number | null = null;
    const turns = new Turns(clock);
    for (let records = 0; records < limits.records && this.wrong === null; ) {
      const record = intake.take();
      if (record !== null) {
        if (begun === null) stepper.begin();
        begun ??= clock.nowMs();
        this.step(stepper, record);
        records++;
        const waiting = turns.next();
        if (waiting !== null) await waiting;
        continue;
      }
      if (begun !== null && hurried()) break;
      // Where more lies ready than was sent, a larger chunk costs less, and makes nobody wait.
      const from = begun === null || intake.lag > 0 ? begun : (since ?? begun);
      const left = from === null ? fetchMs : from + limits.ms - clock.nowMs();
      if (left <= 0) break;
      const came: Came = await intake.more(left, begun !== null, stepper);
      check();
      if (came === "nothing" && begun === null) return null;
      if (came === "gap") begun ??= clock.nowMs();
    }
    return begun;
  }

  /** A record that stops the task: all before it still counts. */
  private step(stepper: Stepper, record: MessageRecord): void {
    const { source } = record;
    try {
      stepper.step(source, record);
    } catch (error) {
      if (!(error instanceof WrongRecord)) throw error;
      this.wrong = error;
      this.parts.intake.putBack(source);
    }
  }
}
