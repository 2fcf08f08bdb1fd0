import { actionText, expressionText } from "../automaton/wording.ts";
import type { ActionTaken } from "../machine/explanation.ts";
import type { Machine } from "../machine/machine.ts";
import type { Happening } from "../machine/visitor.ts";
import { outputText, stackText, stimulusText } from "../stream/trace.ts";
import { type Clock, readValues, valueText } from "./words.ts";

/** Lines longer than this are broken. */
const WIDTH = 60;

/**
 * A step as evidence: when, what, where it led, what its guard saw, what it did.
 *
 *     10:00:04  view { product: "p1" }  (searched -> found)
 */
export function stepLines(
  machine: Machine,
  happening: Happening,
  clock: Clock,
  mark = " ",
): readonly string[] {
  const { situation, step } = happening;
  const { from, to } = step.explanation;
  const time = clock(situation.at);
  const indent = " ".repeat(time.length + 6);
  const head = `  ${mark} ${time}  ${stimulusText(machine, happening)}`;
  const moved = `(${from === to ? from : `${from} -> ${to}`})`;
  const first =
    head.length + moved.length + 2 <= WIDTH ? [`${head}  ${moved}`] : [head, `${indent}${moved}`];
  return [...first, ...details(machine, happening).map((line) => `${indent}${line}`)];
}

function details(machine: Machine, { step }: Happening): readonly string[] {
  if (step.failure !== null) return [`failed: ${step.failure}`];
  const { tried, actions, afterwards } = step.explanation;
  const guard = step.taken ? (tried.at(-1)?.values.at(-1) ?? null) : null;
  const read = guard === null ? "" : readValues(tried.at(-1)!.values);
  const held =
    guard === null
      ? []
      : [`\`${expressionText(guard.expression)}\` held${read === "" ? "" : `: ${read}`}`];
  return [...held, ...[...actions, ...afterwards].flatMap((taken) => actionLines(machine, taken))];
}

function actionLines(machine: Machine, taken: ActionTaken): readonly string[] {
  const { action, values, stack, outputs } = taken;
  switch (action.do) {
    case "push":
    case "replace":
      return [`${action.do} ${stackText(machine, { cell: stack!.cell, below: null })}`];
    case "assign":
      return [`${action.register} = ${valueText(action.value.type, values.at(-1)?.value)}`];
    case "emit":
    case "forEach":
      return outputs.map((output) => `emit ${outputText(output)}`);
    default:
      return [actionText(action)];
  }
}
