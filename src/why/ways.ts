import type { Machine } from "../machine/machine.ts";
import type { Passage, Visitor } from "../machine/visitor.ts";
import { COST } from "./cost.ts";
import type { Distance } from "./distance.ts";
import type { Edit } from "./edit.ts";
import { Found } from "./found.ts";
import { Frontier } from "./frontier.ts";
import { type Input, pass } from "./life.ts";
import { limitsOf } from "./limits.ts";
import { along, changesIn, type Node, namesOf, type Taken } from "./node.ts";
import type { Goal, Scope } from "./scope.ts";
import { signatureOf } from "./signature.ts";

/** An event is moved over so many at most. */
export const JUMPS_MOST = 12;
/** Ways to one place of the search. */
const ARRIVALS_MOST = 4;

type Ranked = Node & { readonly rank: number };

/** The ways that a search goes on with, and those that have arrived at what is wanted. */
export class Ways {
  readonly found = new Found();
  /** Passages that were taken. */
  passages = 0;
  private readonly machine: Machine;
  private readonly scope: Scope;
  private readonly distance: Distance;
  private readonly frontier = new Frontier<Ranked>(
    (a, b) => a.rank < b.rank || (a.rank === b.rank && a.at > b.at),
  );
  private readonly arrivals = new Map<string, (readonly string[])[]>();
  /** Changes that are looked for. */
  private most = 1;

  constructor(machine: Machine, scope: Scope, distance: Distance) {
    this.machine = machine;
    this.scope = scope;
    this.distance = distance;
  }

  /** From the session's beginning, with so many changes at most. */
  begin(most: number): void {
    this.most = most;
    this.arrivals.clear();
    this.frontier.clear();
    this.push({
      ...{ at: this.scope.from, visitor: this.scope.start, edits: [], cost: 0 },
      ...{ held: null, borrowed: [], time: Number.NEGATIVE_INFINITY, way: null },
    });
  }

  /** The most promising way; undefined: none can be better than what was found. */
  next(): Node | undefined {
    const node = this.frontier.pop();
    return node === undefined || node.rank > this.worth() ? undefined : node;
  }

  mayChange(node: Node): boolean {
    return changesIn(node) < this.most;
  }

  pass(machine: Machine, visitor: Visitor | null, input: Input): Passage | null {
    this.passages++;
    return pass(machine, visitor, input);
  }

  push(node: Node): void {
    const { at, held, borrowed, edits, visitor } = node;
    if (at > this.scope.to) return;
    const names = namesOf(edits);
    const left = this.stillMissing(node);
    if (left > this.most - changesIn(node)) return;
    const rank = node.cost + this.scope.oddFrom(at) + COST.expected * left;
    if (rank > this.worth()) return;
    const next = this.scope.event(at)?.time ?? Number.POSITIVE_INFINITY;
    // What will be over by the next event sets apart what looks alike now.
    const over = limitsOf(this.machine, visitor).filter(({ instant }) => instant < next).length;
    const now = signatureOf(this.machine, visitor);
    const place = `${at} ${held?.input ?? ""} ${borrowed.join()} ${over} ${now}`;
    const before = this.arrivals.get(place) ?? [];
    // Who comes with fewer changes, or with the same, goes on from here for all.
    if (before.some((known) => known.every((name) => names.includes(name)))) return;
    if (before.length >= ARRIVALS_MOST) return;
    this.arrivals.set(place, [...before, names]);
    this.frontier.push({ ...node, rank });
  }

  /** Takes the input at hand, perhaps changed. */
  take(node: Node, input: Input, passage: Passage | null, edit: Edit | null = null): void {
    const { at, held } = node;
    // What is held is moved over one event more.
    const carried = held !== null && held.jumps >= 1 ? COST.jump : 0;
    const next: Node = {
      ...node,
      at: at + 1,
      visitor: passage === null ? node.visitor : passage.visitor,
      edits: edit === null ? node.edits : [...node.edits, edit],
      cost: node.cost + this.scope.oddity(passage) + carried,
      held: held === null ? null : { ...held, jumps: held.jumps + 1 },
      time: input.is === "event" ? Math.max(node.time, input.event.time) : node.time,
      way: along(node.way, passage === null ? null : { input: at, edit, passage }),
    };
    if (next.held === null || next.held.jumps <= JUMPS_MOST) this.arrive(next, passage);
  }

  /** Puts something in before the input at hand. */
  put(
    node: Node,
    passage: Passage,
    edit: Extract<Edit, { kind: "missing" | "moved" }>,
    cost: number,
    more: Partial<Node>,
  ): void {
    const time = edit.kind === "missing" ? edit.event.time : edit.time;
    const next: Node = {
      ...node,
      visitor: passage.visitor,
      edits: [...node.edits, edit],
      cost: node.cost + cost,
      time: Math.max(node.time, time),
      way: along(node.way, { input: null, edit, passage }),
      ...more,
    };
    this.arrive(next, passage);
  }

  private arrive(node: Node, passage: Passage | null): void {
    const goal = passage === null ? null : this.scope.goalIn(passage);
    if (goal === null) this.push(node);
    else if (node.held === null && node.edits.length > 0) this.complete(node, goal);
  }

  /** The rest of the log as it was: how much sense it makes now. */
  private complete(node: Node, goal: Goal): void {
    let { visitor, cost, way } = node;
    for (let at = node.at; at <= this.scope.to; at++) {
      if (node.borrowed.includes(at)) continue;
      if (node.borrowed.every((input) => input < at) && this.scope.isAsItWas(at, visitor)) {
        cost += this.scope.oddFrom(at);
        break;
      }
      const passage = this.pass(this.machine, visitor, this.scope.input(at));
      if (passage === null) continue;
      visitor = passage.visitor;
      cost += this.scope.oddity(passage);
      way = along(way, { input: at, edit: null, passage });
    }
    const path: Taken[] = [];
    for (let rest = way; rest !== null; rest = rest.before) path.unshift(rest.taken);
    const relative = cost - this.scope.oddFrom(this.scope.from);
    this.found.add({ edits: node.edits, cost: relative, ...goal, path });
  }

  /** How odd the life was is in every rank. */
  private worth(): number {
    return this.found.worth() + this.scope.oddFrom(this.scope.from);
  }

  /** Events that must still come and are nowhere ahead. */
  private stillMissing({ at, visitor, held }: Node): number {
    const own = held === null ? null : (this.scope.event(held.input)?.name ?? null);
    const ahead = this.scope.namesFrom(at);
    const present = own === null || ahead.has(own) ? ahead : new Set(ahead).add(own);
    const states = (visitor?.lanes ?? []).map(({ configuration }) => configuration.state);
    return [this.machine.automaton.start, ...states].reduce(
      (least, state) => Math.min(least, this.distance.missing(state, present)),
      Number.POSITIVE_INFINITY,
    );
  }
}
