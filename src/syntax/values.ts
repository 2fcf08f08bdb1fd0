import type { Condition, Expression } from "./tree.ts";

/**
 * Values on one line, with no more parentheses than their meaning needs. How tightly each form binds,
 * loosest first; `if … else` and `any … where` reach as far to the right as they can, so they stand in
 * parentheses wherever something follows.
 */
const binding = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  sign: 7,
  fallback: 8,
  member: 9,
};

function operatorBinding(operator: string): number {
  if (operator === "or") return binding.or;
  if (operator === "and") return binding.and;
  if (operator === "+" || operator === "-") return binding.sum;
  if (operator === "*" || operator === "/") return binding.product;
  return operator === "or else" ? binding.fallback : binding.comparison;
}

/** A form as written in a source: texts and numbers stay as they were. */
type Raw = (span: Expression["span"]) => string;

export function valueText(value: Expression, raw: Raw): string {
  return text(value, 0, true, raw);
}

/** `least`: what binds looser stands in parentheses. `last`: nothing follows that could be swallowed. */
function text(value: Expression, least: number, last: boolean, raw: Raw): string {
  const wrap = (tightness: number, body: (last: boolean) => string): string =>
    tightness < least ? `(${body(true)})` : body(last);
  switch (value.kind) {
    case "text":
      return textAsWritten(raw(value.span), value.value);
    case "number":
      return value.digits;
    case "boolean":
      return value.value ? "true" : "false";
    case "duration":
      return value.text;
    case "name":
      return value.name.text;
    case "nearest":
      return `nearest ${value.frame.text}`;
    case "endedBy":
      return "ended by";
    case "member":
      return `${text(value.object, binding.member, false, raw)}.${value.member.text}`;
    case "call":
      return `${value.function.text}(${value.arguments.map((argument) => text(argument, 0, true, raw)).join(", ")})`;
    case "unary": {
      const own = value.operator === "not" ? binding.not : binding.sign;
      const sign = value.operator === "not" ? "not " : "-";
      return wrap(own, (last) => sign + text(value.operand, own, last, raw));
    }
    case "is": {
      const test = typeof value.test === "string" ? value.test : value.test.text;
      return wrap(
        binding.comparison,
        () => `${text(value.operand, binding.sum, false, raw)} is ${test}`,
      );
    }
    case "binary": {
      const own = operatorBinding(value.operator);
      // Comparisons do not chain: both sides bind tighter.
      const left = own === binding.comparison ? own + 1 : own;
      return wrap(own, (last) => {
        const right =
          own === binding.fallback && value.right.kind === "unary" && value.right.operator === "-"
            ? `-${text(value.right.operand, binding.member, last, raw)}`
            : text(value.right, own + 1, last, raw);
        return `${text(value.left, left, false, raw)} ${value.operator} ${right}`;
      });
    }
    case "if": {
      const body = `if ${text(value.condition, 0, true, raw)} then ${text(value.then, 0, true, raw)} else ${text(value.otherwise, 0, true, raw)}`;
      return last ? body : `(${body})`;
    }
    case "any": {
      const binder = value.binding === null ? "" : ` ${value.binding.text}`;
      if (value.where === null) return `any ${value.frame.text}`;
      const body = `any ${value.frame.text}${binder} where ${text(value.where, 0, true, raw)}`;
      return last ? body : `(${body})`;
    }
  }
}

/** The quotes stand in the source; parentheses around them may belong to the span. */
function textAsWritten(written: string, value: string): string {
  const bare = written.replaceAll(/^[(\s]+|[)\s]+$/g, "");
  return bare.startsWith('"') && bare.endsWith('"') && bare.length > 1
    ? bare
    : JSON.stringify(value);
}

export function conditionText(condition: Condition, raw: Raw): string {
  return test(condition, 0, raw);
}

function test(condition: Condition, least: number, raw: Raw): string {
  const wrap = (tightness: number, body: string) => (tightness < least ? `(${body})` : body);
  switch (condition.kind) {
    case "compare": {
      const { value } = condition;
      const right =
        value.kind === "number"
          ? value.digits
          : value.kind === "boolean"
            ? String(value.value)
            : raw(value.span);
      return `${raw(condition.path.span).replaceAll(/\s*\.\s*(?=(?:[^"]*"[^"]*")*[^"]*$)/g, ".")} ${condition.operator} ${right}`;
    }
    case "not":
      return wrap(3, `not ${test(condition.operand, 3, raw)}`);
    default: {
      const own = condition.kind === "or" ? binding.or : binding.and;
      return wrap(
        own,
        `${test(condition.left, own, raw)} ${condition.kind} ${test(condition.right, own + 1, raw)}`,
      );
    }
  }
}
