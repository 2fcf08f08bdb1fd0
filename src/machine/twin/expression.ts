import type { Expression, FrameReference, Type } from "../../automaton/automaton.ts";
import { constantOf } from "../evaluate.ts";
import { scaleOf } from "../machine.ts";
import { placeOf } from "./columns.ts";
import { literalOf } from "./initial.ts";
import { frameColumn } from "./layout.ts";
import { ofSession, own, type Site } from "./site.ts";

/** A value in generated code: a name or a literal. */
export interface Operand {
  readonly js: string;
  /** It may be `undefined`: missing. */
  readonly optional: boolean;
}

const sure = (js: string): Operand => ({ js, optional: false });
const maybe = (js: string): Operand => ({ js, optional: true });

/** Writes code that computes an expression exactly as evaluate.ts does. */
export function compute(expression: Expression, site: Site): Operand {
  const { layout, code, constants } = site;
  switch (expression.op) {
    case "constant":
      return sure(literalOf(constantOf(expression.type, expression.value), constants));
    case "field":
      return field(expression, site);
    case "register":
      return register(expression, site);
    case "lane": {
      const index = layout.automaton.lanes!.fields.findIndex(
        ({ name }) => name === expression.name,
      );
      return sure(code.hold(own(site, `lane ${index}`)));
    }
    case "key":
    case "at":
    case "now":
      return sure(expression.op);
    case "sessionId":
      return sure(code.hold("sessionIdOf(slot, v, key)"));
    case "sessionStart":
      return sure(code.hold(ofSession(layout, "start")));
    case "sessionLatest":
      return sure(code.hold(ofSession(layout, "latest")));
    case "sessionEvents":
      return sure(code.hold(ofSession(layout, "events")));
    case "endedBy":
      return site.step === "end" ? sure("by") : maybe("undefined");
    case "frameField":
      return frameField(expression, site);
    case "frameAge": {
      const frame = frameOf(expression.of, site);
      const born = layout.frames.at("born", frame);
      return maybe(code.hold(`${frame} !== 0 ? now - ${born} : undefined`));
    }
    case "frameKind": {
      const frame = frameOf(expression.of, site);
      const names = constants.of([null, ...layout.kinds.keys()]);
      const kind = layout.frames.at("kind", frame);
      return maybe(code.hold(`${frame} !== 0 ? ${names}[${kind}] : undefined`));
    }
    case "frameIs": {
      const frame = frameOf(expression.of, site);
      if (expression.kind === null) return sure(code.hold(`${frame} !== 0`));
      return sure(code.hold(isKind(frame, expression.kind, site)));
    }
    case "depth":
      return sure(code.hold(own(site, "depth")));
    case "count":
      if (!layout.slots.has("head")) return sure("0");
      return sure(
        code.hold(`countKind(${own(site, "head")}, ${layout.kinds.get(expression.kind)})`),
      );
    case "any":
      return findAny(expression, site);
    case "loopIndex":
      return site.loop === null ? maybe("undefined") : sure(site.loop.index);
    case "loopCount":
      return site.loop === null ? maybe("undefined") : sure(site.loop.count);
    case "part":
      return site.loop?.part == null ? maybe("undefined") : sure(site.loop.part);
    case "isKnown":
      return isKnown(expression.operand, site);
    case "orElse": {
      const left = compute(expression.left, site);
      if (!left.optional) return left;
      const name = code.fresh("t");
      code.add(`let ${name} = ${left.js};`);
      let optional = false;
      code.block(`if (${name} === undefined)`, () => {
        const right = compute(expression.right, site);
        code.add(`${name} = ${right.js};`);
        ({ optional } = right);
      });
      return { js: name, optional };
    }
    case "and":
    case "or": {
      const name = code.fresh("t");
      code.add(`let ${name} = ${holds(expression.left, site)};`);
      const known =
        expression.op === "and"
          ? new Set([...site.known, ...knownBy(expression.left)])
          : site.known;
      code.block(expression.op === "and" ? `if (${name})` : `if (!${name})`, () => {
        code.add(`${name} = ${holds(expression.right, { ...site, known })};`);
      });
      return sure(name);
    }
    case "not": {
      const operand = compute(expression.operand, site);
      if (!operand.optional) return sure(code.hold(`!${operand.js}`));
      return maybe(code.hold(`${operand.js} === undefined ? undefined : !${operand.js}`));
    }
    case "if": {
      const name = code.fresh("t");
      code.add(`let ${name};`);
      const branch = (inner: Expression, known: Site["known"]) => (): void => {
        const value = compute(inner, { ...site, known });
        code.add(`${name} = ${value.js};`);
        optional ||= value.optional;
      };
      let optional = false;
      const condition = holds(expression.condition, site);
      const known = new Set([...site.known, ...knownBy(expression.condition)]);
      code.block(`if (${condition})`, branch(expression.then, known));
      code.block("else", branch(expression.otherwise, site.known));
      return { js: name, optional };
    }
    default:
      return combine(expression, site);
  }
}

/** A condition; a missing one fails the step (rule 26). */
export function holds(expression: Expression, site: Site): string {
  const value = compute(expression, site);
  if (value.optional) site.code.fail(`${value.js} === undefined`, `"a condition is missing"`);
  return value.js;
}

/** Registers and fields that a true condition has shown to be there. */
function knownBy(condition: Expression): readonly string[] {
  if (condition.op === "and") return [...knownBy(condition.left), ...knownBy(condition.right)];
  if (condition.op !== "isKnown") return [];
  const { operand } = condition;
  return operand.op === "register" || operand.op === "field"
    ? [`${operand.op} ${operand.name}`]
    : [];
}

// ---------------------------------------------------------------- reading

const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

function field({ name }: { readonly name: string }, site: Site): Operand {
  const { code, constants, layout } = site;
  if (site.step !== "event") return maybe("undefined");
  const events = layout.automaton.vocabulary.events;
  const optional =
    !site.known.has(`field ${name}`) &&
    (site.events === null ||
      !site.events.every((number) =>
        events[number]?.fields.some((each) => each.name === name && !each.optional),
      ));
  const key = constants.of(name);
  const read = INHERITED.has(name)
    ? `(hasOwn(fields, ${key}) ? fields[${key}] : undefined)`
    : `fields[${key}]`;
  return { js: code.hold(read), optional };
}

/** A value out of its column, as JavaScript has it. */
function unpacked(column: string, type: Type, optional: boolean, site: Site): Operand {
  const { code } = site;
  const place = placeOf(type);
  const raw = code.hold(column);
  if (place === "any") return { js: raw, optional };
  if (place === "int")
    return optional
      ? maybe(code.hold(`${raw} === 2 ? undefined : ${raw} === 1`))
      : sure(code.hold(`${raw} === 1`));
  return optional ? maybe(code.hold(`${raw} === ${raw} ? ${raw} : undefined`)) : sure(raw);
}

/** A value as its column holds it. */
export function packed({ js, optional }: Operand, type: Type): string {
  const place = placeOf(type);
  if (place === "any") return js;
  if (place === "double") return optional ? `(${js} === undefined ? NaN : ${js})` : js;
  return optional ? `(${js} === undefined ? 2 : ${js} ? 1 : 0)` : `(${js} ? 1 : 0)`;
}

function register(expression: Expression & { op: "register" }, site: Site): Operand {
  const { optional, type } = site.layout.machine.registers.get(expression.name)!;
  const known = site.known.has(`register ${expression.name}`);
  return unpacked(own(site, `register ${expression.name}`), type, optional && !known, site);
}

function isKnown(operand: Expression, site: Site): Operand {
  const { code } = site;
  if (operand.op === "register" && placeOf(operand.type) === "double") {
    const raw = code.hold(own(site, `register ${operand.name}`));
    return sure(code.hold(`${raw} === ${raw}`));
  }
  const value = compute(operand, site);
  return sure(value.optional ? code.hold(`${value.js} !== undefined`) : "true");
}

/** The number of a frame; 0: there is none. */
export function frameOf(reference: FrameReference, site: Site): string {
  const { code, layout } = site;
  switch (reference.frame) {
    case "loop":
      return site.loop?.frame ?? "0";
    case "bound":
      return site.bound[reference.depth] ?? "0";
    default: {
      if (!layout.slots.has("head")) return "0";
      const head = own(site, "head");
      if (reference.frame === "top") return code.hold(layout.calls ? `topOf(${head})` : head, "f");
      if (reference.frame === "bottom") return code.hold(`bottomOf(${head})`, "f");
      return code.hold(
        `nearestOf(${head}, ${layout.kinds.get((reference as { readonly kind: string }).kind)})`,
        "f",
      );
    }
  }
}

const isKind = (frame: string, kind: string, { layout }: Site): string =>
  frame === "0"
    ? "false"
    : `(${frame} !== 0 && ${layout.frames.at("kind", frame)} === ${layout.kinds.get(kind)})`;

function frameField(expression: Expression & { op: "frameField" }, site: Site): Operand {
  const { code, layout } = site;
  const frame = frameOf(expression.of, site);
  if (frame === "0") return maybe("undefined");
  const name = code.fresh("t");
  code.add(`let ${name};`);
  code.block(`if ${isKind(frame, expression.kind, site)}`, () => {
    const declared = layout.machine.kinds
      .get(expression.kind)!
      .fields.find((each) => each.name === expression.name)!;
    const column = layout.frames.at(frameColumn(layout, expression.kind, expression.name), frame);
    code.add(`${name} = ${unpacked(column, declared.type, declared.optional, site).js};`);
  });
  return maybe(name);
}

function findAny(expression: Expression & { op: "any" }, site: Site): Operand {
  const { code, layout } = site;
  if (!layout.slots.has("head")) return sure("false");
  const name = code.fresh("t");
  const frame = code.fresh("f");
  code.add(`let ${name} = false;`);
  const next = layout.frames.at("below", frame);
  code.block(
    `for (let ${frame} = ${own(site, "head")}; ${frame} !== 0; ${frame} = ${next})`,
    () => {
      code.add(
        `if (${layout.frames.at("kind", frame)} !== ${layout.kinds.get(expression.kind)}) continue;`,
      );
      if (expression.where !== null) {
        const inside = { ...site, bound: [frame, ...site.bound] };
        code.add(`if (!${holds(expression.where, inside)}) continue;`);
      }
      if (site.found !== null && layout.frameWriters)
        code.add(
          `${site.found}.add(${layout.frames.at("writer", frame)}, ${layout.frames.at("order", frame)});`,
        );
      code.add(`${name} = true;`, "break;");
    },
  );
  return sure(name);
}

// ---------------------------------------------------------------- combining

/** Operators whose operands are all evaluated, left to right; one missing operand makes the result missing. */
function combine(expression: Expression, site: Site): Operand {
  const operands =
    expression.op === "call"
      ? expression.arguments
      : "operand" in expression
        ? [expression.operand]
        : "left" in expression
          ? [expression.left, expression.right]
          : [];
  const values = operands.map((operand) => compute(operand, site));
  const missing = values.filter(({ optional }) => optional).map(({ js }) => `${js} === undefined`);
  const names = values.map(({ js }) => js);
  const { code } = site;
  if (missing.length === 0) return result(expression, names, operands, site);
  const name = code.fresh("t");
  code.add(`let ${name};`);
  let optional = true;
  code.block(`if (!(${missing.join(" || ")}))`, () => {
    const value = result(expression, names, operands, site);
    code.add(`${name} = ${value.js};`);
    optional = true;
  });
  return { js: name, optional };
}

function result(
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
