/** What one step sees: stack and registers as they are by now, and who wrote them (rules 18 and 28). */
import type { Automaton, Expression } from "../../src/automaton/automaton.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Value } from "../../src/machine/value.ts";
import {
  type Cause,
  condition,
  type Frame,
  type Loop,
  referredFrame,
  type SessionFacts,
  type View,
} from "./expressions.ts";
import {
  type Configuration,
  type Life,
  type Session,
  type StackEntry,
  writerOf,
} from "./history.ts";
import { namedFrames, namedRegisters } from "./named.ts";

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

/** What an expression read through an `any`, kept beside what it names. */
export interface Reading {
  readonly expressions: readonly Expression[];
  readonly found: readonly Frame[];
  readonly loop: Loop | null;
}

export class Moment {
  readonly given: Given;
  state: string;
  stack: StackEntry[];
  registers: Map<string, Value>;
  readonly assigned: string[] = [];
  /** Causes of the guard of the transition at work. */
  guardCauses: Cause[] = [];

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

  guardHolds(guard: Expression | null): boolean {
    this.guardCauses = [];
    if (guard === null) return true;
    const view = this.view();
    const holds = condition(guard, view);
    this.guardCauses = this.causesOf({ expressions: [guard], found: view.found, loop: null });
    return holds;
  }
}
