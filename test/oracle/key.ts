import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Value } from "../../src/machine/value.ts";
import { type CountName, countNames } from "./answer.ts";
import { StepFailure } from "./exact.ts";
import { laneText, type Session } from "./history.ts";
import type { Taken } from "./step.ts";

/** One key: the sessions that run, and what has come of it so far. */
export class Key {
  readonly automaton: Automaton;
  readonly fingerprint: string;
  readonly key: string;
  /** Sessions that run: one, or with lanes of their own one per lane. */
  sessions: readonly Session[] = [];
  livesBegun = 0;
  eventsRead = 0;
  readonly lines: string[] = [];
  readonly dead: string[] = [];
  readonly counts = Object.fromEntries(countNames.map((name) => [name, 0])) as Record<
    CountName,
    number
  >;

  constructor(automaton: Automaton, fingerprint: string, key: string) {
    this.automaton = automaton;
    this.fingerprint = fingerprint;
    this.key = key;
  }

  put(before: Session | null, after: Session | null): void {
    const others = this.sessions.filter((session) => session !== before);
    this.sessions = after === null ? others : [...others, after];
  }

  bury(lane: readonly Value[], line: string): void {
    this.dead.push(
      this.automaton.lanes === null ? line : `[${lane.map(laneText).join(",")}] ${line}`,
    );
  }

  attempt(step: () => Taken): Taken | null {
    try {
      return step();
    } catch (error) {
      if (error instanceof StepFailure) return null;
      throw error;
    }
  }

  record(taken: Taken): void {
    this.lines.push(...taken.lines);
    this.counts.pushesRefused += taken.pushesRefused;
    this.counts.framesDropped += taken.framesDropped;
  }
}
