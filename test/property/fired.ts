import type {
  Action,
  AfterwardsRule,
  Automaton,
  Transition,
} from "../../src/automaton/automaton.ts";
import type { ActionTaken, Attempt } from "../../src/machine/explanation.ts";
import type { Happening } from "../../src/machine/visitor.ts";
import type { Construct } from "../support/constructs.ts";
import { ofValues } from "./evaluated.ts";
import { cells, frames, isExpired, type Occurrence, occurrencesIn } from "./occurrences.ts";

/** Looks up what a happening's rules are in the automaton. */
export class Firing {
  readonly #automaton: Automaton;
  readonly #afterwards = new Map<Action, { rule: AfterwardsRule; where: "group" | "pattern" }>();

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
    const put = (rules: readonly AfterwardsRule[], where: "group" | "pattern") => {
      for (const rule of rules)
        for (const action of rule.actions) this.#afterwards.set(action, { rule, where });
    };
    for (const group of automaton.groups) put(group.afterwards, "group");
    put(automaton.afterwards, "pattern");
  }

  *of(happening: Happening): Generator<Construct | Occurrence> {
    const { stimulus, situation, before, step, lane } = happening;
    const { explanation } = step;
    yield* occurrencesIn(happening, this.#automaton);
    for (const attempt of explanation.tried) yield* ofValues(attempt.values);
    if (step.failure !== null) {
      if (step.failure.includes("calls nest")) yield "calls limit";
      return;
    }
    if (lane.texts.length > 0) yield "by";
    if (lane.texts.length > 1) yield "by several fields";
    if (this.#automaton.session.shared) yield "shared session";
    const { now } = situation;
    if (frames(before.stack).some((frame) => isExpired(this.#automaton, frame, now)))
      yield "frame expires";
    if (step.framesDropped > 0) yield "depth drop oldest";
    if (step.pushRefused) yield "depth refuse";
    if (stimulus.kind === "end")
      if (stimulus.endedBy === "max") yield "session max";
      else if (stimulus.endedBy === "gap") {
        yield "session gap";
        yield "expire after";
      }
    for (const action of explanation.actions) yield* this.#ofAction(action);
    for (const taken of explanation.afterwards) {
      yield* this.#ofAction(taken);
      const { rule, where } = this.#afterwards.get(taken.action)!;
      yield `afterwards in ${where}`;
      if (rule.guard !== null) yield "guarded afterwards";
    }
    const last = explanation.tried.at(-1);
    if (last?.verdict === "depth else") yield "depth else";
    if (last?.verdict === "fired") yield* this.#ofRule(last, before.state);
  }

  *#ofRule(fired: Attempt, from: string): Generator<Construct> {
    const owner =
      this.#automaton.states.find(({ name }) => name === fired.owner) ??
      this.#automaton.groups.find(({ name }) => name === fired.owner);
    const inGroup = this.#automaton.groups.some(({ name }) => name === fired.owner);
    const chain = this.#groupsOf(from);
    if (chain.length > 0) yield chain.at(-1)!.start === null ? "group" : "part";
    if (chain.length > 1) yield "nested group";
    if (fired.rule === "onEnd") {
      yield owner === undefined
        ? "on end in pattern"
        : inGroup
          ? "on end in group"
          : "on end in state";
      return;
    }
    if (fired.rule === "timer") {
      const timer = owner!.timers[fired.index - 1]!;
      yield timer.kind;
      if (inGroup) yield "timer in group";
      if (timer.guard !== null) yield "guarded timer";
      if (timer.target === null) yield "timer without target";
      return;
    }
    const transition = owner!.transitions[fired.index - 1]!;
    if (inGroup) yield "group transition";
    yield* ofTransition(transition, from);
  }

  #groupsOf(state: string) {
    const chain = [];
    let name = this.#automaton.states.find((one) => one.name === state)!.group;
    while (name !== null) {
      const group = this.#automaton.groups.find((one) => one.name === name)!;
      chain.push(group);
      name = group.parent;
    }
    return chain;
  }

  *#ofAction({ action, values, stack, outputs }: ActionTaken): Generator<Construct | Occurrence> {
    yield* ofValues(values);
    switch (action.do) {
      case "push":
      case "replace": {
        yield action.do;
        if (this.#automaton.stack.depth === null) yield "bound by proof";
        if (Object.keys(this.#kind(action.kind).fields).length === 0) yield "kind without fields";
        if (new Set(frames(stack).map(({ kind }) => kind)).size > 1) yield "several kinds";
        return;
      }
      case "assign": {
        yield "assign";
        const register = this.#automaton.registers.find(({ name }) => name === action.register)!;
        yield register.initial === null ? "optional register" : "register with first value";
        return;
      }
      case "forEach":
        if (outputs.length === 0) return;
        yield "for each";
        if (action.sharing !== null) yield "sharing";
        if (outputs.some(({ kind }) => kind === "alert")) yield "alert";
        return;
      case "emit":
        if (outputs.some(({ kind }) => kind === "alert")) yield "alert";
        if (action.withEvent) yield "with event";
        return;
      case "call":
        yield "call";
        if (cells(stack).filter((cell) => "returnTo" in cell).length > 1) yield "nested call";
        return;
      case "endSession":
        yield "end session";
        return;
      default:
        yield action.do;
    }
  }

  #kind(name: string) {
    return this.#automaton.stack.kinds.find((kind) => kind.name === name)!;
  }
}

function* ofTransition(transition: Transition, from: string): Generator<Construct> {
  const { on, guard, target, actions } = transition;
  if (guard !== null) yield "guard";
  if (on === "other") yield "on other";
  else if (on === "any") yield "on any";
  else if (on.events.length > 1) yield "several events";
  if (target === from) yield "self transition";
  const last = actions.at(-1)?.do;
  if (target === null && last !== "call" && last !== "return") yield "transition without target";
}
