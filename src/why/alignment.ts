import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import type { Passage, Visitor } from "../machine/visitor.ts";
import { COST } from "./cost.ts";
import { type Distance, distanceTo } from "./distance.ts";
import { changed, type Edit } from "./edit.ts";
import { forced } from "./forced.ts";
import { Found } from "./found.ts";
import { Frontier } from "./frontier.ts";
import { Insertions, takenByName } from "./insertion.ts";
import { type Input, type Life, pass, type SessionSpan } from "./life.ts";
import { awaited, limitsOf } from "./limits.ts";
import { marginOf } from "./margin.ts";
import { along, changesIn, type Explanation, type Node, namesOf, type Taken } from "./node.ts";
import type { Seen } from "./recorder.ts";
import { type Goal, Scope } from "./scope.ts";
import { signatureOf } from "./signature.ts";
import { timesBetween } from "./times.ts";
import type { Wanted } from "./wanted.ts";

/** Changes in one explanation, at most. */
const EDITS_MOST = 3;
/** An event is moved over so many at most. */
const JUMPS_MOST = 12;
/** Ways to one place of the search. */
const ARRIVALS_MOST = 4;

export interface Alignments {
  /** The most likely first. */
  readonly explanations: readonly Explanation[];
  /** Passages that the search took. */
  readonly passages: number;
  /** It was cut off: there may be others. */
  readonly exhausted: boolean;
}

export interface AlignmentOptions {
  readonly seen: Seen;
  /** Passages that the search may take. */
  readonly budget: number;
}

/**
 * The cheapest ways in which a session's events would have given a wanted output: an alignment of a log with
 * a model (Adriansyah, van Dongen, van der Aalst, "Conformance checking using cost-based fitness analysis",
 * EDOC 2011), here with a pushdown automaton that has time and memory. The search walks over pairs of a
 * place in the log and what the machine has come to there; every way is a run of the reference, so what it
 * finds has been replayed.
 */
export function align(
  machine: Machine,
  life: Life,
  session: SessionSpan,
  wanted: Wanted,
  options: AlignmentOptions,
): Alignments {
  return new Alignment(
    machine,
    new Scope(machine, life, session, wanted),
    wanted,
    options,
  ).search();
}

class Alignment {
  private readonly machine: Machine;
  private readonly scope: Scope;
  private readonly budget: number;
  private readonly distance: Distance;
  private readonly insertions: Insertions;
  private readonly frontier = new Frontier<Node & { readonly rank: number }>(
    (a, b) => a.rank < b.rank || (a.rank === b.rank && a.at > b.at),
  );
  private readonly arrivals = new Map<string, (readonly string[])[]>();
  private readonly found = new Found();
  /** Changes that are looked for. */
  private most = 1;
  private passages = 0;

  constructor(machine: Machine, scope: Scope, wanted: Wanted, { seen, budget }: AlignmentOptions) {
    this.machine = machine;
    this.scope = scope;
    this.budget = budget;
    this.distance = distanceTo(machine, wanted);
    this.insertions = new Insertions(machine, wanted, seen);
  }

  /** One change explains better than two. */
  search(): Alignments {
    let exhausted = false;
    for (this.most = 1; this.most <= EDITS_MOST && this.found.size === 0 && !exhausted; this.most++)
      exhausted = !this.searchOnce();
    return { explanations: this.found.ranked(), passages: this.passages, exhausted };
  }

  /** With so many changes at most; false: the budget is spent. */
  private searchOnce(): boolean {
    this.arrivals.clear();
    this.frontier.clear();
    this.push({
      ...{ at: this.scope.from, visitor: this.scope.start, edits: [], cost: 0 },
      ...{ held: null, borrowed: [], time: Number.NEGATIVE_INFINITY, way: null },
    });
    for (let node = this.frontier.pop(); node !== undefined; node = this.frontier.pop()) {
      if (node.rank > this.worth()) break;
      if (this.passages >= this.budget) return false;
      this.expand(node);
    }
    return true;
  }

  /** How odd the life was is in every rank. */
  private worth(): number {
    return this.found.worth() + this.scope.oddFrom(this.scope.from);
  }

  private push(node: Node): void {
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

  // ------------------------------------------------------------ what may happen at a place

  private expand(node: Node): void {
    if (node.borrowed.includes(node.at)) {
      this.push({ ...node, at: node.at + 1 });
      return;
    }
    const input = this.scope.input(node.at);
    const plain = this.pass(this.machine, node.visitor, input);
    this.take(node, input, plain);
    if (node.held !== null && node.held.jumps > 0)
      this.moveHere(node, node.held.input, 0, { held: null });
    if (changesIn(node) >= this.most) return;
    if (plain !== null) this.relaxGuards(node, input, plain);
    if (input.is === "time" && node.at < this.scope.to) return;
    this.insert(node);
    if (input.is !== "event") return;
    this.leaveOut(node, input.event, plain);
    this.shift(node, input.event);
    if (node.held === null) this.borrow(node);
  }

  /** Takes the input at hand, perhaps changed. */
  private take(node: Node, input: Input, passage: Passage | null, edit: Edit | null = null): void {
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
  private put(
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

  private pass(machine: Machine, visitor: Visitor | null, input: Input): Passage | null {
    this.passages++;
    return pass(machine, visitor, input);
  }

  // ------------------------------------------------------------ changes

  /** An event that is not in the log. */
  private insert(node: Node): void {
    for (const name of awaited(this.machine, node.visitor))
      for (const time of this.timesFor(node)) {
        const place = { visitor: node.visitor, time, near: this.scope.near(node.at) };
        const id = `missing#${node.at}.${node.edits.length + 1}`;
        const found = this.insertions.of({ key: this.scope.key, name, id }, place);
        this.passages += found.length + 1;
        for (const { event, passage } of found) {
          const last = this.scope.goalIn(passage) === null ? 0 : COST.missingLast;
          const edit: Edit = { kind: "missing", event, or: [], before: node.at };
          this.put(node, passage, edit, COST.missing + last, {});
        }
      }
  }

  /** An event that is in the way, or out of place: it is passed over, for good or to be put in later. */
  private leaveOut(node: Node, event: Event, plain: Passage | null): void {
    const last = plain?.happenings.at(-1)?.step;
    const idle = last === undefined || (!last.taken && last.explanation.afterwards.length === 0);
    const after: Node = { ...node, at: node.at + 1 };
    // Its coming may matter as activity alone where something is said at the end.
    if (!idle || this.machine.automaton.onEnd.length > 0)
      this.push({
        ...after,
        edits: [...node.edits, { kind: "extra", input: node.at }],
        cost: node.cost + COST.extra,
      });
    if (node.held === null && event.name !== null && !this.machine.ignored.has(event.name))
      this.push({
        ...after,
        cost: node.cost + this.moving(node.at),
        held: { input: node.at, jumps: 0 },
      });
  }

  /** An event that stands further on. */
  private borrow(node: Node): void {
    const names = awaited(this.machine, node.visitor);
    const end = Math.min(this.scope.to - 1, node.at + JUMPS_MOST);
    for (let input = node.at + 1; input <= end; input++) {
      const name = this.scope.event(input)?.name;
      if (name == null || !names.has(name) || node.borrowed.includes(input)) continue;
      const cost = this.moving(input) + COST.jump * (input - node.at - 1);
      this.moveHere(node, input, cost, { borrowed: [...node.borrowed, input] });
    }
  }

  private moving(input: number): number {
    const odd = this.scope.oddFrom(input) > this.scope.oddFrom(input + 1);
    return COST.moved + (odd ? 0 : COST.useful);
  }

  private moveHere(node: Node, input: number, cost: number, more: Partial<Node>): void {
    const [time] = this.timesFor(node);
    const stood = this.scope.event(input)!;
    const event = changed(stood, { time: time! });
    const away = Math.abs(stood.time - event.time) / this.machine.automaton.session.gap;
    const passage = this.pass(this.machine, node.visitor, { is: "event", event, behind: false });
    if (passage === null || !takenByName(this.machine, passage)) return;
    const edit = { kind: "moved", input, before: node.at, time: event.time } as const;
    this.put(node, passage, edit, cost + COST.away * Math.min(1, away), more);
  }

  /** The event at another time, the order unchanged: before a limit that had passed, or after one that had not. */
  private shift(node: Node, event: Event): void {
    const next = this.scope.event(node.at + 1)?.time ?? Number.POSITIVE_INFINITY;
    const tried = new Set<number>([event.time]);
    for (const limit of limitsOf(this.machine, node.visitor)) {
      const late = limit.instant < event.time;
      const time = late ? limit.instant : limit.instant + 1;
      if (tried.has(time) || (late ? time < node.time : time > next)) continue;
      tried.add(time);
      const by = Math.abs(event.time - limit.instant);
      const whole = Math.max(by, limit.instant - (this.scope.event(this.scope.from)?.time ?? 0));
      const cost = COST.shifted + COST.shiftedFar * (by / Math.max(whole, 1));
      const input: Input = { is: "event", event: changed(event, { time }), behind: false };
      const passage = this.pass(this.machine, node.visitor, input);
      const edit: Edit = { kind: late ? "late" : "early", input: node.at, time, limit };
      this.take({ ...node, cost: node.cost + cost }, input, passage, edit);
    }
  }

  /** A guard that had said otherwise: with other values, or else against its values. */
  private relaxGuards(node: Node, input: Input, plain: Passage): void {
    for (const attempt of plain.happenings.flatMap(({ step }) => step.explanation.tried)) {
      const margin = marginOf(attempt);
      if (margin === null || (attempt.verdict !== "guard false" && attempt.verdict !== "fired"))
        continue;
      const holds = attempt.verdict === "guard false";
      const cost = COST.tested + COST.far * margin.far + (margin.ofEvent ? 0 : COST.memory);
      const costly = { ...node, cost: node.cost + cost };
      const edit = { kind: "test", input: node.at, attempt, margin } as const;
      for (const fields of this.insertions.instead(input, attempt, holds)) {
        const event = changed((input as Extract<Input, { is: "event" }>).event, { fields });
        const other: Input = { is: "event", event, behind: false };
        const passage = this.pass(this.machine, node.visitor, other);
        this.take(costly, input, passage, { ...edit, fields });
      }
      const passage = this.pass(forced(this.machine, attempt, holds), node.visitor, input);
      this.take(costly, input, passage, { ...edit, fields: null });
    }
  }

  private timesFor(node: Node): readonly number[] {
    const limits = limitsOf(this.machine, node.visitor).map(({ instant }) => instant);
    return timesBetween(node.time, this.scope.event(node.at)?.time ?? null, limits);
  }
}
