import type { Expression } from "../automaton/automaton.ts";
import type { Frame } from "../machine/configuration.ts";
import type { Evaluated } from "../machine/explanation.ts";
import type { Machine } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import { framesOf, withoutExpired } from "../machine/stack.ts";
import type { Happening } from "../machine/visitor.ts";
import type { Life, Moment } from "./life.ts";
import { EFFORT, type Effort, minimalChain } from "./minimal.ts";

/** A result that came, and the steps without which it would not have. */
export interface Result {
  readonly output: Output;
  /** Number of its session. */
  readonly session: number;
  /** In the order in which they were taken; the one that gave the output is the last. */
  readonly chain: readonly Happening[];
}

/** Results that are explained in one answer, in the order in which they came; of more it is said how many. */
const RESULTS_MOST = 100;
/** Steps of all chains together: a late result of a long session may rest on everything before it. */
const STEPS_MOST = 20_000;

export interface Results {
  readonly told: readonly Result[];
  /** Results that came beside them. */
  readonly more: number;
}

/** All results of a life, or those asked for, as far as they can be told; yields after each how far it is. */
export function* resultsOf(
  machine: Machine,
  life: Life,
  isAsked: (output: Output, session: number) => boolean,
): Generator<number, Results> {
  const found = life.moments.flatMap(({ happening, session }, index) =>
    happening.step.outputs
      .filter((output) => isAsked(output, session + 1))
      .map((output) => ({ output, session: session + 1, index })),
  );
  const past = pastOf(machine, life.moments);
  const told: Result[] = [];
  const effort: Effort = { left: EFFORT };
  let steps = 0;
  for (const { output, session, index } of found.slice(0, RESULTS_MOST)) {
    const whole = chainTo(machine, life.moments, index, output, past);
    const chain = minimalChain(machine, whole, output, effort);
    if (told.length > 0 && steps + chain.length > STEPS_MOST) break;
    steps += chain.length;
    told.push({ output, session, chain });
    yield told.length / Math.min(found.length, RESULTS_MOST);
  }
  return { told, more: found.length - told.length };
}

/**
 * A dynamic backward slice (Agrawal and Horgan, "Dynamic program slicing", PLDI 1990): the step itself; those
 * of its causes (rule 28); those that wrote what they read; and those that led to the states they were
 * taken in, back to the start state.
 */
export function chainTo(
  machine: Machine,
  moments: readonly Moment[],
  last: number,
  output: Output,
  past = pastOf(machine, moments),
): readonly Happening[] {
  const needed = new Set<number>([last]);
  const { session } = moments[last]!;
  const find = (id: string, before: number): void => {
    const at = past.ofEvent(session, id, before);
    if (at >= 0) needed.add(at);
  };
  for (const id of output.causes) find(id, last);
  for (const at of needed) {
    const { happening } = moments[at]!;
    for (const id of writersRead(machine, happening)) find(id, at - 1);
    const led = past.ledTo[at]!;
    if (led >= 0) needed.add(led);
  }
  return [...needed].sort((a, b) => a - b).map((at) => moments[at]!.happening);
}

/** What a slice asks of the steps before one, gathered in one passage. */
export interface Past {
  /** The latest step, not after a place, for an event of a session; -1: none. */
  readonly ofEvent: (session: number, id: string, before: number) => number;
  /** For each step the one that led to the state in which it was taken; -1: the session began in it. */
  readonly ledTo: readonly number[];
}

export function pastOf({ automaton }: Machine, moments: readonly Moment[]): Past {
  const events = new Map<string, number[]>();
  const led = new Map<string, number>();
  const ledTo = moments.map(({ happening, session }, at) => {
    const { stimulus, before, step, lane } = happening;
    if (stimulus.kind === "event") {
      const name = `${session} ${stimulus.event.id}`;
      const places = events.get(name);
      if (places === undefined) events.set(name, [at]);
      else places.push(at);
    }
    const place = (state: string) => JSON.stringify([session, state, ...lane.texts]);
    const from = before.state === automaton.start ? -1 : (led.get(place(before.state)) ?? -1);
    const { state } = step.configuration;
    if (before.state !== state) led.set(place(state), at);
    return from;
  });
  return {
    ledTo,
    ofEvent: (session, id, before) =>
      events.get(`${session} ${id}`)?.findLast((at) => at <= before) ?? -1,
  };
}

/** Who wrote the registers and frames that a step's guard and actions read. */
function writersRead(machine: Machine, happening: Happening): readonly string[] {
  const { before, step, situation } = happening;
  const frames = framesOf(withoutExpired(before.stack, machine.kinds, situation.now));
  const { tried, actions } = step.explanation;
  const values: readonly Evaluated[] = [
    ...(step.taken ? (tried.at(-1)?.values ?? []) : []),
    ...actions.flatMap((action) => action.values),
  ];
  return values.flatMap(({ expression }) => {
    const id =
      expression.op === "register"
        ? before.registers[expression.name]?.writer?.id
        : frameOf(expression, frames)?.writer.id;
    return id === undefined ? [] : [id];
  });
}

function frameOf(expression: Expression, frames: readonly Frame[]): Frame | undefined {
  if (expression.op !== "frameField" && expression.op !== "frameAge" && expression.op !== "frameIs")
    return undefined;
  const { of } = expression;
  if (of.frame === "top") return frames[0];
  if (of.frame === "bottom") return frames.at(-1);
  return of.frame === "nearest" ? frames.find(({ kind }) => kind === of.kind) : undefined;
}
