import type {
  Action,
  AfterwardsRule,
  Automaton,
  Expression,
  Transition,
} from "../../src/automaton/automaton.ts";
import type { Frame, StackCells } from "../../src/machine/configuration.ts";
import type { ActionTaken, Attempt, Evaluated } from "../../src/machine/explanation.ts";
import type { Counts } from "../../src/machine/output.ts";
import type { Happening } from "../../src/machine/visitor.ts";
import type { Construct } from "../support/constructs.ts";
import { constructOf } from "../support/declarations.ts";

/** What happens to a log rather than stands in a program. */
export const OCCURRENCES = [
  "emits",
  "late event",
  "event behind the watermark",
  "step failed",
  "due step failed",
  "undeclared record stepped",
  "event and due step at one instant",
  "due by watermark",
  "several sessions",
] as const;

export type Occurrence = (typeof OCCURRENCES)[number];

const CALENDAR = new Set([
  ...["year", "month", "day", "weekday", "hour", "start_of_day", "start_of_month"],
]);

const ARITHMETIC = { add: "+", subtract: "-", multiply: "*", divide: "/" } as const;
const SESSION = {
  sessionId: "session.id",
  sessionStart: "session.start",
  sessionLatest: "session.latest",
  sessionEvents: "session.events",
} as const;

/** The construct that one evaluated expression is. */
function* ofExpression(expression: Expression, value: Evaluated["value"]): Generator<Construct> {
  if (value !== undefined) yield constructOf(expression.type);
  switch (expression.op) {
    case "field":
      if (value === undefined) yield "optional field";
      return;
    case "register":
      return;
    case "lane":
      yield "lane value";
      return;
    case "key":
    case "at":
    case "now":
      yield expression.op;
      return;
    case "sessionId":
    case "sessionStart":
    case "sessionLatest":
    case "sessionEvents":
      yield SESSION[expression.op];
      return;
    case "endedBy":
      yield "ended by";
      return;
    case "frameField":
    case "frameAge":
    case "frameKind":
    case "frameIs": {
      const { frame } = expression.of;
      if (frame === "top" || frame === "bottom" || frame === "nearest") yield frame;
      if (expression.op === "frameAge") yield "age";
      if (expression.op === "frameKind") yield "kind";
      if (expression.op === "frameIs") yield "is kind";
      return;
    }
    case "any":
      yield "any";
      return;
    case "loopIndex":
    case "loopCount":
      yield "index and count";
      return;
    case "part":
      yield "sharing";
      return;
    case "isKnown":
      yield "is known";
      return;
    case "not":
      yield expression.operand.op === "isKnown" ? "is missing" : "not";
      return;
    case "orElse":
      yield "or else";
      return;
    case "compare":
      yield expression.operator === "=" || expression.operator === "!=" ? "equality" : "order";
      return;
    case "subtract":
      yield expression.left.op === "now" ? "since" : "-";
      return;
    case "add":
    case "multiply":
    case "divide":
      yield ARITHMETIC[expression.op];
      return;
    case "roundedQuotient":
      yield "rounded quotient";
      return;
    case "negate":
      yield "negation";
      return;
    case "call":
      yield CALENDAR.has(expression.function)
        ? "calendar"
        : expression.function === "number"
          ? "number()"
          : (expression.function as Construct);
      return;
    case "and":
    case "or":
    case "if":
    case "depth":
    case "count":
      yield expression.op;
  }
}

function* ofValues(values: readonly Evaluated[]): Generator<Construct> {
  let depthOfAny = 0;
  for (const { expression, value } of values) {
    yield* ofExpression(expression, value);
    if (expression.op === "any") depthOfAny++;
    if (expression.op === "any" && depthOfAny > 1) yield "nested any";
  }
}

const cells = (stack: StackCells): (Frame | { readonly returnTo: string })[] => {
  const list: (Frame | { readonly returnTo: string })[] = [];
  for (let at = stack; at !== null; at = at.below) list.push(at.cell);
  return list;
};

const frames = (stack: StackCells): Frame[] =>
  cells(stack).filter((cell): cell is Frame => "kind" in cell);

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

  *of({ stimulus, situation, before, step, lane }: Happening): Generator<Construct | Occurrence> {
    const { explanation } = step;
    for (const attempt of explanation.tried) yield* ofValues(attempt.values);
    if (step.failure !== null) {
      yield stimulus.kind === "event" ? "step failed" : "due step failed";
      if (step.failure.includes("calls nest")) yield "calls limit";
      return;
    }
    yield "param";
    if (lane.texts.length > 0) yield "by";
    if (lane.texts.length > 1) yield "by several fields";
    if (this.#automaton.session.shared) yield "shared session";
    const { now } = situation;
    if (frames(before.stack).some((frame) => this.#expired(frame, now))) yield "frame expires";
    if (step.framesDropped > 0) yield "depth drop oldest";
    if (step.pushRefused) yield "depth refuse";
    if (stimulus.kind === "event" && stimulus.event.name === null)
      yield "undeclared record stepped";
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

  #expired({ kind, born }: Frame, now: number): boolean {
    const { expires } = this.#automaton.stack.kinds.find(({ name }) => name === kind)!;
    return expires !== null && born + expires < now;
  }

  *#ofAction({ action, values, stack, outputs }: ActionTaken): Generator<Construct> {
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

export function* ofCounts(counts: Counts): Generator<Construct | Occurrence> {
  if (counts.late > 0) yield "late event";
  if (counts.lanesDropped > 0) yield "lanes drop oldest";
  if (counts.lanesRefused > 0) yield "lanes refuse";
  if (counts.sessionsBegun > 1) yield "several sessions";
}
