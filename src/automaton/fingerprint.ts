import type { Automaton } from "./automaton.ts";
import { canonicalJson } from "./canonical.ts";
import { digest } from "./digest.ts";

/** SHA-256 of the canonical form in lower-case hex: the same for texts that differ in layout and comments only. */
export const fingerprint = (automaton: Automaton): string => digest(canonicalJson(automaton));
