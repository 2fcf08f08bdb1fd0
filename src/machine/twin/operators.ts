import type { Expression, Type } from "../../automaton/automaton.ts";
import { scaleOf } from "../machine.ts";
import { maybe, type Operand, sure } from "./operand.ts";
import type { Site } from "./site.ts";

/** What an operator or function makes of operands that are all there. */
export function result(
  expression: Expression,
  names: readonly string[],
  operands: readonly Expression[],
  site: Site,
): Operand {
  const { code } = site;
  const [a = "", b = ""] = names;
  const failing = (js: string): Operand => {
    code.fails = true;
    return sure(code.hold(js));
  };
  const types = operands.map(({ type }) => type);
  const [scaleA, scaleB] = [scaleOf(types[0]!), scaleOf(types[1] ?? types[0]!)];
  const { type } = expression;
  switch (expression.op) {
    case "call":
      return builtin(expression, names, site, types);
    case "compare":
      return sure(code.hold(comparison(expression.operator, a, b, types[0]!, types[1]!)));
    case "widen":
      return sure(code.hold(`exactToNumber(${a}, ${scaleA})`));
    case "rescale":
      return failing(`rescaleExact(${a}, ${scaleA}, ${scaleOf(type)})`);
    case "roundedQuotient":
      return failing(`roundedQuotient(${a}, ${scaleA}, ${b}, ${scaleB}, ${scaleOf(type)})`);
    case "negate":
      return type.kind === "exact"
        ? sure(code.hold(`negateExact(${a})`))
        : finite(`0 - ${a}`, type, site);
    case "add":
    case "subtract":
    case "multiply":
    case "divide": {
      if (type.kind === "exact") {
        if (expression.op === "divide")
          return failing(`fail("exact values are divided only inside round")`);
        return failing(`${expression.op}Exact(${a}, ${scaleA}, ${b}, ${scaleB})`);
      }
      const [x, y] = [asNumber(a, types[0]!), asNumber(b, types[1]!)];
      if (expression.op === "divide") code.fail(`${y} === 0`, `"a division by zero"`);
      const sign = { add: "+", subtract: "-", multiply: "*", divide: "/" }[expression.op];
      return finite(`${x} ${sign} ${y}`, type, site);
    }
    default:
      throw new Error(`no operator: ${expression.op}`);
  }
}

const asNumber = (js: string, type: Type): string => (type.kind === "exact" ? `Number(${js})` : js);

/** Rule 25: what is no number, or beyond the range of its type, fails the step; -0 is 0. */
function finite(js: string, type: Type, site: Site): Operand {
  const { code } = site;
  const value = code.hold(js);
  const bad =
    type.kind === "number" ? `!(${value} - ${value} === 0)` : `!(abs(${value}) <= 8.64e15)`;
  code.fail(bad, site.constants.of(`a ${type.kind} out of range`));
  return sure(code.hold(`${value} + 0`));
}

const SIGNS = { "=": "===", "!=": "!==", "<": "<", "<=": "<=", ">": ">", ">=": ">=" } as const;

function comparison(
  operator: keyof typeof SIGNS,
  a: string,
  b: string,
  left: Type,
  right: Type,
): string {
  const sign = SIGNS[operator];
  // Equal values of one scale are `===` alike, and JavaScript compares numbers with bigints exactly.
  if (left.kind === "exact" && scaleOf(left) !== scaleOf(right))
    return `compareExact(${a}, ${scaleOf(left)}, ${b}, ${scaleOf(right)}) ${sign} 0`;
  const equality = operator === "=" || operator === "!=";
  if (left.kind === "text" && !equality) return `compareText(${a}, ${b}) ${sign} 0`;
  if (left.kind === "boolean" && !equality) return `Number(${a}) ${sign} Number(${b})`;
  return `${a} ${sign} ${b}`;
}

function builtin(
  expression: Expression & { op: "call" },
  names: readonly string[],
  site: Site,
  types: readonly Type[],
): Operand {
  const { code, constants } = site;
  const [a, b] = names;
  const plain = types[0]?.kind !== "exact";
  const pair = plain && names.length === 2;
  if (expression.function === "abs" && plain) return sure(code.hold(`abs(${a})`));
  if (expression.function === "min" && pair) return sure(code.hold(`${b} < ${a} ? ${b} : ${a}`));
  if (expression.function === "max" && pair) return sure(code.hold(`${b} > ${a} ? ${b} : ${a}`));
  code.fails = true;
  const how = [constants.of(types), constants.of(expression.type)].join(", ");
  const name = constants.of(expression.function);
  return maybe(code.hold(`builtin(${name}, [${names.join(", ")}], ${how})`));
}
