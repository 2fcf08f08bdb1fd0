import type { Order } from "../../automaton/automaton.ts";
import type { ArmedTimer, Configuration, Session, Writer } from "../../machine/configuration.ts";
import type { Event } from "../../machine/event.ts";
import { keptConfiguration } from "../../machine/kept.ts";
import type { Machine } from "../../machine/machine.ts";
import { begin, type Step, type Stimulus, step } from "../../machine/step.ts";
import type { Layout } from "../../machine/twin/layout.ts";
import { type Due, dueIn, inOrder } from "../../machine/visitor/due.ts";
import { endOf, withEvent } from "../../machine/visitor/session.ts";
import { DUE_TIMERS_MAX } from "../../machine/visitor.ts";
import type { CauseState } from "../key-state.ts";
import type { Listener } from "../runner.ts";
import { EndedIds } from "./ended-ids.ts";
import { Journal } from "./journal.ts";
import type { OrderCounts } from "./order-counts.ts";
import type { Caused } from "./waiting.ts";

/** `follow cause from C, id from I` (rule 37). */
export type CauseOptions = NonNullable<Order["cause"]>;

/** What an event left, and the timers taken since: its consequences start there. */
interface Branch {
  configuration: Configuration;
  /** The branch's own, for `now`. */
  clock: number;
  /** E of the branch's latest event. */
  readonly event: string;
}

interface Open {
  session: Session;
  /** By the event's id, in order of age. */
  readonly branches: Map<string, Branch>;
  /** No event has started from these yet, so their timers run. In order of age. */
  readonly heads: Set<Branch>;
  /** Stepped last by an event: `on end` runs there. */
  last: Branch;
}

/** Why and when a session ends; by null: it stalled, and there is no `on end` (rule 24). */
interface Ending {
  readonly at: number;
  readonly by: "gap" | "max" | "pattern" | null;
}

const NO_LANE = { texts: [], values: {} };

/**
 * The sessions of one key as trees of events, each with the configuration that it left (rule 37). As rules 7
 * to 11, 16, 23 and 24 in machine/visitor.ts, but for where a step starts.
 */
export class CauseTree {
  private readonly machine: Machine;
  private readonly key: string;
  private readonly keep: number;
  private readonly listener: Listener & { readonly order: OrderCounts };
  private open: Open | null = null;
  readonly ended: EndedIds;

  constructor(
    machine: Machine,
    key: string,
    options: CauseOptions,
    listener: Listener & { readonly order: OrderCounts },
  ) {
    this.machine = machine;
    this.key = key;
    this.keep = options.keep;
    this.listener = listener;
    this.ended = new EndedIds(options.wait, options.keep);
  }

  get session(): Session | null {
    return this.open?.session ?? null;
  }

  /** Whether a configuration of the open session is kept under the name. */
  keeps(id: string): boolean {
    return this.open?.branches.has(id) ?? false;
  }

  knows(id: string): boolean {
    return this.keeps(id) || this.ended.has(id);
  }

  /** The earliest instant at which something is due; Infinity: nothing is open. */
  get nextDue(): number {
    const { open } = this;
    if (open === null) return Number.POSITIVE_INFINITY;
    let least = endOf(this.machine, open.session).instant;
    for (const { configuration } of open.heads)
      for (const { due } of configuration.timers) least = Math.min(least, due);
    return least;
  }

  save(layout: Layout): CauseState["open"] {
    if (this.open === null) return null;
    const { session, branches, heads } = this.open;
    return {
      session,
      branches: [...branches].map(([id, branch]) => {
        const { configuration, clock, event } = branch;
        return {
          ...{ id, clock, event, head: heads.has(branch) },
          configuration: keptConfiguration(layout, configuration, clock),
        };
      }),
    };
  }

  restore(open: CauseState["open"]): void {
    if (open === null) return;
    const branches = new Map<string, Branch>();
    const heads = new Set<Branch>();
    for (const { id, configuration, clock, event, head } of open.branches) {
      const branch = { configuration, clock, event };
      branches.set(id, branch);
      if (head) heads.add(branch);
    }
    // The one stepped last is the youngest, and never the one that goes because there is no room.
    this.open = { session: open.session, branches, heads, last: [...branches.values()].at(-1)! };
  }

  /** Time moves on: on the heads, and for the session. `through` as in `Runner.advance`. */
  advance(until: number, through: boolean): void {
    for (;;) {
      const { open } = this;
      if (open === null) return;
      const next = this.firstDue(open.heads, open.session, until, through);
      if (next === undefined) return;
      const journal = new Journal();
      const ending = this.takeDue(next, open, journal);
      if (ending !== null) {
        this.sayEnd(ending, open, journal);
        this.close(ending, open);
      }
      journal.tell(this.listener, this.key);
    }
  }

  /** An event that cannot have a place in the tree: it fails. */
  refuse(caused: Caused, reason: string): void {
    this.advance(caused.event.time, false);
    this.fail(caused, reason);
  }

  /** Steps an event from what its cause left, or from the start (null). False: the step failed. */
  step(caused: Caused, cause: string | null): boolean {
    const { machine } = this;
    const { event } = caused;
    const { time } = event;
    this.advance(time, false); // rule 10
    let open = this.open;
    let from = cause === null ? undefined : open?.branches.get(cause);
    // Nothing of this stands unless the event's step succeeds.
    const journal = new Journal();
    const overdue = from === undefined ? null : this.takeOverdue(from, open!, event, journal);
    const ending = overdue?.ending ?? null;
    if (ending !== null) {
      this.sayEnd(ending, { ...open!, session: overdue!.session }, journal);
      open = null;
      from = undefined;
    }
    const before = open === null ? null : (overdue?.session ?? open.session);
    const session = withEvent(before, event);
    const writer: Writer = { id: event.id, order: session.events };
    const branch: Branch =
      ending === null && overdue !== null
        ? overdue.branch
        : { configuration: begin(machine, time, writer), clock: time, event: event.id };
    branch.clock = Math.max(branch.clock, time);
    const taken = this.take(branch, { kind: "event", event }, session, time, branch.clock, journal);
    if (taken.failure !== null) {
      this.fail(caused, taken.failure);
      return false;
    }
    if (cause !== null && from === undefined) this.listener.order.causesEnded++;
    branch.configuration = taken.configuration;
    if (ending !== null) this.close(ending, this.open!);
    this.settle(caused, branch, from, session);
    this.count(caused, taken.taken ? "taken" : "unmatched", journal);
    if (before === null) journal.counts.sessionsBegun++;
    if (taken.endsSession) {
      const end: Ending = { at: time, by: "pattern" };
      this.sayEnd(end, this.open!, journal);
      this.close(end, this.open!);
    }
    journal.tell(this.listener, this.key);
    return true;
  }

  // ------------------------------------------------------------ events

  /** The event has its place in the tree. */
  private settle({ id }: Caused, branch: Branch, from: Branch | undefined, session: Session): void {
    this.open ??= { session, branches: new Map(), heads: new Set(), last: branch };
    const { branches, heads } = this.open;
    this.open.session = session;
    this.open.last = branch;
    if (from !== undefined) heads.delete(from);
    branches.set(id, branch);
    heads.add(branch);
    if (branches.size <= this.keep) return;
    const [oldest] = branches.keys();
    heads.delete(branches.get(oldest!)!);
    branches.delete(oldest!);
    this.listener.order.causesEvicted++;
  }

  private fail(caused: Caused, reason: string): void {
    const { event } = caused;
    const journal = new Journal();
    this.count(caused, "failed", journal);
    journal.dead.push({
      ...{ kind: "event", ...this.place(), event: event.id },
      ...{ instant: event.time, reason },
    });
    journal.tell(this.listener, this.key, event);
  }

  private count(
    { late }: Caused,
    outcome: "taken" | "unmatched" | "failed",
    { counts }: Journal,
  ): void {
    counts.handedOn++;
    counts.stepped++;
    counts[outcome]++;
    if (late) counts.late++;
  }

  /** Timers that are overdue where an event starts, as steps of its own branch. */
  private takeOverdue(
    from: Branch,
    open: Open,
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

  // ------------------------------------------------------------ time

  private firstDue(
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
  private takeDue(
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
  private sayEnd({ at, by }: Ending, { session, last }: Open, journal: Journal): void {
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

  private close({ at }: Ending, { session, branches }: Open): void {
    this.ended.add(branches.keys(), Math.max(at, session.clock));
    this.open = null;
  }

  // ------------------------------------------------------------ steps

  private take(
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

  private place(): { pattern: string; key: string; lane: readonly string[] } {
    return { pattern: this.machine.automaton.pattern, key: this.key, lane: [] };
  }
}
