import type { Expression } from "../automaton/automaton.ts";
import type { Frame } from "../machine/configuration.ts";
import type { Evaluated } from "../machine/explanation.ts";
import type { Machine } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import { framesOf, withoutExpired } from "../machine/stack.ts";
import type { Happening } from "../machine/visitor.ts";
import type { Life, Moment } from "./life.ts";
import { minimalChain } from "./minimal.ts";
import { isWanted, type Wanted } from "./wanted.ts";

/** A result that came, and the steps without which it would not have. */
export interface Result {
  readonly output: Output;
  /** Number of its session. */
  readonly session: number;
  /** In the order in which they were taken; the one that gave the output is the last. */
  readonly chain: readonly Happening[];
}

/** All results of a life, or those asked for. */
export function resultsOf(machine: Machine, life: Life, wanted: Wanted | null): readonly Result[] {
  return life.moments.flatMap((moment, index) =>
    moment.happening.step.outputs
      .filter((output) => wanted === null || isWanted(output, wanted))
      .map((output) => ({
        output,
        session: moment.session + 1,
        chain: minimalChain(machine, chainTo(machine, life.moments, index, output), output),
      })),
  );
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
): readonly Happening[] {
  const needed = new Set<number>([last]);
  const find = (id: string, before: number): void => {
    const at = moments.findLastIndex(
      ({ happening, session }, i) =>
        i <= before && session === moments[last]!.session && eventIn(happening) === id,
    );
    if (at >= 0) needed.add(at);
  };
  for (const id of output.causes) find(id, last);
  for (const at of needed) {
    const { happening } = moments[at]!;
    for (const id of writersRead(machine, happening)) find(id, at - 1);
    const led = ledTo(machine, moments, at);
    if (led >= 0) needed.add(led);
  }
  return [...needed].sort((a, b) => a - b).map((at) => moments[at]!.happening);
}

const eventIn = ({ stimulus }: Happening): string | null =>
  stimulus.kind === "event" ? stimulus.event.id : null;

/** The step that led to the state in which a step was taken; -1: the session began in it. */
function ledTo(machine: Machine, moments: readonly Moment[], at: number): number {
  const { happening, session } = moments[at]!;
  const { state } = happening.before;
  if (state === machine.automaton.start) return -1;
  const lane = happening.lane.texts.join("\n");
  return moments.findLastIndex(
    ({ happening: { step, before, lane: other } }, i) =>
      i < at &&
      moments[i]!.session === session &&
      other.texts.join("\n") === lane &&
      step.configuration.state === state &&
      before.state !== state,
  );
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
