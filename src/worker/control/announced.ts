import type { Automaton } from "../../automaton/automaton.ts";
import { Stopped } from "../task/stopped.ts";
import type { Message } from "../transport.ts";
import { type Change, type Patterns, readControl, samePatterns } from "./change.ts";

/** What the control topic says: the changes that were announced, and their automata. */
export class Announced {
  private readonly byFingerprint = new Map<string, Automaton>();
  private readonly byNumber = new Map<number, Change>();
  private top = 0;

  take(message: Pick<Message, "key" | "value">): void {
    const read = readControl(message);
    switch (read?.kind) {
      case "automaton":
        this.byFingerprint.set(read.fingerprint, read.automaton);
        return;
      case "change":
        this.byNumber.set(read.change.number, read.change);
        this.top = Math.max(this.top, read.change.number);
        return;
      case "newer":
        throw new Stopped(
          "newer state",
          `the control topic was written in format ${read.format} by a later release`,
          "start that release, or a later one",
        );
      case "damaged":
        throw new Stopped(
          "damaged state",
          `the record ${read.key} of the control topic cannot be read`,
          "find out who else writes to the topic; `pda plan --apply` writes it",
        );
    }
  }

  automaton(fingerprint: string): Automaton | null {
    return this.byFingerprint.get(fingerprint) ?? null;
  }

  change(number: number): Change | null {
    return this.byNumber.get(number) ?? null;
  }

  get latest(): Change | null {
    return this.change(this.top);
  }

  /** The next one that a task makes which has made those up to `number`. */
  after(number: number): Change | null {
    return this.change(number + 1);
  }

  /** Those that a task has still to make. */
  since(number: number): readonly Change[] {
    return [...this.byNumber.values()].filter((change) => change.number > number);
  }

  /**
   * Whether a worker with these patterns may have a task: they are what it runs, or what it is to run, or a
   * rolling restart has not come to the worker yet.
   */
  admits(own: Patterns, running: Patterns, number: number): boolean {
    return (
      samePatterns(own, running) ||
      this.since(number).some(({ after }) => samePatterns(own, after)) ||
      (this.latest !== null && samePatterns(own, this.latest.before))
    );
  }
}
