import { type Occurrence, occurrenceOf } from "./head.ts";
import type { Model } from "./model.ts";

/**
 * A run of the system as what happens in the pattern. States that share a control state are told apart again:
 * where a rule belongs to another state than the one stood in, the free moves to it are put in.
 */
export class Journey {
  readonly occurrences: Occurrence[] = [];
  state: number;
  private readonly model: Model;
  private control: number;
  private stack: number[];

  constructor(model: Model) {
    this.model = model;
    this.control = model.start.control;
    this.stack = [...model.start.stack].reverse();
    this.state = model.layout.placeOf.get(model.layout.automaton.start)!.index;
  }

  /** Follows rules by their numbers. */
  follow(run: readonly number[]): this {
    for (const number of run) {
      const rule = this.model.system.rules[number]!;
      const { occurrence, from, to } = this.model.meaning[number]!;
      const top = this.stack.pop();
      if (rule.from !== this.control || rule.top !== top) {
        throw new Error(`rule ${number} of a run does not apply`);
      }
      this.stack.push(top);
      if (from >= 0) this.goTo(from);
      this.stack.pop();
      this.stack.push(...[...rule.push].reverse());
      this.control = rule.to;
      if (to >= 0) this.state = to;
      if (occurrence !== null) this.occurrences.push(occurrence);
    }
    return this;
  }

  /** Moves on to another state of the same control state. */
  goTo(state: number): this {
    const { model } = this;
    if (state === this.state || model.control[state] !== this.control) return this;
    const top = this.stack[this.stack.length - 1]!;
    const size = model.symbols.list.length;
    const came = new Map<number, { from: number; occurrence: Occurrence }>();
    const seen = new Set([this.state]);
    for (const at of seen) {
      for (const { target, head } of model.moves.get(at * size + top) ?? []) {
        if (seen.has(target) || model.control[target] !== this.control) continue;
        seen.add(target);
        came.set(target, { from: at, occurrence: occurrenceOf(head, false) });
      }
    }
    const way: Occurrence[] = [];
    for (let at = state; at !== this.state; ) {
      const step = came.get(at);
      if (step === undefined) throw new Error("no free move between states of one control state");
      way.push(step.occurrence);
      at = step.from;
    }
    this.occurrences.push(...way.reverse());
    this.state = state;
    return this;
  }
}
