import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import type { Passage } from "../machine/visitor.ts";
import { COST } from "./cost.ts";
import { changed, type Edit } from "./edit.ts";
import { forced } from "./forced.ts";
import { type Insertions, takenByName } from "./insertion.ts";
import type { Input } from "./life.ts";
import { awaited, limitsOf } from "./limits.ts";
import { marginOf } from "./margin.ts";
import type { Node } from "./node.ts";
import type { Scope } from "./scope.ts";
import { timesBetween } from "./times.ts";
import { JUMPS_MOST, type Ways } from "./ways.ts";

/** What may happen at a place of the search: the input as it stands, and each change of it. */
export class Changes {
  private readonly machine: Machine;
  private readonly scope: Scope;
  private readonly insertions: Insertions;
  private readonly ways: Ways;

  constructor(machine: Machine, scope: Scope, insertions: Insertions, ways: Ways) {
    this.machine = machine;
    this.scope = scope;
    this.insertions = insertions;
    this.ways = ways;
  }

  /** Goes on from a place in every way. */
  expand(node: Node): void {
    if (node.borrowed.includes(node.at)) {
      this.ways.push({ ...node, at: node.at + 1 });
      return;
    }
    const input = this.scope.input(node.at);
    const plain = this.ways.pass(this.machine, node.visitor, input);
    this.ways.take(node, input, plain);
    if (node.held !== null && node.held.jumps > 0)
      this.moveHere(node, node.held.input, 0, { held: null });
    if (!this.ways.mayChange(node)) return;
    if (plain !== null) this.relaxGuards(node, input, plain);
    if (input.is === "time" && node.at < this.scope.to) return;
    this.insert(node);
    if (input.is !== "event") return;
    this.leaveOut(node, input.event, plain);
    this.shift(node, input.event);
    if (node.held === null) this.borrow(node);
  }

  /** An event that is not in the log. */
  private insert(node: Node): void {
    for (const name of awaited(this.machine, node.visitor))
      for (const time of this.timesFor(node)) {
        const place = { visitor: node.visitor, time, near: this.scope.near(node.at) };
        const id = `missing#${node.at}.${node.edits.length + 1}`;
        const found = this.insertions.of({ key: this.scope.key, name, id }, place);
        this.ways.passages += found.length + 1;
        for (const { event, passage } of found) {
          const last = this.scope.goalIn(passage) === null ? 0 : COST.missingLast;
          const edit: Edit = { kind: "missing", event, or: [], before: node.at };
          this.ways.put(node, passage, edit, COST.missing + last, {});
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
      this.ways.push({
        ...after,
        edits: [...node.edits, { kind: "extra", input: node.at }],
        cost: node.cost + COST.extra,
      });
    if (node.held === null && event.name !== null && !this.machine.ignored.has(event.name))
      this.ways.push({
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
    const passage = this.ways.pass(this.machine, node.visitor, {
      is: "event",
      event,
      behind: false,
    });
    if (passage === null || !takenByName(this.machine, passage)) return;
    const edit = { kind: "moved", input, before: node.at, time: event.time } as const;
    this.ways.put(node, passage, edit, cost + COST.away * Math.min(1, away), more);
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
      const passage = this.ways.pass(this.machine, node.visitor, input);
      const edit: Edit = { kind: late ? "late" : "early", input: node.at, time, limit };
      this.ways.take({ ...node, cost: node.cost + cost }, input, passage, edit);
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
        const passage = this.ways.pass(this.machine, node.visitor, other);
        this.ways.take(costly, input, passage, { ...edit, fields });
      }
      const passage = this.ways.pass(forced(this.machine, attempt, holds), node.visitor, input);
      this.ways.take(costly, input, passage, { ...edit, fields: null });
    }
  }

  private timesFor(node: Node): readonly number[] {
    const limits = limitsOf(this.machine, node.visitor).map(({ instant }) => instant);
    return timesBetween(node.time, this.scope.event(node.at)?.time ?? null, limits);
  }
}
