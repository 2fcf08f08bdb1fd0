import type { Order } from "../../automaton/automaton.ts";
import type { Session, Writer } from "../../machine/configuration.ts";
import { keptConfiguration } from "../../machine/kept.ts";
import type { Machine } from "../../machine/machine.ts";
import { begin } from "../../machine/step.ts";
import type { Layout } from "../../machine/twin/layout.ts";
import { endOf, withEvent } from "../../machine/visitor/session.ts";
import type { CauseState } from "../key-state.ts";
import type { Listener } from "../runner.ts";
import { type Branch, BranchSteps, type Ending } from "./branch-steps.ts";
import { EndedIds } from "./ended-ids.ts";
import { Journal } from "./journal.ts";
import type { OrderCounts } from "./order-counts.ts";
import type { Caused } from "./waiting.ts";

/** `follow cause from C, id from I` (rule 37). */
export type CauseOptions = NonNullable<Order["cause"]>;

interface Open {
  session: Session;
  /** By the event's id, in order of age. */
  readonly branches: Map<string, Branch>;
  /** No event has started from these yet, so their timers run. In order of age. */
  readonly heads: Set<Branch>;
  /** Stepped last by an event: `on end` runs there. */
  last: Branch;
}

/**
 * The sessions of one key as trees of events, each with the configuration that it left (rule 37). As rules 7
 * to 11, 16, 23 and 24 in machine/visitor.ts, but for where a step starts.
 */
export class CauseTree {
  private readonly machine: Machine;
  private readonly key: string;
  private readonly keep: number;
  private readonly listener: Listener & { readonly order: OrderCounts };
  private readonly steps: BranchSteps;
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
    this.steps = new BranchSteps(machine, key);
    this.ended = new EndedIds(options.wait, options.keep);
  }

  get session(): Session | null {
    return this.open?.session ?? null;
  }

  /** Whether a configuration of the open session is kept under the name. */
  private keeps(id: string): boolean {
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

  /**
   * Whether an event of that time comes behind the session's clock. A head that itself is behind it may have ended
   * the session before that time; whether somebody has found that out by now must not count.
   */
  isBehind(time: number): boolean {
    if (this.open === null || time >= this.open.session.clock) return false;
    const heads = [...this.open.heads].map((branch) => ({ ...branch }));
    const tried = { session: this.open.session };
    for (;;) {
      const next = this.steps.firstDue(heads, tried.session, time, false);
      if (next === undefined) return true;
      if (this.steps.takeDue(next, tried, new Journal()) !== null) return false;
    }
  }

  /** Time moves on: on the heads, and for the session. `through` as in `Runner.advance`. */
  advance(until: number, through: boolean): void {
    for (;;) {
      const { open } = this;
      if (open === null) return;
      const next = this.steps.firstDue(open.heads, open.session, until, through);
      if (next === undefined) return;
      const journal = new Journal();
      const ending = this.steps.takeDue(next, open, journal);
      if (ending !== null) {
        this.steps.sayEnd(ending, open, journal);
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
    const overdue = from === undefined ? null : this.steps.takeOverdue(from, open!, event, journal);
    const ending = overdue?.ending ?? null;
    if (ending !== null) {
      this.steps.sayEnd(ending, { ...open!, session: overdue!.session }, journal);
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
    const taken = this.steps.take(
      branch,
      { kind: "event", event },
      session,
      time,
      branch.clock,
      journal,
    );
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
      this.steps.sayEnd(end, this.open!, journal);
      this.close(end, this.open!);
    }
    journal.tell(this.listener, this.key);
    return true;
  }

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
      ...{ kind: "event", ...this.steps.place(), event: event.id },
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

  private close({ at }: Ending, { session, branches }: Open): void {
    this.ended.add(branches.keys(), Math.max(at, session.clock));
    this.open = null;
  }
}
