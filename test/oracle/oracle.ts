/** A slow reading of the rules, for comparison: one key of one pattern, from its inputs to its outputs. */
import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Value } from "../../src/machine/value.ts";
import { StepFailure } from "./exact.ts";
import { type Cause, constantValue } from "./expressions.ts";
import {
  type ArmedTimer,
  armedTimers,
  around,
  type Configuration,
  clockOf,
  configurationOf,
  countedEvents,
  endOf,
  type Happening,
  type Life,
  laneText,
  livesOf,
  type Session,
  sameLane,
  sessionFacts,
  timersSinceCounted,
} from "./history.ts";
import { endStep, eventStep, type Taken, timerStep } from "./step.ts";
import { encodedName, encodedPart } from "./text.ts";

export type Input =
  | {
      readonly kind: "event";
      readonly event: Event;
      /** Judged when read: behind the source's watermark. */
      readonly behindWatermark: boolean;
    }
  /** Rule 30, for this key. */
  | { readonly kind: "watermark"; readonly at: number }
  /** End of input: time runs on through timers to the session's end. */
  | { readonly kind: "end" };

const countNames = [
  "handedOn",
  "ignored",
  "laneless",
  "stepped",
  "taken",
  "unmatched",
  "failed",
  "late",
  "dueSteps",
  "dueFailed",
  "stalled",
  "sessionsBegun",
  "sessionsEnded",
  "framesDropped",
  "pushesRefused",
  "lanesDropped",
  "lanesRefused",
] as const;

export type CountName = (typeof countNames)[number];

export interface Answer {
  /** Output lines as rule 27 writes them, in order, for the one key. */
  readonly lines: readonly string[];
  /** `event <E> @<ms>`, `due <owner.n|end> @<ms>`, `stalled <owner.n> @<ms>`; before them `[lane,values] `. */
  readonly dead: readonly string[];
  readonly counts: Record<CountName, number>;
}

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

class Key {
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

  // -------------------------------------------------------------- what is due

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
          automaton: this.automaton,
          fingerprint: this.fingerprint,
          key: this.key,
          life,
          session,
          facts: sessionFacts(this.automaton, this.key, session),
          configuration: before,
          event: null,
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
          automaton: this.automaton,
          fingerprint: this.fingerprint,
          key: this.key,
          life,
          session,
          facts: sessionFacts(this.automaton, this.key, session),
          configuration: configurationOf(session, life),
          event: null,
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

  // -------------------------------------------------------------- events

  isIgnored(event: Event): boolean {
    const { ignore } = this.automaton;
    return event.name === null ? ignore.undeclared : ignore.events.includes(event.name);
  }

  /** null: an event without (all) the lane's values. */
  laneOf(event: Event): readonly Value[] | null {
    const lane = (this.automaton.lanes?.fields ?? []).map((field) =>
      Object.hasOwn(event.fields, field.name) ? event.fields[field.name] : undefined,
    );
    return lane.includes(undefined) ? null : lane;
  }

  takeEvent(event: Event, behindWatermark: boolean): void {
    const { lanes, session: limits } = this.automaton;
    const cause: Cause = { id: event.id, order: this.eventsRead++ };
    this.counts.handedOn++;
    if (this.isIgnored(event)) {
      this.counts.ignored++;
      return;
    }
    const lane = this.laneOf(event);
    const ownSessions = lanes !== null && !limits.shared;
    if (lane === null && ownSessions) {
      this.counts.laneless++;
      if (behindWatermark) this.counts.late++;
      return;
    }

    this.advanceTo(event.time);

    const session =
      this.sessions.find((s) => s.lane === null || (lane !== null && sameLane(s.lane, lane))) ??
      null;
    if (behindWatermark || (session !== null && event.time < clockOf(session))) this.counts.late++;

    const lives = this.sessions.flatMap(livesOf).sort((a, b) => a.age - b.age);
    const life = lane === null ? undefined : lives.find((l) => sameLane(l.lane, lane));
    const noRoom =
      lane !== null &&
      life === undefined &&
      lanes !== null &&
      lanes.limit !== null &&
      lives.length >= lanes.limit.count;
    const refused = noRoom && lanes.limit!.overflow === "refuse";
    if (refused) this.counts.lanesRefused++;
    if (lane === null || refused) {
      this.counts.laneless++;
      if (!ownSessions) this.countWithoutStep(session, event, cause);
      return;
    }
    this.stepEvent(session, lane, life ?? null, noRoom ? lives[0]! : null, event, cause);
  }

  /** An event that steps no lane but counts. */
  countWithoutStep(session: Session | null, event: Event, cause: Cause): void {
    if (session === null) this.counts.sessionsBegun++;
    this.put(session, {
      lane: null,
      happenings: [
        ...(session?.happenings ?? []),
        {
          what: "event",
          life: null,
          now: event.time,
          at: event.time,
          cause,
          timer: null,
          entered: [],
          assigned: [],
          configuration: null,
        },
      ],
    });
  }

  startConfiguration(): Configuration {
    return {
      state: this.automaton.start,
      stack: [],
      registers: new Map(
        this.automaton.registers.map((register) => [
          register.name,
          register.initial === null ? undefined : constantValue(register.initial, register.type),
        ]),
      ),
    };
  }

  stepEvent(
    running: Session | null,
    lane: readonly Value[],
    livedSoFar: Life | null,
    dropped: Life | null,
    event: Event,
    cause: Cause,
  ): void {
    const now = running === null ? event.time : Math.max(event.time, clockOf(running));
    const ownSessions = this.automaton.lanes !== null && !this.automaton.session.shared;
    const life: Life = livedSoFar ?? { lane, age: this.livesBegun + 1 };
    const common = { now, at: event.time, cause, timer: null, assigned: [] };

    const happenings: Happening[] = [...(running?.happenings ?? [])];
    if (dropped !== null && !ownSessions) {
      happenings.push({
        ...common,
        what: "drop",
        life: dropped,
        entered: [],
        configuration: null,
      });
    }
    if (livedSoFar === null) {
      happenings.push({
        ...common,
        what: "begin",
        life,
        entered: around(this.automaton, this.automaton.start).map((owner) => owner.name),
        configuration: this.startConfiguration(),
      });
    }
    const before: Session = { lane: ownSessions ? lane : null, happenings };
    const configuration = configurationOf(before, life);
    const stepped: Happening = { ...common, what: "event", life, entered: [], configuration };
    // rule 12: with the event being stepped
    const facts = sessionFacts(this.automaton, this.key, {
      ...before,
      happenings: [...happenings, stepped],
    });

    this.counts.stepped++;
    const taken = this.attempt(() =>
      eventStep(
        {
          automaton: this.automaton,
          fingerprint: this.fingerprint,
          key: this.key,
          life,
          session: before,
          facts,
          configuration,
          event,
          now,
          at: event.time,
          endedBy: null,
          cause,
          trigger: encodedPart(event.id),
        },
        event,
      ),
    );
    if (taken === null) {
      this.counts.failed++;
      this.bury(lane, `event ${event.id} @${event.time}`);
      return;
    }

    if (taken.fired) this.counts.taken++;
    else this.counts.unmatched++;
    if (running === null) this.counts.sessionsBegun++;
    if (livedSoFar === null) this.livesBegun++;
    if (dropped !== null) {
      this.counts.lanesDropped++;
      if (ownSessions) this.put(this.sessions.find((s) => sameLane(s.lane!, dropped.lane))!, null);
    }
    const after: Session = {
      lane: before.lane,
      happenings: [
        ...happenings,
        {
          ...stepped,
          entered: taken.entered,
          assigned: taken.assigned,
          configuration: taken.configuration,
        },
      ],
    };
    this.put(running, after);
    this.record(taken);
    if (taken.endsSession) this.endSession(after, now, event.time, "pattern");
  }
}

/** All events have one key. */
export function answer(
  automaton: Automaton,
  fingerprint: string,
  inputs: readonly Input[],
): Answer {
  const first = inputs.find((input) => input.kind === "event");
  const key = new Key(automaton, fingerprint, first?.event.key ?? "");
  for (const input of inputs) {
    switch (input.kind) {
      case "event":
        if (input.event.key !== key.key) throw new Error("events of two keys");
        key.takeEvent(input.event, input.behindWatermark);
        break;
      case "watermark":
        key.advanceTo(input.at);
        break;
      case "end":
        key.advanceTo(Number.POSITIVE_INFINITY);
        break;
    }
  }
  return { lines: key.lines, dead: key.dead, counts: key.counts };
}
