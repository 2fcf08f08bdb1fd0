/** One step of one automaton: choosing a transition, running its actions (rules 13 to 20). */
import type {
  Action,
  AfterwardsRule,
  Expression,
  NamedExpression,
  Trigger,
} from "../../src/automaton/automaton.ts";
import type { Event } from "../../src/machine/event.ts";
import { StepFailure } from "./exact.ts";
import { condition, evaluate, type Frame, known } from "./expressions.ts";
import { around, type Configuration, groupOf, type StackEntry } from "./history.ts";
import type { Given } from "./moment.ts";
import { Outputs } from "./outputs.ts";

export interface Taken {
  readonly fired: boolean;
  readonly configuration: Configuration;
  readonly entered: readonly string[];
  readonly assigned: readonly string[];
  readonly lines: readonly string[];
  readonly endsSession: boolean;
  readonly pushesRefused: number;
  readonly framesDropped: number;
}

interface Candidate {
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly target: string | null;
}

/** Whether an event is one that a trigger speaks of. */
function concerns(trigger: Trigger, event: Event): boolean {
  if (trigger === "any") return true;
  if (event.name === null) return false;
  return trigger === "other" || trigger.events.includes(event.name);
}

class Step extends Outputs {
  readonly entered: string[] = [];
  fired = false;
  endsSession = false;
  pushesRefused = 0;
  framesDropped = 0;

  // -------------------------------------------------------------- choosing (rules 13, 19)

  takeFirstFitting(candidates: readonly Candidate[]): void {
    const { depth } = this.given.automaton.stack;
    for (const candidate of candidates) {
      if (!this.guardHolds(candidate.guard)) continue;
      const trial = this.counted(this.stack, candidate.actions);
      if (!trial.fits) continue;
      if (trial.overflows && depth !== null) {
        if (depth.overflow.kind === "refuse") {
          this.pushesRefused++;
          return;
        }
        if (depth.overflow.kind === "else") {
          const withoutAddresses = this.stack.filter((entry) => entry.entry === "frame");
          const instead = this.counted(withoutAddresses, depth.overflow.actions);
          if (!instead.fits || instead.overflows) continue;
          this.stack = withoutAddresses;
          this.fire(depth.overflow.actions, depth.overflow.target);
          return;
        }
      }
      this.fire(candidate.actions, candidate.target);
      return;
    }
  }

  /** Runs actions on a stack of tokens, to see whether they pop nothing and whether they meet the bound. */
  counted(
    stack: readonly StackEntry[],
    actions: readonly Action[],
  ): { fits: boolean; overflows: boolean } {
    const { depth } = this.given.automaton.stack;
    let tokens = stack.map((entry) => entry.entry);
    let overflows = false;
    const push = (): void => {
      if (depth !== null && tokens.filter((token) => token === "frame").length >= depth.limit) {
        overflows = true;
        if (depth.overflow.kind === "drop oldest") {
          const bottom = tokens.indexOf("frame");
          tokens = tokens.filter((_, i) => i !== bottom);
        }
      }
      tokens.push("frame");
    };
    for (const action of actions) {
      switch (action.do) {
        case "push":
          push();
          break;
        case "replace":
          if (tokens.at(-1) === "frame") tokens.pop();
          push();
          break;
        case "pop":
          if (tokens.at(-1) !== "frame") return { fits: false, overflows };
          tokens.pop();
          break;
        case "clear":
          while (tokens.at(-1) === "frame") tokens.pop();
          break;
        case "return": {
          const address = tokens.lastIndexOf("address");
          if (address < 0) return { fits: false, overflows };
          tokens = tokens.slice(0, address);
          break;
        }
        case "call":
          tokens.push("address");
          break;
      }
    }
    return { fits: true, overflows };
  }

  // -------------------------------------------------------------- firing (rules 14, 17, 20)

  fire(actions: readonly Action[], target: string | null): void {
    this.fired = true;
    for (const action of actions) this.act(action);
    if (target !== null) this.enter(target, false);
  }

  /** Leaves the state and enters another; groups around both are left only where all is entered from outside. */
  enter(target: string, fromOutside: boolean): void {
    const { automaton } = this.given;
    const before = around(automaton, this.state).slice(1);
    const [state, ...groups] = around(automaton, target);
    this.entered.push(
      state!.name,
      ...groups
        .filter((group) => fromOutside || !before.some((b) => b.name === group.name))
        .map((group) => group.name),
    );
    this.state = target;
  }

  act(action: Action): void {
    switch (action.do) {
      case "push":
      case "replace": {
        const frame = this.newFrame(action.kind, action.fields);
        if (action.do === "replace" && this.stack.at(-1)?.entry === "frame") this.stack.pop();
        const { depth } = this.given.automaton.stack;
        if (depth !== null && this.frames().length >= depth.limit) {
          const bottom = this.stack.findIndex((entry) => entry.entry === "frame");
          this.stack = this.stack.filter((_, i) => i !== bottom);
          this.framesDropped++;
        }
        this.stack.push({ entry: "frame", frame });
        break;
      }
      case "pop":
        this.stack.pop();
        break;
      case "clear":
        while (this.stack.at(-1)?.entry === "frame") this.stack.pop();
        break;
      case "return": {
        const address = this.stack.findLastIndex((entry) => entry.entry === "address");
        const entry = this.stack[address]!;
        this.stack = this.stack.slice(0, address);
        if (entry.entry === "address") this.enter(entry.returnsTo, true);
        break;
      }
      case "call": {
        this.stack.push({ entry: "address", returnsTo: action.then });
        const calls = this.stack.filter((entry) => entry.entry === "address").length;
        if (calls > this.given.automaton.stack.callLimit) throw new StepFailure("too many calls");
        const { start } = groupOf(this.given.automaton, action.part);
        if (start === null) throw new Error(`no part: ${action.part}`);
        this.enter(start, true);
        break;
      }
      case "endSession":
        this.endsSession = true;
        break;
      case "assign":
        this.assign(action.register, action.value);
        break;
      case "emit":
        this.emit(action, null, []);
        break;
      case "forEach":
        this.forEach(action);
        break;
    }
  }

  newFrame(kindName: string, fields: readonly NamedExpression[]): Frame {
    const kind = this.given.automaton.stack.kinds.find((k) => k.name === kindName);
    if (kind === undefined) throw new Error(`no such frame kind: ${kindName}`);
    const values = new Map(fields.map((f) => [f.name, evaluate(f.value, this.view())]));
    for (const field of kind.fields) {
      if (!field.optional) known(values.get(field.name));
    }
    return {
      kind: kindName,
      fields: values,
      birth: this.given.now,
      writer: this.given.cause,
    };
  }

  assign(name: string, expression: Expression): void {
    const register = this.given.automaton.registers.find((r) => r.name === name);
    if (register === undefined) throw new Error(`no such register: ${name}`);
    const value = evaluate(expression, this.view());
    if (!register.optional) known(value);
    this.registers.set(name, value);
    this.assigned.push(name);
  }

  afterwards(event: Event): void {
    const { automaton } = this.given;
    const rules: AfterwardsRule[] = [
      ...around(automaton, this.state).flatMap((owner) => owner.afterwards),
      ...automaton.afterwards,
    ];
    for (const rule of rules) {
      if (!concerns(rule.on, event)) continue;
      if (rule.guard !== null && !condition(rule.guard, this.view())) continue;
      for (const action of rule.actions) this.act(action);
    }
  }

  taken(): Taken {
    return {
      fired: this.fired,
      configuration: { state: this.state, stack: this.stack, registers: this.registers },
      entered: this.entered,
      assigned: this.assigned,
      lines: this.lines,
      endsSession: this.endsSession,
      pushesRefused: this.pushesRefused,
      framesDropped: this.framesDropped,
    };
  }
}

/** An event's step, `afterwards` included. */
export function eventStep(given: Given, event: Event): Taken {
  const step = new Step(given);
  step.takeFirstFitting(
    around(given.automaton, step.state)
      .flatMap((owner) => owner.transitions)
      .filter((transition) => concerns(transition.on, event)),
  );
  step.afterwards(event);
  return step.taken();
}

export function timerStep(given: Given, timer: Candidate): Taken {
  const step = new Step(given);
  step.takeFirstFitting([timer]);
  return step.taken();
}

/** The step of a session's end: the first `on end` that fits. */
export function endStep(given: Given): Taken {
  const step = new Step(given);
  const rules = [
    ...around(given.automaton, step.state).flatMap((owner) => owner.onEnd),
    ...given.automaton.onEnd,
  ];
  const rule = rules.find((r) => step.guardHolds(r.guard));
  if (rule !== undefined) step.fire(rule.actions, null);
  return step.taken();
}
