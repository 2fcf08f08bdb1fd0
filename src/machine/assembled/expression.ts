import type { Expression, FrameReference } from "../../automaton/automaton.ts";
import { newPrepared, type Prepared } from "../builtins.ts";
import { constantOf } from "../evaluate.ts";
import { StepFailure } from "../failure.ts";
import type { Layout } from "../twin/layout.ts";
import type { Value } from "../value.ts";
import type { Cell, Moment } from "./moment.ts";
import { binary, builtin, unary } from "./operators.ts";
import { bottomOf, countOf, depthOf, nearestOf, topOf } from "./stack.ts";

export type Compute = (moment: Moment) => Value;
export type Test = (moment: Moment) => boolean;

/** What names stand for, and how ids are told, while an automaton is put together. */
export interface Workshop {
  readonly layout: Layout;
  readonly prepared: Prepared;
  readonly registers: ReadonlyMap<string, number>;
  readonly sessionIdOf: (moment: Moment) => string;
}

export const workshop = (layout: Layout, sessionIdOf: Workshop["sessionIdOf"]): Workshop => ({
  layout,
  prepared: newPrepared(),
  registers: new Map(layout.automaton.registers.map(({ name }, i) => [name, i])),
  sessionIdOf,
});

/** A function that computes an expression exactly as evaluate.ts does; names are looked up here, once. */
export function computing(expression: Expression, shop: Workshop): Compute {
  const { layout } = shop;
  const of = (operand: Expression): Compute => computing(operand, shop);
  switch (expression.op) {
    case "constant": {
      const value = constantOf(expression.type, expression.value);
      return () => value;
    }
    case "field": {
      const { name } = expression;
      return ({ event }) =>
        event !== null && Object.hasOwn(event.fields, name) ? event.fields[name] : undefined;
    }
    case "register": {
      const number = shop.registers.get(expression.name)!;
      return (moment) => moment.registers[number];
    }
    case "lane": {
      const { name } = expression;
      const number = layout.automaton.lanes!.fields.findIndex((field) => field.name === name);
      return (moment) => moment.lane.values[number];
    }
    case "key":
      return (moment) => moment.key;
    case "at":
      return (moment) => moment.at;
    case "now":
      return (moment) => moment.now;
    case "sessionId":
      return shop.sessionIdOf;
    case "sessionStart":
      return (moment) => moment.session.start;
    case "sessionLatest":
      return (moment) => moment.session.latest;
    case "sessionEvents":
      return (moment) => moment.session.events;
    case "endedBy":
      return (moment) => moment.endedBy ?? undefined;
    case "frameField": {
      const frame = frameAt(expression.of, shop);
      const kind = layout.kinds.get(expression.kind)!;
      const { fields } = layout.machine.kinds.get(expression.kind)!;
      const place = fields.findIndex(({ name }) => name === expression.name);
      return (moment) => {
        const cell = frame(moment);
        return cell !== null && cell.kind === kind ? cell.fields[place] : undefined;
      };
    }
    case "frameAge": {
      const frame = frameAt(expression.of, shop);
      return (moment) => {
        const cell = frame(moment);
        return cell === null ? undefined : moment.now - cell.born;
      };
    }
    case "frameKind": {
      const frame = frameAt(expression.of, shop);
      const names = [undefined, ...layout.kinds.keys()];
      return (moment) => names[frame(moment)?.kind ?? 0];
    }
    case "frameIs": {
      const frame = frameAt(expression.of, shop);
      if (expression.kind === null) return (moment) => frame(moment) !== null;
      const kind = layout.kinds.get(expression.kind)!;
      return (moment) => frame(moment)?.kind === kind;
    }
    case "depth":
      return (moment) => depthOf(moment.stack);
    case "count": {
      const kind = layout.kinds.get(expression.kind)!;
      return (moment) => countOf(moment.stack, kind);
    }
    case "any":
      return finding(expression, shop);
    case "loopIndex":
      return ({ loop }) => loop?.index;
    case "loopCount":
      return ({ loop }) => loop?.count;
    case "part":
      return ({ loop }) => loop?.part;
    case "isKnown": {
      const operand = of(expression.operand);
      return (moment) => operand(moment) !== undefined;
    }
    case "orElse": {
      const [left, right] = [of(expression.left), of(expression.right)];
      return (moment) => left(moment) ?? right(moment);
    }
    case "and": {
      const [left, right] = [testing(expression.left, shop), testing(expression.right, shop)];
      return (moment) => left(moment) && right(moment);
    }
    case "or": {
      const [left, right] = [testing(expression.left, shop), testing(expression.right, shop)];
      return (moment) => left(moment) || right(moment);
    }
    case "not": {
      const operand = of(expression.operand);
      return (moment) => {
        const value = operand(moment);
        return value === undefined ? undefined : !value;
      };
    }
    case "if": {
      const condition = testing(expression.condition, shop);
      const [then, otherwise] = [of(expression.then), of(expression.otherwise)];
      return (moment) => (condition(moment) ? then(moment) : otherwise(moment));
    }
    case "negate":
    case "widen":
    case "rescale": {
      const [operand, combine] = [of(expression.operand), unary(expression)];
      return (moment) => {
        const value = operand(moment);
        return value === undefined ? undefined : combine(value);
      };
    }
    case "call": {
      const [operands, combine] = [
        expression.arguments.map(of),
        builtin(expression, shop.prepared),
      ];
      return (moment) => {
        const values = operands.map((operand) => operand(moment));
        return values.includes(undefined) ? undefined : combine(values);
      };
    }
    default: {
      const [left, right, combine] = [
        of(expression.left),
        of(expression.right),
        binary(expression),
      ];
      return (moment) => {
        const [x, y] = [left(moment), right(moment)];
        return x === undefined || y === undefined ? undefined : combine(x, y);
      };
    }
  }
}

/** A condition; a missing one fails the step (rule 26). */
export function testing(expression: Expression, shop: Workshop): Test {
  const compute = computing(expression, shop);
  return (moment) => {
    const value = compute(moment);
    if (value === undefined) throw new StepFailure("a condition is missing");
    return value as boolean;
  };
}

export function frameAt(
  reference: FrameReference,
  { layout }: Workshop,
): (moment: Moment) => Cell | null {
  switch (reference.frame) {
    case "top":
      return (moment) => topOf(moment.stack);
    case "bottom":
      return (moment) => bottomOf(moment.stack);
    case "nearest": {
      const kind = layout.kinds.get(reference.kind)!;
      return (moment) => nearestOf(moment.stack, kind);
    }
    case "loop":
      return ({ loop }) => loop?.frame ?? null;
    case "bound": {
      const back = reference.depth + 1;
      return ({ bound }) => bound[bound.length - back] ?? null;
    }
  }
}

/** Rule 21: from the top down. */
function finding(expression: Expression & { op: "any" }, shop: Workshop): Test {
  const kind = shop.layout.kinds.get(expression.kind)!;
  const where = expression.where === null ? () => true : testing(expression.where, shop);
  return (moment) => {
    for (let cell = moment.stack; cell !== null; cell = cell.below) {
      if (cell.kind !== kind) continue;
      moment.bound.push(cell);
      const fits = where(moment);
      moment.bound.pop();
      if (!fits) continue;
      moment.found?.add(cell.writer, cell.order);
      return true;
    }
    return false;
  };
}
