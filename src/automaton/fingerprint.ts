import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Automaton } from "./automaton.ts";
import { canonicalJson } from "./canonical.ts";

/** SHA-256 of the canonical form in lower-case hex: the same for texts that differ in layout and comments only. */
export function fingerprint(automaton: Automaton): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(automaton))));
}
