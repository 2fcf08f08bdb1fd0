import type { Automaton } from "./automaton.ts";
import { automatonSchema } from "./schema.ts";
import { conform } from "./verify/conform.ts";
import { verifyFlow } from "./verify/flow.ts";
import { verifyDeclarations } from "./verify/names.ts";
import { copyPlain } from "./verify/plain.ts";
import type { Refusal } from "./verify/refusal.ts";
import { namesOf } from "./verify/scope.ts";

export type Verdict =
  | { readonly ok: true; readonly automaton: Automaton }
  | {
      readonly ok: false;
      /** JSON pointer (RFC 6901) to what is wrong. */
      readonly pointer: string;
      readonly reason: string;
    };

/**
 * Accepts or refuses any value offered as an automaton, whoever made it. What is accepted is a deep-frozen copy that
 * a machine can run: shape, names, types and flow are as docs/automaton.md says. Never throws.
 */
export function verify(value: unknown): Verdict {
  const copy = copyPlain(value);
  if (!copy.ok) return copy;
  const automaton = copy.value as Automaton;
  const refusal =
    conform(automaton, automatonSchema) ??
    verifyDeclarations(automaton) ??
    verifyMeaning(automaton);
  return refusal === null ? { ok: true, automaton } : { ok: false, ...refusal };
}

function verifyMeaning(automaton: Automaton): Refusal | null {
  return verifyFlow(namesOf(automaton));
}
