/**
 * THE DEFINITION. What one automaton does with one event, one due timer or its session's end:
 * rules 12 to 23, 27 and 28 of the language reference, each cited where it is implemented.
 * Sessions, lanes, clocks and the order of due things (rules 6 to 11, 24, 30, 31) are in visitor.ts.
 * Everything fast is a twin of this file, held to it by random testing.
 */
import type {
  Action,
  EmitAction,
  Expression,
  NamedExpression,
  Trigger,
} from "../automaton/automaton.ts";
import { causesOf, writersNamed } from "./causes.ts";
import type {
  ArmedTimer,
  Configuration,
  Frame,
  Session,
  StackCells,
  Writer,
} from "./configuration.ts";
import { constantOf, evaluate, holds } from "./evaluate.ts";
import type { Event } from "./event.ts";
import type { ActionTaken, Attempt, Evaluated, Explanation, Verdict } from "./explanation.ts";
import { StepFailure } from "./failure.ts";
import { endTrigger, eventTrigger, outputIdOf, sessionIdOf, timerTrigger } from "./identity.ts";
import { chainOf, type Machine, type Owner, timerOf } from "./machine.ts";
import type { Output } from "./output.ts";
import { record } from "./record.ts";
import type { Lane, Loop, Scene } from "./scene.ts";
import {
  callsOf,
  clearFrames,
  countFrames,
  dropOldest,
  framesOf,
  popFrame,
  pushCell,
  returnFrom,
  withoutCalls,
  withoutExpired,
} from "./stack.ts";
import type { Value } from "./value.ts";
import type { Exact } from "./values/exact.ts";
import { share } from "./values/share.ts";

/** What a step is taken for. */
export type Stimulus =
  | { readonly kind: "event"; readonly event: Event }
  | { readonly kind: "timer"; readonly timer: ArmedTimer }
  | { readonly kind: "end"; readonly endedBy: "gap" | "max" | "pattern" };

/** Where and when it is taken. */
export interface Situation {
  readonly key: string;
  readonly lane: Lane;
  /** Including the event at hand (rule 12). */
  readonly session: Session;
  /** Rule 7. */
  readonly at: number;
  readonly now: number;
}

export interface Step {
  readonly configuration: Configuration;
  readonly outputs: readonly Output[];
  /** Why the step failed whole (rule 16): then the configuration is the one before, and there are no outputs. */
  readonly failure: string | null;
  /** Whether a transition, timer or end rule fired. */
  readonly taken: boolean;
  /** The action `end session` was among those taken. */
  readonly endsSession: boolean;
  readonly framesDropped: number;
  readonly pushRefused: boolean;
  readonly explanation: Explanation;
}

/** A configuration in which a session begins, its start timers armed at `now` (rule 23). */
export function begin(machine: Machine, now: number, writer: Writer): Configuration {
  const { start, registers } = machine.automaton;
  return {
    state: start,
    stack: null,
    registers: record(
      registers.map((register) => [
        register.name,
        {
          value:
            register.initial === null ? undefined : constantOf(register.type, register.initial),
          writer: null,
        },
      ]),
    ),
    timers: chainOf(machine, start).flatMap((owner) => armed(owner, now, writer)),
  };
}

/** Rule 5: a deterministic function of what is passed. */
export function step(
  machine: Machine,
  configuration: Configuration,
  stimulus: Stimulus,
  situation: Situation,
): Step {
  const moment = new Moment(machine, configuration, stimulus, situation);
  try {
    moment.run();
    return moment.done();
  } catch (error) {
    if (error instanceof StepFailure) return moment.failed(configuration, error.message); // rule 16
    throw error;
  }
}

/** A rule that may fire: `on`, a timer, `on end`. */
interface Candidate {
  readonly owner: string;
  readonly index: number;
  readonly rule: Attempt["rule"];
  readonly on: Trigger | null;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly target: string | null;
}

/** Whether actions can be done by counting alone, and what the bound says (rules 13 and 19). */
type Room = "fits" | "stack too short" | "depth refused" | "depth else";

/** The working state of one step. It lives no longer than the call of `step`. */
class Moment {
  private readonly machine: Machine;
  private readonly stimulus: Stimulus;
  private readonly situation: Situation;
  private readonly sessionId: string;
  /** The event that this step is taken for, as writer and first cause (rule 28). */
  private readonly writer: Writer;
  private readonly trigger: string;

  private state: string;
  private stack: StackCells;
  private registers: Configuration["registers"];
  private timers: readonly ArmedTimer[];

  private readonly tried: Attempt[] = [];
  private readonly actionsTaken: ActionTaken[] = [];
  private readonly afterwardsTaken: ActionTaken[] = [];
  private readonly outputs: Output[] = [];
  private readonly from: string;
  private taken = false;
  private endsSession = false;
  private framesDropped = 0;
  private pushRefused = false;
  /** Writers that the guard of what fired names (rule 28). */
  private guardWriters: readonly Writer[] = [];
  private evaluated: Evaluated[] = [];
  private found: Frame[] = [];

  constructor(
    machine: Machine,
    configuration: Configuration,
    stimulus: Stimulus,
    situation: Situation,
  ) {
    this.machine = machine;
    this.stimulus = stimulus;
    this.situation = situation;
    this.state = configuration.state;
    this.from = configuration.state;
    this.stack = withoutExpired(configuration.stack, machine.kinds, situation.now); // rule 18
    this.registers = configuration.registers;
    this.timers = configuration.timers;
    const { session } = situation;
    this.sessionId = sessionIdOf(
      machine.automaton.pattern,
      situation.key,
      // A lane's own session is told apart by its lane, a shared one is the visitor's.
      machine.automaton.session.shared ? [] : situation.lane.texts,
      session.first,
    );
    switch (stimulus.kind) {
      case "event":
        this.writer = { id: stimulus.event.id, order: session.events };
        this.trigger = eventTrigger(stimulus.event.id);
        break;
      case "timer": {
        const { armedBy, owner, index, due } = stimulus.timer;
        this.writer = armedBy;
        this.trigger = timerTrigger(armedBy.id, owner, index, due);
        // Rule 23: tested once and spent, fitting or not.
        this.timers = this.timers.filter((timer) => timer !== stimulus.timer);
        break;
      }
      case "end":
        this.writer = session.first;
        this.trigger = endTrigger(session.first.id);
    }
  }

  run(): void {
    const chosen = this.choose();
    if (chosen !== null) this.fire(chosen);
    if (this.stimulus.kind === "event") {
      this.restartIdleTimers();
      this.runAfterwards();
    }
  }

  // ------------------------------------------------------------ choosing (rule 13)

  private *candidates(): Generator<Candidate> {
    const chain = chainOf(this.machine, this.state);
    if (this.stimulus.kind === "timer") {
      const { owner, index } = this.stimulus.timer;
      yield { ...timerOf(this.machine, owner, index), owner, index, rule: "timer", on: null };
    } else if (this.stimulus.kind === "event") {
      for (const { name: owner, transitions } of chain)
        for (const [i, transition] of transitions.entries())
          yield { ...transition, owner, index: i + 1, rule: "on" };
    } else {
      for (const { name: owner, onEnd } of [
        ...chain,
        { name: "", onEnd: this.machine.automaton.onEnd },
      ])
        for (const [i, rule] of onEnd.entries())
          yield { ...rule, owner, index: i + 1, rule: "onEnd", on: null, target: null };
    }
  }

  /** The first that fits: its event, then its guard, then its pops and return, by counting alone. */
  private choose(): Candidate | null {
    for (const candidate of this.candidates()) {
      this.evaluated = [];
      this.found = [];
      const verdict = this.test(candidate);
      this.tried.push({
        owner: candidate.owner,
        index: candidate.index,
        rule: candidate.rule,
        verdict,
        values: this.evaluated,
      });
      if (verdict === "fired" || verdict === "depth else") {
        if (candidate.guard !== null)
          this.guardWriters = writersNamed(candidate.guard, this.scene(), this.found);
        return verdict === "fired" ? candidate : this.overflow(candidate);
      }
      if (verdict === "depth refused") {
        this.pushRefused = true; // rule 19: the step takes no transition
        return null;
      }
    }
    return null;
  }

  private test(candidate: Candidate): Verdict {
    if (candidate.on !== null && !this.matches(candidate.on)) return "other event";
    if (candidate.guard !== null && !this.guardHolds(candidate)) return "guard false";
    const room = this.roomFor(candidate.actions, this.stack);
    if (room === "depth else") {
      const { actions } = this.overflow(candidate);
      // Rule 19: where the `else` does not itself fit, the transition does not.
      return this.roomFor(actions, withoutCalls(this.stack)) === "fits" ? room : "stack too short";
    }
    return room === "fits" ? "fired" : room;
  }

  private matches(trigger: Trigger): boolean {
    const name = this.stimulus.kind === "event" ? this.stimulus.event.name : null;
    if (trigger === "any") return true;
    if (name === null) return false;
    return trigger === "other" || trigger.events.includes(name);
  }

  private guardHolds(candidate: Candidate): boolean {
    try {
      return holds(candidate.guard!, this.scene());
    } catch (error) {
      const { owner, index, rule } = candidate;
      this.tried.push({ owner, index, rule, verdict: "failed", values: this.evaluated });
      throw error;
    }
  }

  /** Pops are counted through the whole list first; only where they can be done does a bound matter. */
  private roomFor(actions: readonly Action[], stack: StackCells): Room {
    let { above, below } = countFrames(stack);
    const depth = this.machine.automaton.stack.depth;
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
  private overflow(candidate: Candidate): Candidate {
    const overflow = this.machine.automaton.stack.depth!.overflow;
    return overflow.kind === "else"
      ? { ...candidate, actions: overflow.actions, target: overflow.target }
      : candidate;
  }

  // ------------------------------------------------------------ firing (rule 14)

  private fire(chosen: Candidate): void {
    this.taken = true;
    // Rule 20: an overflow's `else` taken in a call first discards its return addresses.
    if (this.tried.at(-1)!.verdict === "depth else") this.stack = withoutCalls(this.stack);
    for (const action of chosen.actions) this.act(action, this.actionsTaken);
    if (chosen.target !== null) this.enter(chosen.target);
  }

  private act(action: Action, log: ActionTaken[]): void {
    this.evaluated = [];
    const before = this.outputs.length;
    this.perform(action);
    log.push({
      action,
      values: this.evaluated,
      stack: this.stack,
      outputs: this.outputs.slice(before),
    });
  }

  private perform(action: Action): void {
    switch (action.do) {
      case "push":
      case "replace": {
        const fields = this.fieldsOf(action.kind, action.fields); // rule 17: before the stack changes
        if (action.do === "replace" && countFrames(this.stack).above > 0)
          this.stack = popFrame(this.stack);
        this.makeRoom();
        const { now } = this.situation;
        this.stack = pushCell(this.stack, {
          kind: action.kind,
          fields,
          born: now,
          writer: this.writer,
        });
        return;
      }
      case "pop":
        this.stack = popFrame(this.stack);
        return;
      case "clear":
        this.stack = clearFrames(this.stack);
        return;
      case "assign":
        this.assign(action.register, evaluate(action.value, this.scene()));
        return;
      case "emit":
        this.emit(action, null);
        return;
      case "forEach":
        this.forEach(action);
        return;
      case "call":
        this.call(action.part, action.then);
        return;
      case "return": {
        const address = returnFrom(this.stack)!;
        this.stack = address.stack;
        this.moveTo(address.to, true);
        return;
      }
      case "endSession":
        this.endsSession = true; // rule 11: after `afterwards`, by whoever owns the session
    }
  }

  private fieldsOf(kind: string, fields: readonly NamedExpression[]): Frame["fields"] {
    const scene = this.scene();
    const given = record(fields.map(({ name, value }) => [name, evaluate(value, scene)] as const));
    for (const { name, optional } of this.machine.kinds.get(kind)!.fields)
      if (!optional && given[name] === undefined)
        throw new StepFailure(`\`${name}\` of \`${kind}\` is missing`);
    return given;
  }

  /** Rule 19: `drop oldest`; the other words were heard when the transition was chosen. */
  private makeRoom(): void {
    const depth = this.machine.automaton.stack.depth;
    if (depth === null || framesOf(this.stack).length < depth.limit) return;
    this.stack = dropOldest(this.stack);
    this.framesDropped++;
  }

  private assign(name: string, value: Value): void {
    if (value === undefined && !this.machine.registers.get(name)!.optional)
      throw new StepFailure(`\`${name}\` would be missing`);
    this.registers = record([
      ...Object.entries(this.registers),
      [name, { value, writer: this.writer }],
    ]);
  }

  // ------------------------------------------------------------ states (rules 14, 20, 23)

  private call(part: string, then: string): void {
    if (callsOf(this.stack) >= this.machine.automaton.stack.callLimit)
      throw new StepFailure("calls nest deeper than their limit"); // rule 20
    this.stack = pushCell(this.stack, { returnTo: then });
    this.moveTo(this.machine.groups.get(part)!.start!, true);
  }

  private enter(target: string): void {
    this.moveTo(target, false);
  }

  /** Leaves the state and enters another; `fromOutside` leaves all groups too (call and return). */
  private moveTo(target: string, fromOutside: boolean): void {
    const left = chainOf(this.machine, this.state);
    const entered = chainOf(this.machine, target);
    const stays = (owner: Owner): boolean =>
      !fromOutside && "parent" in owner && left.includes(owner) && entered.includes(owner);
    const staying = new Set(left.filter(stays).map((owner) => owner.name));
    this.timers = [
      ...this.timers.filter((timer) => staying.has(timer.owner)),
      ...entered
        .filter((owner) => !stays(owner))
        .flatMap((owner) => armed(owner, this.situation.now, this.writer)),
    ];
    this.state = target;
  }

  /** Rule 23: every counted event stepped here restarts `idle` timers, also those that rest. */
  private restartIdleTimers(): void {
    const chain = chainOf(this.machine, this.state);
    this.timers = [
      ...this.timers.filter(
        (timer) => timerOf(this.machine, timer.owner, timer.index).kind !== "idle",
      ),
      ...chain.flatMap((owner) => armed(owner, this.situation.now, this.writer, "idle")),
    ];
  }

  /** Rule 15. */
  private runAfterwards(): void {
    const { automaton } = this.machine;
    for (const { afterwards } of [...chainOf(this.machine, this.state), automaton])
      for (const { on, guard, actions } of afterwards)
        if (this.matches(on) && (guard === null || holds(guard, this.scene())))
          for (const action of actions) this.act(action, this.afterwardsTaken);
  }

  // ------------------------------------------------------------ outputs (rules 22, 27, 28)

  private emit(action: EmitAction, loop: Loop | null): void {
    const { machine, situation, writer } = this;
    const declaration = machine.outputs.get(action.output)!;
    this.found = [];
    const scene = this.scene(loop);
    const given = new Map(action.fields.map(({ name, value }) => [name, evaluate(value, scene)]));
    const writers = action.fields.flatMap(({ value }) => writersNamed(value, scene, []));
    const found = this.found.map((frame) => frame.writer);
    const data: Output["data"][number][] = [];
    for (const { name, type, optional } of declaration.fields) {
      const value = given.get(name);
      if (value !== undefined) data.push({ name, type, value });
      else if (!optional) throw new StepFailure(`\`${name}\` of \`${action.output}\` is missing`);
    }
    const { stimulus } = this;
    const members = action.withEvent && stimulus.kind === "event" ? stimulus.event.members() : [];
    const occurrence = this.outputs.filter(({ output }) => output === action.output).length + 1;
    const { pattern } = machine.automaton;
    const { key, lane } = situation;
    this.outputs.push({
      id: outputIdOf(pattern, key, lane.texts, this.trigger, action.output, occurrence),
      pattern,
      version: machine.version,
      output: action.output,
      kind: declaration.kind,
      key,
      lane: lane.texts,
      session: this.sessionId,
      time: situation.at,
      causes: causesOf([writer, ...this.guardWriters, ...writers, ...found]),
      data,
      members: membersBeside(data, members),
    });
  }

  /** Rule 22. */
  private forEach(action: Action & { do: "forEach" }): void {
    const frames = framesOf(this.stack)
      .filter((frame) => frame.kind === action.kind)
      .reverse();
    if (frames.length === 0) return;
    const parts = action.sharing === null ? null : this.sharesOf(action.sharing, frames);
    for (const [i, frame] of frames.entries()) {
      const loop: Loop = {
        ...{ frame, index: i + 1, count: frames.length },
        ...(parts?.[i] ?? { part: undefined, partWriters: [] }),
      };
      for (const emit of action.emits) this.emit(emit, loop);
    }
  }

  private sharesOf(
    { amount, weight }: NonNullable<(Action & { do: "forEach" })["sharing"]>,
    frames: readonly Frame[],
  ): readonly Pick<Loop, "part" | "partWriters">[] {
    this.found = [];
    const outside = this.scene();
    const total = evaluate(amount, outside);
    if (total === undefined) throw new StepFailure("the amount to share is missing");
    const amountWriters = writersNamed(amount, outside, this.found);
    const weighed = frames.map((frame, i) => {
      this.found = [];
      const loop = { frame, index: i + 1, count: frames.length, part: undefined, partWriters: [] };
      const scene = this.scene(loop);
      const value = evaluate(weight, scene);
      if (value === undefined) throw new StepFailure("a weight is missing");
      return { value: value as number, writers: writersNamed(weight, scene, this.found) };
    });
    const weights = weighed.map(({ value }) => value);
    const parts = share(total as Exact, weights);
    return parts.map((part, i) => ({
      part,
      partWriters: [...amountWriters, ...weighed[i]!.writers],
    }));
  }

  // ------------------------------------------------------------ what is seen, what is given back

  private scene(loop: Loop | null = null): Scene {
    const { situation, stimulus } = this;
    return {
      event: stimulus.kind === "event" ? stimulus.event : null,
      at: situation.at,
      now: situation.now,
      key: situation.key,
      lane: situation.lane,
      session: situation.session,
      sessionId: this.sessionId,
      endedBy: stimulus.kind === "end" ? stimulus.endedBy : null,
      registers: this.registers,
      frames: framesOf(this.stack),
      loop,
      bound: [],
      observe: (expression, value) => this.evaluated.push({ expression, value }),
      found: (frame) => this.found.push(frame),
    };
  }

  private explanation(to: string): Explanation {
    return {
      tried: this.tried,
      actions: this.actionsTaken,
      afterwards: this.afterwardsTaken,
      from: this.from,
      to,
    };
  }

  done(): Step {
    const { state, stack, registers, timers } = this;
    return {
      configuration: { state, stack, registers, timers },
      outputs: this.outputs,
      failure: null,
      taken: this.taken,
      endsSession: this.endsSession,
      framesDropped: this.framesDropped,
      pushRefused: this.pushRefused,
      explanation: this.explanation(state),
    };
  }

  failed(before: Configuration, failure: string): Step {
    return {
      configuration: before,
      outputs: [],
      failure,
      taken: false,
      endsSession: false,
      framesDropped: 0,
      pushRefused: false,
      explanation: this.explanation(before.state),
    };
  }
}

/** The timers of an owner, armed at `now`; of one kind if said. */
function armed(owner: Owner, now: number, armedBy: Writer, kind?: "idle"): readonly ArmedTimer[] {
  return owner.timers.flatMap((timer, i) =>
    kind === undefined || timer.kind === kind
      ? [{ owner: owner.name, index: i + 1, due: now + timer.duration, armedBy }]
      : [],
  );
}

/** Rule 27: the record's members whose names are not there yet. */
function membersBeside(data: Output["data"], members: Output["members"]): Output["members"] {
  const names = new Set(data.map(({ name }) => name));
  return members.filter(([name]) => !names.has(name) && names.add(name));
}
