import type { Action } from "../../automaton/automaton.ts";
import { StepFailure } from "../failure.ts";
import { type Act, emitting, looping, type TextOf, valuesOf } from "./emit.ts";
import { type Clockwork, cross } from "./enter.ts";
import { computing, type Workshop } from "./expression.ts";
import type { Cell, Moment } from "./moment.ts";
import { bottomOf, clearFrames, countOf, depthOf, isFrame, without } from "./stack.ts";

/** What actions need besides names. */
export interface Yard extends Workshop {
  readonly textOf: TextOf;
  readonly timers: readonly (readonly Clockwork[])[];
}

/** A function that does an action (rules 14, 17 to 20). */
export function acting(action: Action, yard: Yard): Act {
  const { layout } = yard;
  switch (action.do) {
    case "push":
    case "replace":
      return pushing(action, yard);
    case "pop":
      return (moment) => {
        moment.stack = moment.stack!.below;
      };
    case "clear":
      return (moment) => {
        moment.stack = clearFrames(moment.stack);
      };
    case "assign":
      return assigning(action, yard);
    case "emit":
      return emitting(action, yard.textOf, yard);
    case "forEach":
      return looping(action, yard.textOf, yard);
    case "call": {
      const back = layout.states.get(action.then)!;
      const start = layout.states.get(layout.machine.groups.get(action.part)!.start!)!;
      const { callLimit } = layout.automaton.stack;
      return (moment) => {
        if (countOf(moment.stack, 0) >= callLimit)
          throw new StepFailure("calls nest deeper than their limit");
        moment.stack = cellOn(moment, { kind: 0, back, fields: [] });
        cross(start, true, yard.timers, moment);
      };
    }
    case "return":
      return (moment) => {
        const address = clearFrames(moment.stack)!;
        moment.stack = address.below;
        cross(address.back, true, yard.timers, moment);
      };
    case "endSession":
      return (moment) => {
        moment.endsSession = true;
      };
  }
}

const cellOn = (
  { stack: below, now: born, ref: writer, order }: Moment,
  what: Pick<Cell, "kind" | "back" | "fields">,
): Cell => ({ ...what, below, born, writer, order });

function pushing(action: Action & { readonly do: "push" | "replace" }, yard: Yard): Act {
  const { layout } = yard;
  const { fields } = layout.machine.kinds.get(action.kind)!;
  const values = valuesOf(fields, action.fields, action.kind, yard);
  const kind = layout.kinds.get(action.kind)!;
  const limit = layout.automaton.stack.depth?.limit ?? Number.POSITIVE_INFINITY;
  const replaces = action.do === "replace";
  return (moment) => {
    const given = values(moment); // rule 17: before the stack changes
    if (replaces && moment.stack !== null && isFrame(moment.stack))
      moment.stack = moment.stack.below;
    // Rule 19: `drop oldest`; the other words were heard when the transition was chosen.
    if (depthOf(moment.stack) >= limit) {
      const oldest = bottomOf(moment.stack);
      moment.stack = without(moment.stack, (cell) => cell === oldest);
      moment.framesDropped++;
    }
    moment.stack = cellOn(moment, { kind, back: -1, fields: given });
  };
}

function assigning(action: Action & { readonly do: "assign" }, yard: Yard): Act {
  const compute = computing(action.value, yard);
  const number = yard.registers.get(action.register)!;
  const { optional, name } = yard.layout.machine.registers.get(action.register)!;
  return (moment) => {
    const value = compute(moment);
    if (value === undefined && !optional) throw new StepFailure(`\`${name}\` would be missing`);
    moment.registers = moment.registers.with(number, value);
    moment.writers = moment.writers.with(number, moment.ref);
    moment.orders = moment.orders.with(number, moment.order);
  };
}
