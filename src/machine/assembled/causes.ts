import type { Expression } from "../../automaton/automaton.ts";
import { operandsOf } from "../machine.ts";
import type { Causes } from "../twin/collector.ts";
import { frameAt, type Workshop } from "./expression.ts";
import type { Moment } from "./moment.ts";

export type Collect = (moment: Moment, into: Causes) => void;

/**
 * Rule 28: adds the direct writers of every register and frame that expressions name, evaluated or not.
 * Frames that an `any` found are told to `Moment.found` while it is evaluated.
 */
export function collecting(expressions: readonly Expression[], shop: Workshop): Collect {
  const named = expressions.flatMap((expression) => [...namesIn(expression, shop)]);
  return (moment, into) => {
    for (const add of named) add(moment, into);
  };
}

function* namesIn(node: Expression, shop: Workshop): Generator<Collect> {
  if (node.op === "register") {
    const number = shop.registers.get(node.name)!;
    yield ({ writers, orders }, into) => {
      if (orders[number] !== 0) into.add(writers[number]!, orders[number]!);
    };
  } else if (node.op === "part") {
    yield ({ loop }, into) => {
      for (const writers of loop!.partWriters) into.addAll(writers);
    };
  } else if (node.op === "frameField" || node.op === "frameAge" || node.op === "frameIs") {
    // What `any` looks at is a cause only when it is found; `kind` reads no frame.
    if (node.of.frame !== "bound") {
      const frame = frameAt(node.of, shop);
      yield (moment, into) => {
        const cell = frame(moment);
        if (cell !== null) into.add(cell.writer, cell.order);
      };
    }
  }
  for (const operand of operandsOf(node)) yield* namesIn(operand, shop);
}
