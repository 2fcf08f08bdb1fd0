import type { Session as ReferenceSession } from "../configuration.ts";
import type { Event } from "../event.ts";
import { StepFailure } from "../failure.ts";
import { laneText } from "../identity.ts";
import { encodeId } from "../render.ts";
import type { Layout } from "../twin/layout.ts";
import type { TwinHost, TwinSession, TwinTable } from "../twin/runtime.ts";
import type { Value } from "../value.ts";
import { DUE_TIMERS_MAX, type Visitor as ReferenceVisitor } from "../visitor.ts";
import type { Yard } from "./actions.ts";
import { endOf, soonest, type Visitor, withEvent } from "./due.ts";
import { type Clockwork, spend } from "./enter.ts";
import { type Refs, restoredConfiguration, savedVisitor } from "./keep.ts";
import type { Configuration, Lane, Moment, Ref, Session } from "./moment.ts";
import type { Rules } from "./rules.ts";
import { without } from "./stack.ts";
import { type Count, counting } from "./tally.ts";

/** The open sessions of one pattern, and what they do (rules 6 to 11, 16, 23, 24, 30, 31). */
export class AssembledTable implements TwinTable {
  private readonly yard: Yard;
  private readonly layout: Layout;
  private readonly rules: Rules;
  private readonly host: TwinHost;
  private readonly moment: Moment;
  private readonly refs: Refs;
  private readonly start: Configuration;
  /** By cell, of a frame kind: how long it lasts. */
  private readonly lasting: readonly number[];
  private readonly ignored: ReadonlySet<number>;
  private readonly count: Count | null;
  private readonly byKey = new Map<string, number>();
  private readonly visitors: (Visitor | null)[] = [];
  private readonly free: number[] = [];

  constructor(
    yard: Yard,
    rules: Rules,
    moment: Moment,
    start: Configuration,
    host: TwinHost,
    refs: Refs,
  ) {
    this.yard = yard;
    this.layout = yard.layout;
    this.rules = rules;
    this.moment = moment;
    this.start = start;
    this.host = host;
    this.refs = refs;
    this.count = host.tally === undefined ? null : counting(this.layout, host.tally);
    const { automaton, machine, codes, undeclared, kinds } = this.layout;
    const lasts = [...kinds.keys()].map((kind) => machine.kinds.get(kind)!.expires);
    this.lasting = [null, ...lasts].map((expires) => expires ?? Number.POSITIVE_INFINITY);
    const { events, undeclared: strangers } = automaton.ignore;
    const named = events.map((name) => codes.get(name) ?? undeclared);
    this.ignored = new Set(strangers ? [...named, undeclared] : named);
  }

  // ------------------------------------------------------------ the table

  feed(event: Event, behindWatermark: boolean): number {
    const { host, layout, ignored, byKey, visitors, free } = this;
    host.counts.handedOn++;
    const code = event.name === null ? layout.undeclared : layout.codes.get(event.name)!;
    if (ignored.has(code)) {
      host.counts.ignored++; // rule 8
      return -1;
    }
    const known = byKey.get(event.key);
    const row = known ?? free.pop() ?? visitors.length;
    const visitor = visitors[row] ?? { key: event.key, session: null, lanes: [] };
    visitors[row] = visitor;
    if (known === undefined) byKey.set(event.key, row);
    this.take(visitor, event, code, behindWatermark);
    this.settle(row);
    return row;
  }

  advance(row: number, until: number, through: boolean): void {
    this.pass(this.visitors[row]!, until, through);
    this.settle(row);
  }

  nextDue(row: number): number {
    const visitor = this.visitors[row];
    return visitor == null
      ? Number.POSITIVE_INFINITY
      : (soonest(visitor, this.yard)?.instant ?? Number.POSITIVE_INFINITY);
  }

  sessionOf(event: Event): TwinSession | null {
    const row = this.byKey.get(event.key);
    const visitor = row === undefined ? null : this.visitors[row]!;
    if (visitor === null) return null;
    const lane = visitor.session === null ? this.laneOf(visitor, this.valuesOf(event)) : undefined;
    const session = visitor.session ?? lane?.session ?? null;
    if (session === null) return null;
    const { clock, first } = session;
    return { clock, end: endOf(session, this.layout).instant, first, lane: lane?.texts ?? [] };
  }

  keyOf = (row: number): string => this.visitors[row]!.key;
  rowOf = (key: string): number => this.byKey.get(key) ?? -1;
  rows = (): Iterable<number> => this.byKey.values();
  size = (): number => this.byKey.size;

  save(row: number): ReferenceVisitor | null {
    const visitor = this.visitors[row] ?? null;
    return visitor === null ? null : savedVisitor(visitor, this.layout, this.refs);
  }

  restore({ key, session, lanes }: ReferenceVisitor): number {
    this.forget(key);
    const row = this.free.pop() ?? this.visitors.length;
    const fields = this.layout.automaton.lanes?.fields ?? [];
    this.visitors[row] = {
      key,
      session: session === null ? null : this.restoredSession(session),
      lanes: lanes.map((state) => {
        const values = fields.map(({ name }) => state.lane.values[name]);
        // What does not change with its steps is as of a lane that begins.
        const lane = this.begin(key, values, 0, "", 0);
        Object.assign(lane, restoredConfiguration(state.configuration, this.layout, this.refs));
        if (state.session !== null) lane.session = this.restoredSession(state.session);
        return lane;
      }),
    };
    this.byKey.set(key, row);
    return row;
  }

  forget(key: string): void {
    const row = this.byKey.get(key);
    if (row === undefined) return;
    this.byKey.delete(key);
    this.visitors[row] = null;
    this.free.push(row);
  }

  private restoredSession(session: ReferenceSession): Session {
    return { ...session, first: this.refs.refOfText(session.first.id) };
  }

  /** Gives a row back when nothing of its key is open. */
  private settle(row: number): void {
    const { key, session, lanes } = this.visitors[row]!;
    if (session !== null || lanes.length > 0) return;
    this.byKey.delete(key);
    this.visitors[row] = null;
    this.free.push(row);
  }

  // ------------------------------------------------------------ events

  private take(visitor: Visitor, event: Event, code: number, behind: boolean): void {
    const { counts } = this.host;
    const { lanes, session: limits } = this.layout.automaton;
    const { shared } = limits;
    const values = this.valuesOf(event);
    const none = values.includes(undefined);
    if (shared || !none) this.pass(visitor, event.time, false); // rule 10
    const met = this.laneOf(visitor, values);
    const before = shared ? visitor.session : (met?.session ?? null);
    // Rule 31: behind W is judged when read, behind the clock when stepped.
    if (behind || (before !== null && event.time < before.clock)) counts.late++;
    const limit = met === undefined && !none ? (lanes?.limit ?? null) : null;
    const full = limit !== null && visitor.lanes.length >= limit.count;
    const refused = full && limit.overflow === "refuse";
    if (refused) counts.lanesRefused++;
    const ref = this.refs.refOf(event);
    const session = withEvent(before, event.time, ref);
    if (none || refused) {
      counts.laneless++;
      if (!shared) return;
      if (before === null) counts.sessionsBegun++;
      visitor.session = session; // rule 6: steps no lane but counts
      return;
    }
    // Rule 23: a lane's start timers are armed when it begins, before its first event's step.
    const lane = met ?? this.begin(visitor.key, values, session.clock, ref, session.events);
    if (!this.step(visitor, lane, session, event, code, ref)) return;
    if (before === null) counts.sessionsBegun++;
    if (shared) visitor.session = session;
    else lane.session = session;
    if (met === undefined) {
      if (full) {
        counts.lanesDropped++;
        visitor.lanes.shift();
      }
      visitor.lanes.push(lane);
    }
    if (this.moment.endsSession)
      this.endSession(visitor, lane, event.time, session.clock, "pattern");
  }

  private valuesOf({ fields }: Event): readonly Value[] {
    return (this.layout.automaton.lanes?.fields ?? []).map(({ name }) =>
      Object.hasOwn(fields, name) ? fields[name] : undefined,
    );
  }

  /** Without a value there is no lane with it. */
  private laneOf({ lanes }: Visitor, values: readonly Value[]): Lane | undefined {
    return lanes.find((lane) => sameValues(lane.values, values));
  }

  private begin(key: string, values: readonly Value[], now: number, ref: Ref, order: number): Lane {
    const { start, layout, yard } = this;
    const { due, armed, armedOrders } = start;
    const fields = layout.automaton.lanes?.fields ?? [];
    const own = yard.timers[start.state]!;
    const texts = fields.map(({ type }, i) => laneText(type, values[i]!));
    return {
      ...start,
      // The start's cells hold durations.
      due: own.length === 0 ? due : due.map((duration) => now + duration),
      armed: own.length === 0 ? armed : armed.map(() => ref),
      armedOrders: own.length === 0 ? armedOrders : armedOrders.map(() => order),
      values,
      texts,
      place: [key, ...texts].map((text) => encodeId(text, { inner: true })).join(","),
      label:
        texts.length === 0
          ? ""
          : `,"lane":${JSON.stringify(texts.length === 1 ? texts[0] : texts)}`,
      session: null,
      seen: new Set(),
    };
  }

  /** An event's step; false: it failed, and is as if it had not come (rule 16). */
  private step(
    visitor: Visitor,
    lane: Lane,
    session: Session,
    event: Event,
    code: number,
    ref: Ref,
  ): boolean {
    const { host, moment, rules } = this;
    this.open(visitor.key, lane, session, event.time, session.clock, ref, session.events);
    moment.event = event;
    host.counts.stepped++;
    let taken = false;
    const failure = this.trying(code, () => {
      taken = rules.onEvent(moment, code);
    });
    if (failure === null) host.counts[taken ? "taken" : "unmatched"]++;
    else {
      host.counts.failed++;
      const where = { pattern: this.layout.automaton.pattern, key: visitor.key, lane: lane.texts };
      const what = { event: event.id, instant: event.time, reason: failure };
      host.dead({ kind: "event", ...where, ...what });
    }
    return failure === null;
  }

  // ------------------------------------------------------------ time

  /** Takes what is due (rules 10 and 30). */
  private pass(visitor: Visitor, until: number, through: boolean): void {
    const { yard } = this;
    for (let next = soonest(visitor, yard); next !== null; next = soonest(visitor, yard)) {
      const { instant, kind, lane, timer } = next;
      if (instant > until || (instant === until && !through && kind !== 0)) return;
      if (timer !== null) this.takeTimer(visitor, lane, timer, instant);
      else {
        const { by } = endOf((visitor.session ?? lane.session)!, yard.layout);
        this.endSession(visitor, lane, instant, instant, by);
      }
    }
  }

  private takeTimer(visitor: Visitor, lane: Lane, timer: Clockwork, at: number): void {
    const { host, moment, rules } = this;
    const before = (visitor.session ?? lane.session)!;
    if (before.dueSinceEvent >= DUE_TIMERS_MAX) {
      // Rule 24: not taken; the session ends at that instant without `on end`.
      const reason = `more than ${DUE_TIMERS_MAX} timers fell due since the session's last event`;
      this.fail("stalled", visitor, lane, timer.name, at, reason);
      this.over(visitor, lane);
      return;
    }
    const session = {
      ...before,
      clock: Math.max(before.clock, at), // rule 7
      dueSinceEvent: before.dueSinceEvent + 1,
    };
    if (visitor.session !== null) visitor.session = session;
    else lane.session = session;
    const [ref, order] = [lane.armed[timer.cell]!, lane.armedOrders[timer.cell]!];
    spend([timer], lane); // rule 23: fitting or not; rule 16: failing or not
    this.open(visitor.key, lane, session, at, at, ref, order);
    moment.suffix = `~${timer.idName}~${at}`;
    host.counts.dueSteps++;
    const failure = this.trying(-1, () => rules.onTimer(moment, timer.cell));
    if (failure !== null) this.fail("due", visitor, lane, timer.name, at, failure);
    else if (moment.endsSession) this.endSession(visitor, lane, at, at, "pattern");
  }

  /** Rules 9 to 11: `on end` in every lane of the session, in order of age; then nothing is left of it. */
  private endSession(
    visitor: Visitor,
    ending: Lane,
    at: number,
    now: number,
    by: "gap" | "max" | "pattern",
  ): void {
    const { host, moment, rules } = this;
    const session = (visitor.session ?? ending.session)!;
    for (const lane of visitor.session === null ? [ending] : visitor.lanes) {
      this.open(visitor.key, lane, session, at, now, session.first, 1);
      moment.endedBy = by;
      moment.suffix = "~end";
      host.counts.dueSteps++;
      const failure = this.trying(-1, () => rules.onEnd(moment));
      if (failure !== null) this.fail("due", visitor, lane, "end", now, failure);
    }
    this.over(visitor, ending);
  }

  private over(visitor: Visitor, lane: Lane): void {
    this.host.counts.sessionsEnded++;
    visitor.lanes = visitor.session === null ? visitor.lanes.filter((one) => one !== lane) : [];
    visitor.session = null;
  }

  // ------------------------------------------------------------ steps

  private open(
    key: string,
    lane: Lane,
    session: Session,
    at: number,
    now: number,
    ref: Ref,
    order: number,
  ): void {
    const { moment, lasting } = this;
    moment.open(lane, session);
    moment.key = key;
    moment.at = at;
    moment.now = now;
    moment.ref = ref;
    moment.order = order;
    // Rule 18: absent, wherever it stands.
    if (this.layout.expires)
      moment.stack = without(moment.stack, ({ born, kind }) => born + lasting[kind]! < now);
  }

  /** Takes the step that was opened. Why it failed; null: it is done, and stands. */
  private trying(code: number, step: () => void): string | null {
    const { moment, host } = this;
    const from = moment.state;
    try {
      step();
    } catch (error) {
      moment.endsSession = false;
      if (error instanceof StepFailure) return error.message; // rule 16: nothing was written yet
      throw error;
    }
    moment.close();
    this.count?.(moment, from, code);
    host.counts.framesDropped += moment.framesDropped;
    host.counts.pushesRefused += moment.pushesRefused;
    for (const line of moment.lines) host.line(line);
    return null;
  }

  private fail(
    kind: "due" | "stalled",
    { key }: Visitor,
    { texts: lane }: Lane,
    name: string,
    instant: number,
    reason: string,
  ): void {
    this.host.counts[kind === "due" ? "dueFailed" : "stalled"]++;
    const { pattern } = this.layout.automaton;
    this.host.dead({ kind, pattern, key, lane, name, instant, reason });
  }
}

const sameValues = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.every((value, i) => value === b[i]);
