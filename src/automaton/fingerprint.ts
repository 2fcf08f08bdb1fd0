import type { Automaton } from "./automaton.ts";
import { canonicalJson } from "./canonical.ts";
import { sha256 } from "./sha256.ts";

/** SHA-256 of the canonical form in lower-case hex: the same for texts that differ in layout and comments only. */
export function fingerprint(automaton: Automaton): string {
  return sha256(canonicalJson(automaton));
}
