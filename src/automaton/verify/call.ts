import { builtins, type ParameterType, type Signature } from "../../../grammar/builtins.ts";
import { compilePattern } from "../../machine/values/text.ts";
import { isZone } from "../../machine/values/zone.ts";
import type { Expression, Type } from "../automaton.ts";
import { quoted, type Refusal, refuse, step } from "./refusal.ts";
import { isInteger, isSame, nameOf } from "./types.ts";

type Call = Expression & { op: "call" };

/** A built-in function gets exactly what one of its signatures asks for, and gives what that says. */
export function verifyCall(call: Call, at: string): Refusal | null {
  const builtin = builtins.find(({ name }) => name === call.function);
  if (builtin === undefined) {
    return refuse(step(at, "function"), `there is no built-in function ${quoted(call.function)}`);
  }
  const signature = builtin.signatures.find((one) => takes(one, call.arguments));
  if (signature === undefined) {
    const given = call.arguments.map(({ type }) => nameOf(type)).join(", ");
    return refuse(at, `${builtin.name} does not take (${given})`);
  }
  return verifyLiterals(signature, call, at) ?? verifyGiven(signature, call, at);
}

function parameterAt({ parameters }: Signature, index: number): ParameterType {
  return parameters[Math.min(index, parameters.length - 1)]!.type;
}

function takes(signature: Signature, given: readonly Expression[]): boolean {
  const { parameters, variadic = false } = signature;
  if (given.length < parameters.length) return false;
  if (given.length > parameters.length && !variadic) return false;
  if (!given.every(({ type }, index) => isOf(type, parameterAt(signature, index)))) return false;
  // Exact arguments were brought to one scale; a literal integer stands apart.
  const exact = given.filter((_, index) => parameterAt(signature, index) === "exact");
  return exact.every(({ type }) => isSame(type, exact[0]!.type));
}

function isOf(type: Type, parameter: ParameterType): boolean {
  switch (parameter) {
    case "integer":
    case "literal integer":
      return isInteger(type);
    case "literal text":
    case "literal pattern":
    case "literal zone":
      return type.kind === "text";
    default:
      return type.kind === parameter;
  }
}

function verifyLiterals(signature: Signature, call: Call, at: string): Refusal | null {
  for (const [index, argument] of call.arguments.entries()) {
    const parameter = parameterAt(signature, index);
    if (!parameter.startsWith("literal ")) continue;
    const pointer = step(step(at, "arguments"), index);
    if (argument.op !== "constant") return refuse(pointer, "this argument is a constant");
    const reason = wrong(parameter, String(argument.value));
    if (reason !== null) return refuse(step(pointer, "value"), reason);
  }
  return null;
}

function wrong(parameter: ParameterType, value: string): string | null {
  if (parameter === "literal zone" && !isZone(value))
    return `there is no time zone ${quoted(value)}`;
  if (parameter === "literal pattern" && compilePattern(value) === null) {
    return `${quoted(value)} is no regular expression of RE2`;
  }
  if (parameter === "literal integer" && !(Number(value) >= 0 && Number(value) <= 38)) {
    return "there are 0 to 38 decimal places";
  }
  return null;
}

function verifyGiven(signature: Signature, call: Call, at: string): Refusal | null {
  const result = resultOf(signature, call);
  if (isSame(call.type, result)) return null;
  return refuse(
    step(at, "type"),
    `${call.function} gives ${nameOf(result)} here, not ${nameOf(call.type)}`,
  );
}

function resultOf({ result }: Signature, call: Call): Type {
  switch (result) {
    case "same":
      return call.arguments[0]!.type;
    case "integer":
      return { kind: "exact", scale: 0 };
    case "places": {
      const places = call.arguments.at(-1)!;
      return { kind: "exact", scale: places.op === "constant" ? Number(places.value) : 0 };
    }
    default:
      return { kind: result };
  }
}
