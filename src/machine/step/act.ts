import type { Action, NamedExpression } from "../../automaton/automaton.ts";
import type { Frame } from "../configuration.ts";
import { evaluate } from "../evaluate.ts";
import type { ActionTaken } from "../explanation.ts";
import { StepFailure } from "../failure.ts";
import { record } from "../record.ts";
import {
  callsOf,
  clearFrames,
  countFrames,
  dropOldest,
  framesOf,
  popFrame,
  pushCell,
  returnFrom,
} from "../stack.ts";
import type { Value } from "../value.ts";
import { emit, forEach } from "./emit.ts";
import { cross } from "./enter.ts";
import type { Moment } from "./moment.ts";

/** Rule 14: does one action, and notes in `log` what it did. */
export function act(action: Action, log: ActionTaken[], moment: Moment): void {
  moment.evaluated = [];
  const before = moment.outputs.length;
  perform(action, moment);
  log.push({
    action,
    values: moment.evaluated,
    stack: moment.stack,
    outputs: moment.outputs.slice(before),
  });
}

function perform(action: Action, moment: Moment): void {
  switch (action.do) {
    case "push":
      push(action.kind, fieldsOf(action.kind, action.fields, moment), moment);
      return;
    case "replace": {
      const fields = fieldsOf(action.kind, action.fields, moment); // rule 17: before the stack changes
      if (countFrames(moment.stack).above > 0) moment.stack = popFrame(moment.stack);
      push(action.kind, fields, moment);
      return;
    }
    case "pop":
      moment.stack = popFrame(moment.stack);
      return;
    case "clear":
      moment.stack = clearFrames(moment.stack);
      return;
    case "assign":
      assign(action.register, evaluate(action.value, moment.scene()), moment);
      return;
    case "emit":
      emit(action, null, moment);
      return;
    case "forEach":
      forEach(action, moment);
      return;
    case "call":
      call(action.part, action.then, moment);
      return;
    case "return": {
      const address = returnFrom(moment.stack)!;
      moment.stack = address.stack;
      cross(address.to, true, moment);
      return;
    }
    case "endSession":
      moment.endsSession = true; // rule 11: after `afterwards`, by whoever owns the session
  }
}

/** Rule 17. */
function fieldsOf(
  kind: string,
  fields: readonly NamedExpression[],
  moment: Moment,
): Frame["fields"] {
  const scene = moment.scene();
  const given = record(fields.map(({ name, value }) => [name, evaluate(value, scene)] as const));
  for (const { name, optional } of moment.machine.kinds.get(kind)!.fields)
    if (!optional && given[name] === undefined)
      throw new StepFailure(`\`${name}\` of \`${kind}\` is missing`);
  return given;
}

/** Rules 17 and 19; of the words at the bound, all but `drop oldest` were heard when the transition was chosen. */
function push(kind: string, fields: Frame["fields"], moment: Moment): void {
  const { depth } = moment.machine.automaton.stack;
  if (depth !== null && framesOf(moment.stack).length >= depth.limit) {
    moment.stack = dropOldest(moment.stack);
    moment.framesDropped++;
  }
  const { now } = moment.situation;
  moment.stack = pushCell(moment.stack, { kind, fields, born: now, writer: moment.writer });
}

function assign(name: string, value: Value, moment: Moment): void {
  if (value === undefined && !moment.machine.registers.get(name)!.optional)
    throw new StepFailure(`\`${name}\` would be missing`);
  moment.registers = record([
    ...Object.entries(moment.registers),
    [name, { value, writer: moment.writer }],
  ]);
}

/** Rule 20. */
function call(part: string, then: string, moment: Moment): void {
  if (callsOf(moment.stack) >= moment.machine.automaton.stack.callLimit)
    throw new StepFailure("calls nest deeper than their limit");
  moment.stack = pushCell(moment.stack, { returnTo: then });
  cross(moment.machine.groups.get(part)!.start!, true, moment);
}
