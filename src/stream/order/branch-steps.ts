import type { ArmedTimer, Configuration, Session } from "../../machine/configuration.ts";
import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import { type Step, type Stimulus, step } from "../../machine/step.ts";
import { type Due, dueIn, inOrder } from "../../machine/visitor/due.ts";
import { endOf } from "../../machine/visitor/session.ts";
import { DUE_TIMERS_MAX } from "../../machine/visitor.ts";
import type { Journal } from "./journal.ts";

/** What an event left, and the timers taken since: its consequences start there. */
export interface Branch {
  configuration: Configuration;
  /** The branch's own, for `now`. */
  clock: number;
  /** E of the branch's latest event. */
  readonly event: string;
}

/** Why and when a session ends; by null: it stalled, and there is no `on end` (rule 24). */
export interface Ending {
  readonly at: number;
  readonly by: "gap" | "max" | "pattern" | null;
}

/** Where `on end` runs. */
interface Last {
  readonly session: Session;
  readonly last: Branch;
}

const NO_LANE = { texts: [], values: {} };

/** What branches of one key do, step by step, written into a journal: nothing of it stands before that is told. */
export class BranchSteps {
  private readonly machine: Machine;
  private readonly key: string;

  constructor(machine: Machine, key: string) {
    this.machine = machine;
    this.key = key;
  }

  /** Timers that are overdue where an event starts, as steps of its own branch. */
  takeOverdue(
    from: Branch,
    open: { readonly session: Session },
    event: Event,
    journal: Journal,
  ): { readonly branch: Branch; readonly session: Session; readonly ending: Ending | null } {
    const branch: Branch = { ...from, event: event.id };
    const tentative = { session: open.session };
    for (;;) {
      const next = this.firstDue([branch], null, event.time, false);
      const ending = next === undefined ? null : this.takeDue(next, tentative, journal);
      if (next === undefined || ending !== null)
        return { branch, session: tentative.session, ending };
    }
  }

  /** What is due first on these branches, and for the session, if one is given. `through` as in `Runner.advance`. */
  firstDue(
    branches: Iterable<Branch>,
    session: Session | null,
    until: number,
    through: boolean,
  ): { readonly due: Due; readonly branch: Branch | undefined } | undefined {
    const ripe = [...branches].filter(({ configuration }) =>
      configuration.timers.some(({ due }) => due <= until),
    );
    const lanes = ripe.map(({ configuration }) => ({ configuration, session: null }));
    const [due] = dueIn(this.machine, { session, lanes })
      .filter(
        ({ instant, kind }) => instant < until || (instant === until && (through || kind === 0)),
      )
      .sort(inOrder);
    return due === undefined ? undefined : { due, branch: ripe[due.lane] };
  }

  /** A timer of a branch, or the session's end, of which only the how is told. */
  takeDue(
    { due, branch }: { readonly due: Due; readonly branch: Branch | undefined },
    holder: { session: Session },
    journal: Journal,
  ): Ending | null {
    const { session } = holder;
    const { timer, instant } = due;
    if (timer === null) return { at: instant, by: endOf(this.machine, session).by };
    const name = `${timer.owner}.${timer.index}`;
    if (session.dueSinceEvent >= DUE_TIMERS_MAX) {
      const reason = `more than ${DUE_TIMERS_MAX} timers fell due since the session's last event`;
      journal.dead.push({ kind: "stalled", ...this.place(), name, instant, reason });
      journal.counts.stalled++;
      return { at: instant, by: null };
    }
    holder.session = {
      ...session,
      clock: Math.max(session.clock, instant),
      dueSinceEvent: session.dueSinceEvent + 1,
    };
    const taken = this.takeTimer(branch!, timer, holder.session, journal);
    if (taken.failure !== null) {
      journal.counts.dueFailed++;
      journal.dead.push({ kind: "due", ...this.place(), name, instant, reason: taken.failure });
    }
    return taken.endsSession ? { at: instant, by: "pattern" } : null;
  }

  private takeTimer(branch: Branch, timer: ArmedTimer, session: Session, journal: Journal): Step {
    const at = timer.due;
    const taken = this.take(branch, { kind: "timer", timer }, session, at, at, journal);
    const { configuration } = taken;
    journal.counts.dueSteps++;
    branch.clock = Math.max(branch.clock, at);
    // Rule 16: the timer is spent also where its step failed.
    branch.configuration =
      taken.failure === null
        ? configuration
        : { ...configuration, timers: configuration.timers.filter((other) => other !== timer) };
    return taken;
  }

  /** `on end`, once, on the branch stepped last. */
  sayEnd({ at, by }: Ending, { session, last }: Last, journal: Journal): void {
    journal.counts.sessionsEnded++;
    if (by === null) return;
    const now = Math.max(at, last.clock);
    const taken = this.take(last, { kind: "end", endedBy: by }, session, at, now, journal);
    journal.counts.dueSteps++;
    if (taken.failure === null) return;
    const place = { ...this.place(), name: "end", instant: now };
    journal.counts.dueFailed++;
    journal.dead.push({ kind: "due", ...place, reason: taken.failure });
  }

  /** One step of a branch, which stays as it is: what it leaves is in the answer. */
  take(
    { configuration, event }: Branch,
    stimulus: Stimulus,
    session: Session,
    at: number,
    now: number,
    journal: Journal,
  ): Step {
    const situation = { key: this.key, lane: NO_LANE, session, at, now, branch: event };
    const taken = step(this.machine, configuration, stimulus, situation);
    journal.outputs.push(...taken.outputs);
    journal.counts.framesDropped += taken.framesDropped;
    if (taken.pushRefused) journal.counts.pushesRefused++;
    journal.happenings.push({
      ...{ lane: NO_LANE, stimulus, situation },
      ...{ before: configuration, step: taken },
    });
    return taken;
  }

  place(): { pattern: string; key: string; lane: readonly string[] } {
    return { pattern: this.machine.automaton.pattern, key: this.key, lane: [] };
  }
}
