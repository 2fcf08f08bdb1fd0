/** One step of one automaton: choosing a transition, running its actions (rules 13 to 22, 27, 28). */
import type {
  Action,
  AfterwardsRule,
  Automaton,
  EmitAction,
  Expression,
  NamedExpression,
  Trigger,
} from "../../src/automaton/automaton.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Value } from "../../src/machine/value.ts";
import { asNumber, fromScaled, roundDouble, StepFailure, toScaled, withinDigits } from "./exact.ts";
import {
  type Cause,
  condition,
  evaluate,
  type Frame,
  known,
  type Loop,
  referredFrame,
  type SessionFacts,
  type View,
} from "./expressions.ts";
import {
  around,
  type Configuration,
  groupOf,
  keyInIds,
  type Life,
  laneText,
  type Session,
  type StackEntry,
  writerOf,
} from "./history.ts";
import { namedFrames, namedRegisters, nodesOf } from "./named.ts";
import { encodedName, isoTime, jsonOfValue } from "./text.ts";

export interface Given {
  readonly automaton: Automaton;
  readonly fingerprint: string;
  readonly key: string;
  readonly life: Life;
  /** With all that happened before this step. */
  readonly session: Session;
  readonly facts: SessionFacts;
  readonly configuration: Configuration;
  readonly event: Event | null;
  readonly now: number;
  readonly at: number;
  readonly endedBy: "gap" | "max" | "pattern" | null;
  /** E of the trigger, and the trigger as ids have it. */
  readonly cause: Cause;
  readonly trigger: string;
}

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

/** What an expression read through an `any`, kept beside what it names. */
interface Reading {
  readonly expressions: readonly Expression[];
  readonly found: readonly Frame[];
  readonly loop: Loop | null;
}

class Step {
  readonly given: Given;
  state: string;
  stack: StackEntry[];
  registers: Map<string, Value>;
  readonly entered: string[] = [];
  readonly assigned: string[] = [];
  readonly lines: string[] = [];
  readonly emitted: string[] = [];
  /** Causes of the guard of the transition at work. */
  guardCauses: Cause[] = [];
  fired = false;
  endsSession = false;
  pushesRefused = 0;
  framesDropped = 0;

  constructor(given: Given) {
    this.given = given;
    this.state = given.configuration.state;
    // rule 18: what has expired is absent from this step
    this.stack = given.configuration.stack.filter(
      (entry) => entry.entry === "address" || !this.hasExpired(entry.frame),
    );
    this.registers = new Map(given.configuration.registers);
  }

  hasExpired(frame: Frame): boolean {
    const kind = this.given.automaton.stack.kinds.find((k) => k.name === frame.kind);
    if (kind === undefined) throw new Error(`no such frame kind: ${frame.kind}`);
    return kind.expires !== null && frame.birth + kind.expires < this.given.now;
  }

  frames(): Frame[] {
    return this.stack.flatMap((entry) => (entry.entry === "frame" ? [entry.frame] : []));
  }

  view(loop: Loop | null = null): View {
    const { given } = this;
    return {
      automaton: given.automaton,
      key: given.key,
      lane: new Map(
        (given.automaton.lanes?.fields ?? []).map((field, i) => [field.name, given.life.lane[i]]),
      ),
      event: given.event,
      now: given.now,
      at: given.at,
      session: given.facts,
      endedBy: given.endedBy,
      frames: this.frames(),
      registers: this.registers,
      loop,
      bound: [],
      found: [],
    };
  }

  // -------------------------------------------------------------- causes (rule 28)

  writer(register: string): Cause | null {
    if (this.assigned.includes(register)) return this.given.cause;
    return writerOf(this.given.session, this.given.life, register);
  }

  causesOf(reading: Reading): Cause[] {
    const view = this.view(reading.loop);
    const registers = reading.expressions
      .flatMap(namedRegisters)
      .flatMap((name) => this.writer(name) ?? []);
    const frames = reading.expressions
      .flatMap(namedFrames)
      .flatMap((reference) => referredFrame(reference, view) ?? []);
    return [...registers, ...[...frames, ...reading.found].map((frame) => frame.writer)];
  }

  // -------------------------------------------------------------- choosing (rules 13, 19)

  guardHolds(guard: Expression | null): boolean {
    this.guardCauses = [];
    if (guard === null) return true;
    const view = this.view();
    const holds = condition(guard, view);
    this.guardCauses = this.causesOf({ expressions: [guard], found: view.found, loop: null });
    return holds;
  }

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

  // -------------------------------------------------------------- for each (rule 22)

  forEach(action: Action & { readonly do: "forEach" }): void {
    const frames = this.frames().filter((frame) => frame.kind === action.kind);
    const count = frames.length;
    if (count === 0) return;
    const loops = frames.map((frame, i): Loop => ({ frame, index: i + 1, count, part: undefined }));
    if (action.sharing === null) {
      for (const loop of loops) for (const emit of action.emits) this.emit(emit, loop, []);
      return;
    }
    const { amount, weight } = action.sharing;
    const amountView = this.view();
    const scaled = toScaled(known(evaluate(amount, amountView)));
    const weightViews = loops.map((loop) => this.view(loop));
    const weights = weightViews.map((view) => known(evaluate(weight, view)) as number);
    if (weights.some((w) => w < 0)) throw new StepFailure("a negative weight");
    if (weights.every((w) => w === 0)) throw new StepFailure("all weights are zero");
    const parts = sharedParts(scaled, weights);
    loops.forEach((loop, i) => {
      const standsFor: Reading = {
        expressions: [amount, weight],
        found: [...amountView.found, ...weightViews[i]!.found],
        loop,
      };
      const withPart = { ...loop, part: fromScaled(parts[i]!) };
      for (const emit of action.emits) this.emit(emit, withPart, this.causesOf(standsFor));
    });
  }

  // -------------------------------------------------------------- outputs (rules 27, 28)

  emit(action: EmitAction, loop: Loop | null, causesOfPart: readonly Cause[]): void {
    const { given } = this;
    const declaration = given.automaton.outputs.find((o) => o.name === action.output);
    if (declaration === undefined) throw new Error(`no such output: ${action.output}`);

    const view = this.view(loop);
    const values = new Map(action.fields.map((f) => [f.name, evaluate(f.value, view)]));
    const members: string[] = [];
    const names = new Set<string>();
    for (const field of declaration.fields) {
      const value = values.get(field.name);
      if (value === undefined) {
        if (!field.optional) throw new StepFailure(`${field.name} is missing`);
        continue;
      }
      members.push(`${JSON.stringify(field.name)}:${jsonOfValue(value, field.type)}`);
      names.add(field.name);
    }
    if (action.withEvent) {
      if (given.event === null) throw new StepFailure("the step has no event");
      for (const [name, json] of given.event.members()) {
        if (names.has(name)) continue;
        members.push(`${JSON.stringify(name)}:${json}`);
        names.add(name);
      }
    }

    const expressions = action.fields.map((f) => f.value);
    const readsPart = expressions.flatMap(nodesOf).some((node) => node.op === "part");
    const causes = [
      given.cause,
      ...this.guardCauses,
      ...this.causesOf({ expressions, found: view.found, loop }),
      ...(readsPart ? causesOfPart : []),
    ];
    const inOrder = [...causes].sort((a, b) => a.order - b.order).map((cause) => cause.id);

    this.emitted.push(action.output);
    const k = this.emitted.filter((name) => name === action.output).length;
    const id = [
      encodedName(given.automaton.pattern),
      keyInIds(given.key, given.life.lane),
      given.trigger,
      encodedName(action.output),
      String(k),
    ].join("/");
    const lane = given.life.lane.map((value) => JSON.stringify(laneText(value)));
    const head = [
      `"id":${JSON.stringify(id)}`,
      `"pattern":${JSON.stringify(given.automaton.pattern)}`,
      `"version":${JSON.stringify(given.fingerprint)}`,
      `"output":${JSON.stringify(action.output)}`,
      `"kind":${JSON.stringify(declaration.kind)}`,
      `"key":${JSON.stringify(given.key)}`,
      ...(lane.length === 0
        ? []
        : [`"lane":${lane.length === 1 ? lane[0] : `[${lane.join(",")}]`}`]),
      `"session":${JSON.stringify(given.facts.id)}`,
      `"time":${JSON.stringify(isoTime(given.at))}`,
      `"causes":${JSON.stringify([...new Set(inOrder)])}`,
      `"data":{${members.join(",")}}`,
    ];
    this.lines.push(`{${head.join(",")}}`);
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

/** r_i − r_(i−1), where r_i is (amount × S_i) / S_n in doubles, rounded, and r_n the amount itself. */
function sharedParts(amount: bigint, weights: readonly number[]): bigint[] {
  const sum = (n: number): number => asNumber(weights.slice(0, n).reduce((s, w) => s + w, 0));
  const all = sum(weights.length);
  const upTo = weights.map((_, i) =>
    i === weights.length - 1
      ? amount
      : withinDigits(roundDouble(asNumber(Number(amount) * sum(i + 1)) / all, 0)),
  );
  return upTo.map((r, i) => withinDigits(r - (i === 0 ? 0n : upTo[i - 1]!)));
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
