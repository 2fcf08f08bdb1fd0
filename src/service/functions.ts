import { type Builtin, builtins, type Signature } from "../../grammar/builtins.ts";

/** `round(x: exact, places: literal integer): exact`, as the function reference writes it. */
export function signatureText(
  name: string,
  { parameters, variadic, result, optional }: Signature,
): string {
  const listed = parameters.map((one) => `${one.name}: ${one.type}`).join(", ");
  return `${name}(${listed}${variadic ? ", …" : ""}): ${resultText(parameters, result)}${optional ? "?" : ""}`;
}

function resultText(parameters: Signature["parameters"], result: Signature["result"]): string {
  if (result === "same") return parameters[0]?.type ?? "";
  return result === "places" ? "exact" : result;
}

export const builtinNamed = (name: string): Builtin | null =>
  builtins.find((one) => one.name === name) ?? null;
