/**
 * THE DEFINITION, second half: what one key's automata do with a sequence of events and the passing of
 * time. Rules 6 to 11, 16, 23, 24, 30 and 31; the single step is in step.ts. A visitor is an immutable
 * value: session or sessions, lanes, configurations.
 */
import { produce } from "immer";
import type { ArmedTimer, Configuration, Session, Writer } from "./configuration.ts";
import { noCounts } from "./counts.ts";
import type { Event } from "./event.ts";
import { laneText } from "./identity.ts";
import type { Machine } from "./machine.ts";
import type { Counts, DeadStep, Output } from "./output.ts";
import { record } from "./record.ts";
import type { Lane } from "./scene.ts";
import { begin, type Situation, type Step, type Stimulus, step } from "./step.ts";
import { type Due, dueIn, inOrder } from "./visitor/due.ts";
import { endOf, withEvent } from "./visitor/session.ts";

/** Rule 24. */
export const DUE_TIMERS_MAX = 10_000;

export interface LaneState {
  readonly lane: Lane;
  readonly configuration: Configuration;
  /** Its own session; null where the visitor's is shared. */
  readonly session: Session | null;
}

export interface Visitor {
  readonly key: string;
  /** `session … of visitor`; null where each lane has its own. */
  readonly session: Session | null;
  /** In order of age (rule 6). Without lanes: one. */
  readonly lanes: readonly LaneState[];
}

/** One step as it happened, for tracing. */
export interface Happening {
  readonly lane: Lane;
  readonly stimulus: Stimulus;
  readonly situation: Situation;
  readonly before: Configuration;
  readonly step: Step;
}

/** What came of an event or of time moving on. `visitor` is null where no session is open. */
export interface Passage {
  readonly visitor: Visitor | null;
  readonly outputs: readonly Output[];
  readonly dead: readonly DeadStep[];
  readonly counts: Counts;
  readonly happenings: readonly Happening[];
}

/** An event of the visitor's key. `behindWatermark` is judged when it is read (rule 31). */
export function feed(
  machine: Machine,
  visitor: Visitor | null,
  event: Event,
  behindWatermark: boolean,
): Passage {
  const passing = new Passing(machine, visitor, event.key);
  passing.feed(event, behindWatermark);
  return passing.done();
}

/**
 * Time moves on to `until` (rule 30): `after` and `idle` due at or before it, `within` and session ends
 * before it; with `through`, these at `until` too.
 */
export function advance(
  machine: Machine,
  visitor: Visitor,
  until: number,
  through = false,
): Passage {
  const passing = new Passing(machine, visitor, visitor.key);
  passing.advance(until, through);
  return passing.done();
}

/** The end of the input: time runs on through timers to the end of every session. */
export const finish = (machine: Machine, visitor: Visitor): Passage =>
  advance(machine, visitor, Number.POSITIVE_INFINITY);

/** The earliest instant at which something is due; null where nothing is open. */
export function nextDue(machine: Machine, visitor: Visitor): number | null {
  const instants = dueIn(machine, visitor).map(({ instant }) => instant);
  return instants.length === 0 ? null : instants.reduce((a, b) => Math.min(a, b));
}

/** The open session that an event would be stepped in, were it not over by then, and its lane; null: none. */
export function sessionOf(
  machine: Machine,
  { session, lanes }: Visitor,
  event: Event,
): { readonly session: Session; readonly lane: readonly string[] } | null {
  if (session !== null) return { session, lane: [] };
  const lane = laneOf(machine, event);
  const met = lane === null ? undefined : lanes.find((other) => sameLane(other.lane, lane));
  return met === undefined ? null : { session: met.session!, lane: met.lane.texts };
}

/** The working state of one call. */
class Passing {
  private readonly machine: Machine;
  private readonly key: string;
  session: Session | null;
  lanes: readonly LaneState[];
  private readonly outputs: Output[] = [];
  private readonly dead: DeadStep[] = [];
  private readonly counts = noCounts();
  private readonly happenings: Happening[] = [];

  constructor(machine: Machine, visitor: Visitor | null, key: string) {
    this.machine = machine;
    this.key = key;
    this.session = visitor?.session ?? null;
    this.lanes = visitor?.lanes ?? [];
  }

  done(): Passage {
    const { key, session, lanes, outputs, dead, counts, happenings } = this;
    const open = session !== null || lanes.length > 0;
    return { visitor: open ? { key, session, lanes } : null, outputs, dead, counts, happenings };
  }

  private get shared(): boolean {
    return this.machine.automaton.session.shared;
  }

  // ------------------------------------------------------------ events

  feed(event: Event, behindWatermark: boolean): void {
    this.counts.handedOn++;
    const { ignore, lanes } = this.machine.automaton;
    if (event.name === null ? ignore.undeclared : this.machine.ignored.has(event.name)) {
      this.counts.ignored++; // rule 8
      return;
    }
    const lane = laneOf(this.machine, event);
    const touches = lane !== null || this.shared;
    if (touches) this.advance(event.time); // rule 10
    const index = lane === null ? -1 : this.lanes.findIndex((other) => sameLane(other.lane, lane));
    const session = this.shared ? this.session : (this.lanes[index]?.session ?? null);
    // Rule 31: behind W is judged when read, behind the clock when stepped.
    if (behindWatermark || (session !== null && event.time < session.clock)) this.counts.late++;
    const limit = index < 0 ? (lanes?.limit ?? null) : null;
    const full = limit !== null && this.lanes.length >= limit.count;
    if (lane !== null && full && limit.overflow === "refuse") this.counts.lanesRefused++;
    if (lane === null || (full && limit.overflow === "refuse")) {
      this.counts.laneless++;
      if (this.shared) this.becomeActive(session, event); // rule 6: steps no lane but counts
      return;
    }
    this.stepEvent(lane, index, session, event, full);
  }

  private becomeActive(session: Session | null, event: Event): void {
    if (session === null) this.counts.sessionsBegun++;
    this.session = withEvent(session, event);
  }

  private stepEvent(
    lane: Lane,
    index: number,
    before: Session | null,
    event: Event,
    full: boolean,
  ): void {
    const session = withEvent(before, event);
    const writer: Writer = { id: event.id, order: session.events };
    const now = session.clock;
    // Rule 23: a lane's start timers are armed when it begins, before its first event's step.
    const configuration = this.lanes[index]?.configuration ?? begin(this.machine, now, writer);
    const situation = { key: this.key, lane, session, at: event.time, now };
    const taken = this.take(configuration, { kind: "event", event }, situation);
    this.counts.stepped++;
    if (taken.failure !== null) {
      this.counts.failed++; // rule 16: as if the event had not come
      this.dead.push({
        ...{ kind: "event", ...this.place(lane), event: event.id },
        ...{ instant: event.time, reason: taken.failure },
      });
      return;
    }
    this.counts[taken.taken ? "taken" : "unmatched"]++;
    if (before === null) this.counts.sessionsBegun++;
    const state = {
      lane,
      configuration: taken.configuration,
      session: this.shared ? null : session,
    };
    if (this.shared) this.session = session;
    if (index >= 0) this.replaceLane(index, state);
    else {
      if (full) this.counts.lanesDropped++;
      this.lanes = [...(full ? this.lanes.slice(1) : this.lanes), state];
    }
    if (taken.endsSession)
      this.endSession(index >= 0 ? index : this.lanes.length - 1, situation, "pattern");
  }

  // ------------------------------------------------------------ time

  advance(until: number, through = false): void {
    for (;;) {
      const [next] = dueIn(this.machine, this)
        .filter(
          ({ instant, kind }) => instant < until || (instant === until && (through || kind === 0)),
        )
        .sort(inOrder);
      if (next === undefined) return;
      if (next.timer === null) this.endDue(next);
      else this.takeTimer(next.lane, next.timer);
    }
  }

  private sessionOf(lane: number): Session {
    return this.session ?? this.lanes[lane]!.session!;
  }

  private endDue({ lane, instant }: Due): void {
    const session = this.sessionOf(lane);
    const { by } = endOf(this.machine, session);
    this.endSession(lane, { at: instant, now: instant }, by);
  }

  private takeTimer(index: number, timer: ArmedTimer): void {
    const { lane, configuration } = this.lanes[index]!;
    const session = this.sessionOf(index);
    const at = timer.due;
    const name = `${timer.owner}.${timer.index}`;
    if (session.dueSinceEvent >= DUE_TIMERS_MAX) {
      // Rule 24: not taken; the session ends at that instant without `on end`.
      const reason = `more than ${DUE_TIMERS_MAX} timers fell due since the session's last event`;
      this.dead.push({ kind: "stalled", ...this.place(lane), name, instant: at, reason });
      this.counts.stalled++;
      this.forget(index);
      return;
    }
    const after = produce(session, (draft) => {
      draft.clock = Math.max(draft.clock, at); // rule 7
      draft.dueSinceEvent++;
    });
    const situation = { key: this.key, lane, session: after, at, now: at };
    const taken = this.take(configuration, { kind: "timer", timer }, situation);
    this.counts.dueSteps++;
    if (taken.failure !== null) this.failDue(lane, name, at, taken.failure);
    if (this.shared) this.session = after;
    this.replaceLane(index, {
      lane,
      // Rule 16: the timer is spent also where its step failed.
      configuration:
        taken.failure === null
          ? taken.configuration
          : { ...configuration, timers: configuration.timers.filter((other) => other !== timer) },
      session: this.shared ? null : after,
    });
    if (taken.endsSession) this.endSession(index, situation, "pattern");
  }

  /** Rules 9 to 11: `on end` in every lane of the session, in order of age; then nothing is left of it. */
  private endSession(
    index: number,
    { at, now }: { readonly at: number; readonly now: number },
    endedBy: "gap" | "max" | "pattern",
  ): void {
    const ending = this.shared ? this.lanes : [this.lanes[index]!];
    const session = this.sessionOf(index);
    for (const { lane, configuration } of ending) {
      const situation = { key: this.key, lane, session, at, now };
      const taken = this.take(configuration, { kind: "end", endedBy }, situation);
      this.counts.dueSteps++;
      if (taken.failure !== null) this.failDue(lane, "end", now, taken.failure);
    }
    this.forget(index);
  }

  /** The session is over, and with it every configuration in it. */
  private forget(index: number): void {
    this.counts.sessionsEnded++;
    this.lanes = this.shared ? [] : this.lanes.filter((_, i) => i !== index);
    this.session = null;
  }

  private failDue(lane: Lane, name: string, instant: number, reason: string): void {
    this.counts.dueFailed++;
    this.dead.push({ kind: "due", ...this.place(lane), name, instant, reason });
  }

  // ------------------------------------------------------------ steps

  private take(before: Configuration, stimulus: Stimulus, situation: Situation): Step {
    const taken = step(this.machine, before, stimulus, situation);
    this.outputs.push(...taken.outputs);
    this.counts.framesDropped += taken.framesDropped;
    if (taken.pushRefused) this.counts.pushesRefused++;
    this.happenings.push({ lane: situation.lane, stimulus, situation, before, step: taken });
    return taken;
  }

  private place(lane: Lane): { pattern: string; key: string; lane: readonly string[] } {
    return { pattern: this.machine.automaton.pattern, key: this.key, lane: lane.texts };
  }

  private replaceLane(index: number, state: LaneState): void {
    this.lanes = this.lanes.map((other, i) => (i === index ? state : other));
  }
}

/** Rule 6; null: an event without a product. Without lanes every event has the same one. */
function laneOf({ automaton }: Machine, event: Event): Lane | null {
  const fields = automaton.lanes?.fields ?? [];
  const values = fields.map(({ name }) =>
    Object.hasOwn(event.fields, name) ? event.fields[name] : undefined,
  );
  if (values.includes(undefined)) return null;
  return {
    texts: fields.map(({ type }, i) => laneText(type, values[i]!)),
    values: record(fields.map(({ name }, i) => [name, values[i]])),
  };
}

/** The event's lane as outputs carry it; none of an event without a product, or without lanes. */
export const laneTextsOf = (machine: Machine, event: Event): readonly string[] =>
  laneOf(machine, event)?.texts ?? [];

const sameLane = (a: Lane, b: Lane): boolean =>
  a.texts.length === b.texts.length && a.texts.every((text, i) => text === b.texts[i]);
