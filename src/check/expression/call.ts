import { builtins, forms, type ParameterType, type Signature } from "../../../grammar/builtins.ts";
import type { Expression, Type } from "../../automaton/automaton.ts";
import type { Expression as Written } from "../../syntax/tree.ts";
import { numberHelp, rescaled, widened } from "../convert.ts";
import { node, type StepScope, stepWords } from "../scope.ts";
import { suggest } from "../spelling.ts";
import { aType, duration, exact, time, typeName } from "../type.ts";
import { checkRoundedQuotient } from "./arithmetic.ts";
import { checkCount, checkFrameForm } from "./frameForm.ts";
import { literalArguments, typeAt } from "./literalArgument.ts";
import { besides, shareWritten, typedFirst } from "./written.ts";

type Call = Extract<Written, { kind: "call" }>;

export function checkCall(written: Call, scope: StepScope, hint: Type | null): Expression | null {
  const name = written.function.text;
  if (name === "age" || name === "kind") return checkFrameForm(written, scope);
  if (name === "count") return checkCount(written, scope);
  if (name === "since") return checkSince(written, scope);
  const builtin = builtins.find((one) => one.name === name);
  if (builtin === undefined) {
    const { span } = written;
    if (Object.hasOwn(stepWords, name) && written.arguments.length === 0) {
      return scope.report.error("PDA0110", span, `\`${name}\` is a value, not a function`, {
        label: "no parentheses",
        help: [{ text: `write \`${name}\``, edits: [{ span, replacement: name }] }],
      });
    }
    return scope.report.error(
      "PDA0110",
      written.function.span,
      `there is no function \`${name}\``,
      {
        label: "unknown function",
        help: suggest(
          written.function,
          [...builtins, ...forms].map((one) => one.name),
          "functions",
        ),
      },
    );
  }
  const fitting = builtin.signatures.filter((signature) =>
    takes(signature, written.arguments.length),
  );
  if (fitting.length === 0) return wrongCount(written, builtin.signatures, scope);
  const literals = literalArguments(written, fitting[0]!, scope);
  if (literals === null) return null;
  if (name === "round") {
    const quotient = checkRoundedQuotient(written, Number(literals.get(1)?.value ?? 0), scope);
    if (quotient !== undefined) return quotient;
  }
  return checkArguments(written, fitting, literals, scope, hint);
}

const takes = (signature: Signature, count: number) =>
  signature.variadic ? count >= signature.parameters.length : count === signature.parameters.length;

/** `matches(in: text, pattern: text)`. */
export function signatureText(name: string, signature: Signature): string {
  const list = signature.parameters.map((one) => `${one.name}: ${one.type}`).join(", ");
  return `\`${name}(${list}${signature.variadic ? ", …" : ""})\``;
}

function wrongCount(written: Call, signatures: readonly Signature[], scope: StepScope): null {
  const name = written.function.text;
  const counts = [...new Set(signatures.map((one) => one.parameters.length))].join(" or ");
  const more = signatures.some((one) => one.variadic) ? " or more" : "";
  return scope.report.error(
    "PDA0211",
    written.span,
    `\`${name}\` takes ${counts}${more} ${counts === "1" && more === "" ? "value" : "values"}, not ${written.arguments.length}`,
    {
      label: "wrong number of values",
      help: [`it is ${signatures.map((one) => signatureText(name, one)).join(" or ")}`],
    },
  );
}

function checkArguments(
  written: Call,
  signatures: readonly Signature[],
  literals: ReadonlyMap<number, Expression>,
  scope: StepScope,
  hint: Type | null,
): Expression | null {
  const values: (Expression | null)[] = [];
  let shared: Type | null = signatures.some((one) => one.result === "same") ? hint : null;
  for (const argument of typedFirst(written.arguments)) {
    const at = written.arguments.indexOf(argument);
    const literal = literals.get(at);
    const place = shared ?? onlyType(signatures, at);
    const takes = shareWritten(argument) !== "none";
    const given = literal ?? scope.check(argument, scope, takes ? place : null);
    if (literal === undefined && given !== null) {
      const { type } = given;
      if (shared !== null) shared = besides(type, shared);
      else if (type.kind === "number" || type.kind === "time") shared = type;
    }
    values[at] = given;
  }
  if (values.some((value) => value === null)) return null;
  const known = values as Expression[];
  for (const signature of signatures) {
    const fitted = fittedArguments(known, signature, written, scope);
    if (fitted !== null) {
      return node(scope, written.span, {
        op: "call",
        function: written.function.text,
        arguments: fitted,
        type: resultType(signature, fitted),
      });
    }
  }
  return refusedArguments(known, signatures, written, scope);
}

/** The type that all signatures ask for at a position; null where they differ or leave the scale open. */
function onlyType(signatures: readonly Signature[], at: number): Type | null {
  const kinds = new Set(signatures.map((one) => typeAt(one, at)));
  for (const kind of ["number", "time", "duration"] as const) {
    if (kinds.size === 1 && kinds.has(kind)) return { kind };
  }
  return null;
}

/** The arguments with exactly the types that a signature asks for; null where they do not fit it. */
function fittedArguments(
  values: readonly Expression[],
  signature: Signature,
  written: Call,
  scope: StepScope,
): Expression[] | null {
  const scale = Math.max(
    0,
    ...values.map((value, at) =>
      typeAt(signature, at) === "exact" && value.type.kind === "exact" ? value.type.scale : 0,
    ),
  );
  const fitted: Expression[] = [];
  for (const [at, value] of values.entries()) {
    const wanted = typeAt(signature, at);
    const span = written.arguments[at]!.span;
    const { type } = value;
    if (wanted.startsWith("literal") || wanted === type.kind) {
      fitted.push(
        wanted === "exact" && type.kind === "exact" && type.scale < scale
          ? node(scope, span, rescaled(value, scale))
          : value,
      );
    } else if (wanted === "integer" && type.kind === "exact" && type.scale === 0)
      fitted.push(value);
    else if (wanted === "number" && type.kind === "exact" && type.scale === 0)
      fitted.push(node(scope, span, widened(value)));
    else return null;
  }
  return fitted;
}

function resultType(signature: Signature, values: readonly Expression[]): Type {
  switch (signature.result) {
    case "same":
      return values[0]!.type;
    case "places": {
      const last = values.at(-1)!;
      return exact(last.op === "constant" ? Number(last.value) : 0);
    }
    case "integer":
      return exact(0);
    default:
      return { kind: signature.result };
  }
}

function refusedArguments(
  values: readonly Expression[],
  signatures: readonly Signature[],
  written: Call,
  scope: StepScope,
): null {
  const name = written.function.text;
  const decimal = values.findIndex((value) => value.type.kind === "exact" && value.type.scale > 0);
  if (decimal >= 0 && values.some((value) => value.type.kind === "number")) {
    const span = written.arguments[decimal]!.span;
    return scope.report.error(
      "PDA0206",
      span,
      `\`${name}\` gets a number and ${aType(values[decimal]!.type)}, which is exact`,
      {
        label: typeName(values[decimal]!.type),
        help: [numberHelp(span)],
      },
    );
  }
  const at = Math.max(
    0,
    values.findIndex(
      (value, position) => !signatures.some((one) => accepts(typeAt(one, position), value.type)),
    ),
  );
  return scope.report.error(
    "PDA0212",
    written.arguments[at]!.span,
    `\`${name}\` does not take ${aType(values[at]!.type)} here`,
    {
      label: typeName(values[at]!.type),
      help: [`it is ${signatures.map((one) => signatureText(name, one)).join(" or ")}`],
    },
  );
}

const accepts = (wanted: ParameterType, type: Type): boolean =>
  wanted.startsWith("literal") ||
  wanted === type.kind ||
  (type.kind === "exact" && type.scale === 0 && (wanted === "integer" || wanted === "number"));

/** `since(t)` is `now - t` (rule 25). */
function checkSince(written: Call, scope: StepScope): Expression | null {
  const argument = written.arguments[0];
  if (argument === undefined || written.arguments.length !== 1) {
    return scope.report.error(
      "PDA0211",
      written.span,
      `\`since\` takes 1 value, not ${written.arguments.length}`,
      {
        label: "wrong number of values",
        help: ["write `since(t)` with a time"],
      },
    );
  }
  const value = scope.check(argument, scope, time);
  if (value === null) return null;
  if (value.type.kind !== "time") {
    return scope.report.error(
      "PDA0212",
      argument.span,
      `\`since\` takes a time, and this is ${aType(value.type)}`,
      {
        label: typeName(value.type),
        help: ["the age of a frame is `age(top)`"],
      },
    );
  }
  const now = node(scope, written.span, { op: "now", type: time });
  return node(scope, written.span, { op: "subtract", left: now, right: value, type: duration });
}
