import { RE2JS } from "re2js";
import type { ParameterType, Signature } from "../../../grammar/builtins.ts";
import type { Expression } from "../../automaton/automaton.ts";
import type { Expression as Written } from "../../syntax/tree.ts";
import { from, type StepScope } from "../scope.ts";
import { exact } from "../type.ts";
import { checkZone } from "../zone.ts";

type Call = Extract<Written, { kind: "call" }>;

/** The arguments that must be written out, by position. */
export function literalArguments(
  written: Call,
  signature: Signature,
  scope: StepScope,
): Map<number, Extract<Expression, { op: "constant" }>> | null {
  const found = new Map<number, Extract<Expression, { op: "constant" }>>();
  for (const [at, argument] of written.arguments.entries()) {
    const type = typeAt(signature, at);
    if (!type.startsWith("literal")) continue;
    const value = checkLiteral(argument, type, written.function.text, scope);
    if (value === null) return null;
    found.set(at, value);
  }
  return found;
}

function checkLiteral(
  argument: Written,
  type: ParameterType,
  name: string,
  scope: StepScope,
): Extract<Expression, { op: "constant" }> | null {
  const refuse = (what: string) =>
    scope.report.error("PDA0213", argument.span, `here \`${name}\` takes ${what}, written out`, {
      label: "must be written out",
      help: [
        what === "a whole number" ? "write how many places to keep: `2`" : "write it in quotes",
      ],
    });
  if (type === "literal integer") {
    if (
      argument.kind !== "number" ||
      !/^[0-9]{1,2}$/.test(argument.digits) ||
      Number(argument.digits) > 38
    ) {
      return refuse("a whole number");
    }
    return from(scope, argument.span, {
      op: "constant" as const,
      value: String(Number(argument.digits)),
      type: exact(0),
    });
  }
  if (argument.kind !== "text") {
    return refuse(
      type === "literal zone"
        ? "the name of a time zone"
        : type === "literal pattern"
          ? "a regular expression"
          : "a text",
    );
  }
  if (type === "literal zone" && checkZone(argument, scope.report) === null) return null;
  if (type === "literal pattern") {
    const reason = refusedPattern(argument.value);
    if (reason !== null) {
      return scope.report.error(
        "PDA0217",
        argument.span,
        `this regular expression cannot be used: ${reason}`,
        {
          label: "not a regular expression of RE2",
          help: [patternHelp(reason)],
        },
      );
    }
  }
  return from(scope, argument.span, {
    op: "constant" as const,
    value: argument.value,
    type: { kind: "text" as const },
  });
}

function patternHelp(reason: string): string {
  if (/perl|escape/i.test(reason)) {
    return "regular expressions run in linear time: look-around and back references are not in them";
  }
  const itself = "a sign that stands for itself is written with two backslashes before it: `\\\\(`";
  return /^missing closing/.test(reason) ? `close what was opened; ${itself}` : itself;
}

function refusedPattern(pattern: string): string | null {
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(
      /^error parsing regexp: /,
      "",
    );
  }
}

/** What a signature asks for at a position; the last parameter may be repeated. */
export const typeAt = (signature: Signature, at: number): ParameterType =>
  signature.parameters[Math.min(at, signature.parameters.length - 1)]!.type;
