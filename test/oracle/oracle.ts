/** A slow reading of the rules, for comparison: one key of one pattern, from its inputs to its outputs. */
import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Value } from "../../src/machine/value.ts";
import type { Answer, Input } from "./answer.ts";
import { TimedKey } from "./due.ts";
import { type Cause, constantValue } from "./expressions.ts";
import {
  around,
  type Configuration,
  clockOf,
  configurationOf,
  type Happening,
  type Life,
  livesOf,
  type Session,
  sameLane,
  sessionFacts,
} from "./history.ts";
import { eventStep } from "./step.ts";
import { encodedPart } from "./text.ts";

export type { Answer, CountName, Input } from "./answer.ts";

/** A key that events come to. */
class FedKey extends TimedKey {
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
  const key = new FedKey(automaton, fingerprint, first?.event.key ?? "");
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
