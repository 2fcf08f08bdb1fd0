import type { FrameReference, Type } from "../../automaton/automaton.ts";
import { exampleOf, typeName } from "../type.ts";
import { frameKey } from "./facts.ts";

/** What is said of a read of an optional field of frames of these kinds (PDA0303). */
export function optionalField(
  field: string,
  kinds: readonly string[],
  of: FrameReference,
  type: Type,
): { readonly message: string; readonly label: string; readonly help: readonly string[] } {
  const frame = frameKey(of);
  const read = frame.startsWith("bound") || frame === "loop" ? "…" : `${frame}.${field}`;
  return {
    message: `\`${field}\` of \`${kinds.join("`, `")}\` is optional, so it may be missing here`,
    label: "may be missing",
    help: [
      `give it a value for that case: \`${read} or else ${exampleOf(type)}\``,
      `or declare it \`${field}: ${typeName(type)}\`, without \`?\``,
    ],
  };
}
