import type { Action, Expression, Trigger } from "../../automaton/automaton.ts";
import { writersNamed } from "../causes.ts";
import type { StackCells } from "../configuration.ts";
import { holds } from "../evaluate.ts";
import type { Attempt, Verdict } from "../explanation.ts";
import { chainOf, type Machine, timerOf } from "../machine.ts";
import { callsOf, countFrames, withoutCalls } from "../stack.ts";
import type { Moment, Stimulus } from "./moment.ts";

/** A rule that may fire: `on`, a timer, `on end`. */
export interface Candidate {
  readonly owner: string;
  readonly index: number;
  readonly rule: Attempt["rule"];
  readonly on: Trigger | null;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly target: string | null;
}

/** Rule 13: the first that fits: its event, then its guard, then its pops and return, by counting alone. */
export function choose(moment: Moment): Candidate | null {
  for (const candidate of candidates(moment)) {
    moment.evaluated = [];
    moment.found = [];
    const { owner, index, rule, guard } = candidate;
    const verdict = verdictOn(candidate, moment);
    moment.tried.push({ owner, index, rule, verdict, values: moment.evaluated });
    switch (verdict) {
      case "fired":
      case "depth else":
        if (guard !== null) moment.guardWriters = writersNamed(guard, moment.scene(), moment.found);
        return verdict === "fired" ? candidate : overflow(candidate, moment.machine);
      case "depth refused":
        moment.pushRefused = true; // rule 19: the step takes no transition
        return null;
      default: // the next one
    }
  }
  return null;
}

function* candidates({ machine, stimulus, state }: Moment): Generator<Candidate> {
  switch (stimulus.kind) {
    case "timer": {
      const { owner, index } = stimulus.timer;
      yield { ...timerOf(machine, owner, index), owner, index, rule: "timer", on: null };
      return;
    }
    case "event":
      for (const { name: owner, transitions } of chainOf(machine, state))
        for (const [i, transition] of transitions.entries())
          yield { ...transition, owner, index: i + 1, rule: "on" };
      return;
    case "end": {
      const pattern = { name: "", onEnd: machine.automaton.onEnd };
      for (const { name: owner, onEnd } of [...chainOf(machine, state), pattern])
        for (const [i, rule] of onEnd.entries())
          yield { ...rule, owner, index: i + 1, rule: "onEnd", on: null, target: null };
    }
  }
}

function verdictOn(candidate: Candidate, moment: Moment): Verdict {
  const { machine, stack } = moment;
  if (candidate.on !== null && !matches(candidate.on, moment.stimulus)) return "other event";
  if (candidate.guard !== null && !guardHolds(candidate.guard, candidate, moment))
    return "guard false";
  const room = roomFor(candidate.actions, stack, machine);
  if (room === "depth else") {
    const { actions } = overflow(candidate, machine);
    // Rule 19: where the `else` does not itself fit, the transition does not.
    return roomFor(actions, withoutCalls(stack), machine) === "fits" ? room : "stack too short";
  }
  return room === "fits" ? "fired" : room;
}

/** Whether an event is one of those that a rule waits for. */
export function matches(trigger: Trigger, stimulus: Stimulus): boolean {
  if (trigger === "any") return true;
  const name = stimulus.kind === "event" ? stimulus.event.name : null;
  if (name === null) return false;
  return trigger === "other" || trigger.events.includes(name);
}

function guardHolds(guard: Expression, candidate: Candidate, moment: Moment): boolean {
  try {
    return holds(guard, moment.scene());
  } catch (error) {
    const { owner, index, rule } = candidate;
    moment.tried.push({ owner, index, rule, verdict: "failed", values: moment.evaluated });
    throw error;
  }
}

/** Whether actions can be done by counting alone, and what the bound says (rules 13 and 19). */
type Room = "fits" | "stack too short" | "depth refused" | "depth else";

/** Pops are counted through the whole list first; only where they can be done does a bound matter. */
function roomFor(actions: readonly Action[], stack: StackCells, machine: Machine): Room {
  let { above, below } = countFrames(stack);
  const { depth } = machine.automaton.stack;
  let room: Room = "fits";
  for (const action of actions) {
    if (action.do === "pop") {
      if (above === 0) return "stack too short";
      above--;
    } else if (action.do === "clear") above = 0;
    else if (action.do === "return" && callsOf(stack) === 0) return "stack too short";
    else if (action.do === "push" || (action.do === "replace" && above === 0)) {
      if (depth !== null && above + below >= depth.limit) {
        if (depth.overflow.kind === "refuse") room = "depth refused";
        else if (depth.overflow.kind === "else") room = "depth else";
        else if (below > 0) below--;
        else above--;
      }
      above++;
    }
  }
  return room;
}

/** Rule 19: `else -> S { … }` instead of the whole transition. */
function overflow(candidate: Candidate, machine: Machine): Candidate {
  const { overflow } = machine.automaton.stack.depth!;
  return overflow.kind === "else"
    ? { ...candidate, actions: overflow.actions, target: overflow.target }
    : candidate;
}
