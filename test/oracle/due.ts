import {
  type ArmedTimer,
  armedTimers,
  configurationOf,
  countedEvents,
  endOf,
  type Life,
  livesOf,
  type Session,
  sessionFacts,
  timersSinceCounted,
} from "./history.ts";
import { Key } from "./key.ts";
import { endStep, timerStep } from "./step.ts";
import { encodedName, encodedPart } from "./text.ts";

/** Rule 24. */
const MOST_TIMERS = 10_000;

/** What is to happen next in a session by itself. */
type Due =
  | { readonly kind: "timer"; readonly session: Session; readonly armed: ArmedTimer }
  | {
      readonly kind: "end";
      readonly session: Session;
      readonly instant: number;
      readonly by: "gap" | "max";
    };

function instantOf(due: Due): number {
  return due.kind === "timer" ? due.armed.due : due.instant;
}

/** Rule 10: at one instant `after` and `idle`, then (events, then) `within`, then the end. */
function rankOf(due: Due): number {
  if (due.kind === "end") return 2;
  return due.armed.timer.kind === "within" ? 1 : 0;
}

function ageOf(due: Due): number {
  return due.kind === "timer" ? due.armed.life.age : (livesOf(due.session)[0]?.age ?? 0);
}

/** A key with what happens by itself: timers and ends, as time goes on. */
export class TimedKey extends Key {
  /** Everything to come, in the order of rules 10, 6 and 23. */
  allDue(): Due[] {
    const due = this.sessions.flatMap((session): Due[] => [
      ...livesOf(session).flatMap((life) =>
        armedTimers(this.automaton, session, life).map(
          (armed): Due => ({ kind: "timer", session, armed }),
        ),
      ),
      { kind: "end", session, ...endOf(this.automaton, session) },
    ]);
    // sorting is stable: of one automaton, own timers stay before those of its groups
    return due.sort(
      (a, b) => instantOf(a) - instantOf(b) || rankOf(a) - rankOf(b) || ageOf(a) - ageOf(b),
    );
  }

  /** Makes `after` and `idle` due up to T happen, and `within` and ends due before T. */
  advanceTo(time: number): void {
    for (;;) {
      const next = this.allDue().find((due) =>
        rankOf(due) === 0 ? instantOf(due) <= time : instantOf(due) < time,
      );
      if (next === undefined) return;
      if (next.kind === "timer") this.takeTimer(next.session, next.armed);
      else this.endSession(next.session, next.instant, next.instant, next.by);
    }
  }

  /** What every step that no event takes is told. */
  private eventless(session: Session, life: Life) {
    return {
      automaton: this.automaton,
      fingerprint: this.fingerprint,
      key: this.key,
      life,
      session,
      facts: sessionFacts(this.automaton, this.key, session),
      configuration: configurationOf(session, life),
      event: null,
    };
  }

  takeTimer(session: Session, armed: ArmedTimer): void {
    const { life, name, due } = armed;
    if (timersSinceCounted(session) >= MOST_TIMERS) {
      this.bury(life.lane, `stalled ${name} @${due}`);
      this.counts.stalled++;
      this.counts.sessionsEnded++;
      this.put(session, null);
      return;
    }
    this.counts.dueSteps++;
    const before = configurationOf(session, life);
    const taken = this.attempt(() =>
      timerStep(
        {
          ...this.eventless(session, life),
          now: due,
          at: due,
          endedBy: null,
          cause: armed.armedBy,
          trigger: `${encodedPart(armed.armedBy.id)}~${encodedName(name)}~${due}`,
        },
        armed.timer,
      ),
    );
    if (taken === null) {
      this.counts.dueFailed++;
      this.bury(life.lane, `due ${name} @${due}`);
    }
    const after: Session = {
      lane: session.lane,
      happenings: [
        ...session.happenings,
        {
          what: "timer",
          life,
          now: due,
          at: due,
          cause: armed.armedBy,
          timer: name,
          entered: taken?.entered ?? [],
          assigned: taken?.assigned ?? [],
          configuration: taken?.configuration ?? before,
        },
      ],
    };
    this.put(session, after);
    if (taken === null) return;
    this.record(taken);
    if (taken.endsSession) this.endSession(after, due, due, "pattern");
  }

  /** The end of a session, a step for each of its automata, the oldest first (rules 6, 11). */
  endSession(session: Session, now: number, at: number, by: "gap" | "max" | "pattern"): void {
    const first = countedEvents(session)[0]!;
    for (const life of livesOf(session)) {
      this.counts.dueSteps++;
      const taken = this.attempt(() =>
        endStep({
          ...this.eventless(session, life),
          now,
          at,
          endedBy: by,
          cause: first.cause,
          trigger: `${encodedPart(first.cause.id)}~end`,
        }),
      );
      if (taken === null) {
        this.counts.dueFailed++;
        this.bury(life.lane, `due end @${now}`);
      } else {
        this.record(taken);
      }
    }
    this.counts.sessionsEnded++;
    this.put(session, null);
  }
}
