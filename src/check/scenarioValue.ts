import type { Automaton, Type, Vocabulary } from "../automaton/automaton.ts";
import type { ScenarioValue } from "../syntax/tree.ts";
import type { Value } from "./compiledScenario.ts";
import { checkConstant } from "./parameter.ts";
import type { FileScope } from "./scope.ts";
import { type Constant, integer } from "./type.ts";

/** What a scenario speaks of. */
export interface Subject {
  readonly outline: Automaton;
  readonly vocabulary: Vocabulary;
  readonly file: FileScope;
}
/** undefined: missing, as written. null: wrong, and reported. */
export function checkValue(
  written: ScenarioValue,
  type: Type,
  place: string,
  { file }: Subject,
): Value | null {
  if (written.value === "missing") return undefined;
  if (type.kind === "time" && written.value.kind !== "text") {
    const instant = checkConstant(written.value, integer, file, place);
    return instant && Number(instant.value);
  }
  const constant = checkConstant(written.value, type, file, place);
  return constant && machineValue(constant);
}

/** An exact value is a number while it is safe and a bigint beyond. */
function machineValue({ type, value }: Constant): Exclude<Value, undefined> {
  if (type.kind !== "exact") return value;
  const double = Number(value);
  return Number.isSafeInteger(double) ? double + 0 : BigInt(value);
}
