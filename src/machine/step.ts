/**
 * THE DEFINITION. What one automaton does with one event, one due timer or its session's end:
 * rules 12 to 23, 27 and 28 of the language reference. The order of things is here; choosing, acting,
 * entering states and emitting have a file each in step/, and each rule is cited where it is done.
 * Sessions, lanes, clocks and the order of due things (rules 6 to 11, 24, 30, 31) are in visitor.ts.
 * Everything fast is a twin of this, held to it by random testing.
 */
import type { Configuration, Writer } from "./configuration.ts";
import { constantOf, holds } from "./evaluate.ts";
import type { Explanation } from "./explanation.ts";
import { StepFailure } from "./failure.ts";
import { chainOf, type Machine } from "./machine.ts";
import type { Output } from "./output.ts";
import { record } from "./record.ts";
import { withoutCalls } from "./stack.ts";
import { act } from "./step/act.ts";
import { type Candidate, choose, matches } from "./step/choose.ts";
import { armedAtStart, cross, restartIdleTimers } from "./step/enter.ts";
import { Moment, type Situation, type Stimulus } from "./step/moment.ts";

export type { Situation, Stimulus } from "./step/moment.ts";

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
      registers.map(({ name, type, initial }) => [
        name,
        { value: initial === null ? undefined : constantOf(type, initial), writer: null },
      ]),
    ),
    timers: armedAtStart(machine, start, now, writer),
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
    const chosen = choose(moment);
    if (chosen !== null) fire(chosen, moment);
    if (stimulus.kind === "event") {
      restartIdleTimers(moment);
      runAfterwards(moment);
    }
    return done(moment, configuration.state);
  } catch (error) {
    if (error instanceof StepFailure) return failed(moment, configuration, error.message);
    throw error;
  }
}

/** Rule 14: actions in written order, then the target. */
function fire(chosen: Candidate, moment: Moment): void {
  moment.taken = true;
  // Rule 20: an overflow's `else` taken in a call first discards its return addresses.
  if (moment.tried.at(-1)!.verdict === "depth else") moment.stack = withoutCalls(moment.stack);
  for (const action of chosen.actions) act(action, moment.actionsTaken, moment);
  if (chosen.target !== null) cross(chosen.target, false, moment);
}

/** Rule 15. */
function runAfterwards(moment: Moment): void {
  const { machine, state, stimulus } = moment;
  for (const { afterwards } of [...chainOf(machine, state), machine.automaton])
    for (const { on, guard, actions } of afterwards)
      if (matches(on, stimulus) && (guard === null || holds(guard, moment.scene())))
        for (const action of actions) act(action, moment.afterwardsTaken, moment);
}

function done(moment: Moment, from: string): Step {
  const { state, stack, registers, timers } = moment;
  return {
    configuration: { state, stack, registers, timers },
    outputs: moment.outputs,
    failure: null,
    taken: moment.taken,
    endsSession: moment.endsSession,
    framesDropped: moment.framesDropped,
    pushRefused: moment.pushRefused,
    explanation: explanationOf(moment, from, state),
  };
}

/** Rule 16: nothing of the step remains but why. */
function failed(moment: Moment, before: Configuration, failure: string): Step {
  return {
    configuration: before,
    outputs: [],
    failure,
    taken: false,
    endsSession: false,
    framesDropped: 0,
    pushRefused: false,
    explanation: explanationOf(moment, before.state, before.state),
  };
}

function explanationOf(moment: Moment, from: string, to: string): Explanation {
  const { tried, actionsTaken: actions, afterwardsTaken: afterwards } = moment;
  return { tried, actions, afterwards, from, to };
}
