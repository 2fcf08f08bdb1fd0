import type { Expression } from "../../automaton/automaton.ts";
import type {
  ArmedTimer,
  Configuration,
  Frame,
  Session,
  StackCells,
  Writer,
} from "../configuration.ts";
import type { Event } from "../event.ts";
import type { ActionTaken, Attempt, Evaluated } from "../explanation.ts";
import { endTrigger, eventTrigger, sessionIdOf, timerTrigger } from "../identity.ts";
import type { Machine } from "../machine.ts";
import type { Output } from "../output.ts";
import type { Lane, Loop, Scene } from "../scene.ts";
import { framesOf, withoutExpired } from "../stack.ts";

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
  /** With branches (rule 37): E of the branch's latest event. */
  readonly branch?: string;
}

/** The working state of one step. It lives no longer than the call of `step`. */
export class Moment {
  readonly machine: Machine;
  readonly stimulus: Stimulus;
  readonly situation: Situation;
  readonly sessionId: string;
  /** The event that this step is taken for, as writer and first cause (rule 28). */
  readonly writer: Writer;
  readonly trigger: string;

  state: string;
  stack: StackCells;
  registers: Configuration["registers"];
  timers: readonly ArmedTimer[];

  readonly tried: Attempt[] = [];
  readonly actionsTaken: ActionTaken[] = [];
  readonly afterwardsTaken: ActionTaken[] = [];
  readonly outputs: Output[] = [];
  taken = false;
  endsSession = false;
  framesDropped = 0;
  pushRefused = false;
  /** Writers that the guard of what fired names (rule 28). */
  guardWriters: readonly Writer[] = [];
  /** What the test or action at hand has evaluated, and the frames that its `any`s found. */
  evaluated: Evaluated[] = [];
  found: Frame[] = [];

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
        this.trigger = timerTrigger(armedBy.id, owner, index, due, situation.branch);
        // Rule 23: tested once and spent, fitting or not.
        this.timers = this.timers.filter((timer) => timer !== stimulus.timer);
        break;
      }
      case "end":
        this.writer = session.first;
        this.trigger = endTrigger(session.first.id, situation.branch);
    }
  }

  /** What expressions see now; inside a `for each`, also the frame that it stands at. */
  scene(loop: Loop | null = null): Scene {
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
      observe: (expression: Expression, value) => this.evaluated.push({ expression, value }),
      found: (frame) => this.found.push(frame),
    };
  }
}
