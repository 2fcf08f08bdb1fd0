import type { Event } from "../../machine/event.ts";
import { sessionIdOf } from "../../machine/identity.ts";
import type { Machine } from "../../machine/machine.ts";
import { type Layout, layoutOf } from "../../machine/twin/layout.ts";
import { endOf } from "../../machine/visitor/session.ts";
import type { CauseState, KeyState } from "../key-state.ts";
import { once } from "../once.ts";
import type { KeptRunner, Listener, SessionView } from "../runner.ts";
import { type CauseOptions, CauseTree } from "./cause-tree.ts";
import { namedField } from "./named.ts";
import type { OrderCounts } from "./order-counts.ts";
import { type Caused, Waiting } from "./waiting.ts";

/** One key: its tree, and the events that wait for their causes. */
class CauseKey {
  readonly key: string;
  readonly tree: CauseTree;
  readonly waiting = new Waiting();
  /** The greatest time of its events, copies left out. */
  greatest = Number.NEGATIVE_INFINITY;
  /** How far the watermark has come here. */
  reached = Number.NEGATIVE_INFINITY;
  read = 0;

  constructor(key: string, tree: CauseTree) {
    this.key = key;
    this.tree = tree;
  }

  /** The machine's time stays behind it. */
  get oldest(): number {
    return this.waiting.oldest?.event.time ?? Number.POSITIVE_INFINITY;
  }

  save(layout: Layout): CauseState {
    const { tree, waiting, greatest, reached, read } = this;
    return {
      ...{ open: tree.save(layout), ended: tree.ended.save(), waiting: waiting.save() },
      ...{ greatest, reached, read },
    };
  }

  restore(state: CauseState): void {
    this.tree.restore(state.open);
    this.tree.ended.restore(state.ended);
    this.waiting.restore(state.waiting);
    this.greatest = state.greatest;
    this.reached = state.reached;
    this.read = state.read;
  }

  get isIdle(): boolean {
    return this.tree.session === null && this.waiting.size === 0;
  }

  /** The instant from which nothing more need be remembered of a key that is idle. */
  get forgotten(): number {
    const ended = this.tree.ended.nextDue;
    return ended === Number.POSITIVE_INFINITY ? this.greatest : ended;
  }
}

/** The reference, with each step taken from the configuration that the event's cause left (rule 37). */
export class CauseRunner implements KeptRunner {
  private readonly machine: Machine;
  private readonly options: CauseOptions;
  private readonly layout: () => Layout;
  private readonly listener: Listener & { readonly order: OrderCounts };
  private readonly byKey = new Map<string, number>();
  private readonly keys: (CauseKey | null)[] = [];
  private readonly free: number[] = [];
  private open = 0;
  private inputEnded = false;

  constructor(
    machine: Machine,
    options: CauseOptions,
    listener: Listener & { readonly order: OrderCounts },
  ) {
    this.machine = machine;
    this.options = options;
    this.layout = once(() => layoutOf(machine, "text"));
    this.listener = listener;
  }

  feed(event: Event, behindWatermark: boolean): number {
    const { machine, listener } = this;
    const { ignore } = machine.automaton;
    if (event.name === null ? ignore.undeclared : machine.ignored.has(event.name)) {
      listener.counts.handedOn++;
      listener.counts.ignored++;
      return this.byKey.get(event.key) ?? -1;
    }
    const row = this.byKey.get(event.key) ?? this.begin(event.key);
    this.during(row, (key) => this.receive(event, behindWatermark, key));
    return row;
  }

  advance(row: number, until: number, through: boolean): void {
    this.during(row, (key) => {
      key.reached = Math.max(key.reached, until);
      this.giveUp(until, key);
      key.tree.ended.reach(until);
      const { oldest } = key;
      if (until < oldest) key.tree.advance(until, through);
      else key.tree.advance(oldest - 1, true);
    });
  }

  nextDue(row: number): number {
    const key = this.keys[row];
    if (key == null) return Number.POSITIVE_INFINITY;
    const { tree, oldest, isIdle } = key;
    if (this.inputEnded) return Math.min(oldest, tree.nextDue);
    const due = tree.nextDue;
    return Math.min(
      oldest + this.options.wait + 1,
      due < oldest ? due : Number.POSITIVE_INFINITY,
      isIdle ? key.forgotten : tree.ended.nextDue,
    );
  }

  sessionOf(event: Event): SessionView | null {
    const row = this.byKey.get(event.key);
    const session = row === undefined ? null : this.keys[row]!.tree.session;
    if (session === null) return null;
    return {
      clock: session.clock,
      end: endOf(this.machine, session).instant,
      id: () => sessionIdOf(this.machine.automaton.pattern, event.key, [], session.first),
    };
  }

  keyOf(row: number): string {
    return this.keys[row]!.key;
  }

  rows(): Iterable<number> {
    return this.byKey.values();
  }

  /** Those with an open session. */
  size(): number {
    return this.open;
  }

  endInput(): void {
    this.inputEnded = true;
  }

  rowOf(key: string): number {
    return this.byKey.get(key) ?? -1;
  }

  save(row: number): KeyState | null {
    const key = this.keys[row] ?? null;
    return key === null ? null : { key: key.key, visitor: null, causes: key.save(this.layout()) };
  }

  restore({ key, causes }: KeyState): number {
    this.forget(key);
    if (causes === undefined) return -1;
    const row = this.begin(key);
    const restored = this.keys[row]!;
    restored.restore(causes);
    if (restored.tree.session !== null) this.open++;
    return row;
  }

  forget(key: string): void {
    const row = this.byKey.get(key);
    if (row === undefined) return;
    if (this.keys[row]!.tree.session !== null) this.open--;
    this.release(row, key);
  }

  // ------------------------------------------------------------ rows

  private release(row: number, key: string): void {
    this.byKey.delete(key);
    this.keys[row] = null;
    this.free.push(row);
  }

  private begin(key: string): number {
    const { machine, options, listener } = this;
    const row = this.free.pop() ?? this.keys.length;
    this.keys[row] = new CauseKey(key, new CauseTree(machine, key, options, listener));
    this.byKey.set(key, row);
    return row;
  }

  /** Keeps count, and frees the row where nothing is open, waits or is remembered any more. */
  private during(row: number, act: (key: CauseKey) => void): void {
    const key = this.keys[row]!;
    const before = { held: key.waiting.size, isOpen: key.tree.session !== null };
    act(key);
    const { counts, order } = this.listener;
    const more = key.waiting.size - before.held;
    order.held += more;
    counts.handedOn += more;
    this.open += Number(key.tree.session !== null) - Number(before.isOpen);
    // What has ended meanwhile may be long over already.
    key.tree.ended.reach(Math.max(key.reached, key.greatest));
    if (!key.isIdle || (!this.inputEnded && key.reached < key.forgotten)) return;
    this.release(row, key.key);
  }

  // ------------------------------------------------------------ causes

  private receive(event: Event, behindWatermark: boolean, key: CauseKey): void {
    const { options, listener } = this;
    const { tree, waiting } = key;
    const id = this.nameIn(event, options.id) ?? event.id;
    if (tree.knows(id) || waiting.has(id)) {
      listener.counts.handedOn++;
      listener.order.duplicates++;
      listener.ordered?.({ event, what: "duplicate" });
      return;
    }
    key.greatest = Math.max(key.greatest, event.time);
    this.giveUp(key.greatest, key);
    tree.ended.reach(key.greatest);
    const caused: Caused = {
      event,
      id,
      cause: this.nameIn(event, options.field),
      behindWatermark,
      // Rule 31: of one that waits, when it was read.
      late: behindWatermark || tree.isBehind(event.time),
      place: ++key.read,
    };
    const { cause } = caused;
    if (cause !== null && waiting.leadsBack(cause, id)) {
      tree.refuse(
        caused,
        `its cause \`${cause}\` ${cause === id ? "is" : "waits for"} the event itself`,
      );
      return;
    }
    // By now the cause's session may be over, so long ago, or before so much else, that it is unknown.
    if (cause !== null && tree.knows(cause)) {
      tree.advance(event.time, false);
      tree.ended.reach(key.greatest);
    }
    if (cause === null || tree.knows(cause)) {
      this.stepWithChildren(caused, cause, key);
      return;
    }
    waiting.add(caused);
    listener.ordered?.({ event, what: "held" });
    this.giveUp(key.greatest, key);
  }

  /** Causes that were waited for in vain: the event starts afresh. */
  private giveUp(reached: number, key: CauseKey): void {
    const { waiting } = key;
    const wait = this.inputEnded ? Number.NEGATIVE_INFINITY : this.options.wait;
    for (;;) {
      const { oldest } = waiting;
      if (oldest === undefined || oldest.event.time + wait >= reached) return;
      waiting.remove(oldest);
      this.listener.order.causesUnknown++;
      this.listener.ordered?.({ event: oldest.event, what: "its cause is unknown" });
      this.stepWithChildren(oldest, null, key);
    }
  }

  /** Steps an event, then those that wait for it, in order of arrival, depth first. */
  private stepWithChildren(first: Caused, cause: string | null, { tree, waiting }: CauseKey): void {
    // A cause whose step failed is unknown, and waited for further.
    const childrenOf = (caused: Caused, from: string | null): readonly Caused[] =>
      tree.step(caused, from) ? waiting.childrenOf(caused.id).toReversed() : [];
    const agenda = [...childrenOf(first, cause)];
    for (let next = agenda.pop(); next !== undefined; next = agenda.pop()) {
      // So is one that has gone meanwhile because there was no room.
      if (!tree.knows(next.cause!)) continue;
      waiting.remove(next);
      agenda.push(...childrenOf(next, next.cause));
    }
  }

  /** A field's value as a name; an empty text names nothing. */
  private nameIn(event: Event, field: string): string | null {
    const value = namedField(this.machine, event, field);
    return value === undefined || value === "" ? null : String(value);
  }
}
