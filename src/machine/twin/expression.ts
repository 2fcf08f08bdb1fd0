import type { Expression } from "../../automaton/automaton.ts";
import { constantOf } from "../evaluate.ts";
import { placeOf } from "./columns.ts";
import { frameField, frameOf, isKind } from "./frames.ts";
import { literalOf } from "./initial.ts";
import { maybe, type Operand, sure, unpacked } from "./operand.ts";
import { result } from "./operators.ts";
import { ofSession, own, type Site } from "./site.ts";

export type { Operand } from "./operand.ts";

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

/** Rule 21: from the top down; stops at the first that fits. */
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
