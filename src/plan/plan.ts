import type { Automaton } from "../automaton/automaton.ts";
import type { CompiledPattern } from "../compile.ts";
import { compare } from "./compare.ts";
import { type Finding, type Policy, same, worse } from "./finding.ts";
import { joined } from "./join.ts";
import { type Names, namesOf } from "./names.ts";
import { unprovedOf } from "./proof.ts";
import { renamed, renamedApart } from "./rename.ts";

export interface Plan {
  readonly pattern: string;
  readonly policy: Policy;
  readonly findings: readonly Finding[];
  readonly from: Automaton;
  readonly to: Automaton;
  /** How the new pattern's names stand to the old one's. */
  readonly names: Names;
  /** What the new pattern's text says of the old one in vain. */
  readonly notes: readonly string[];
}

export type PlanResult =
  | { readonly kind: "plan"; readonly plan: Plan }
  /** What the new pattern says of the old one is not true of it. */
  | { readonly kind: "wrong mapping"; readonly messages: readonly string[] };

/** What the change from one pattern to another means. */
export function planOf(
  old: Pick<CompiledPattern, "automaton">,
  fresh: CompiledPattern,
): PlanResult {
  const { automaton: from } = old;
  const { automaton: to } = fresh;
  const read = namesOf(fresh.mapping, from, to);
  if (read.kind === "wrong") return { kind: "wrong mapping", messages: read.messages };
  const { names, notes } = read;
  const compared = compare(renamed(from, names), to, names);
  // Where the shapes do not fit already, there is nothing to prove.
  const fits = compared.every(({ policy }) => policy === "keep" || policy === "map");
  const findings = [...compared, ...(fits ? proofOf(from, fresh, names) : [])];
  findings.sort((a, b) =>
    a.policy === b.policy ? 0 : worse(a.policy, b.policy) === a.policy ? -1 : 1,
  );
  const policy = findings.reduce<Policy>((worst, one) => worse(worst, one.policy), "keep");
  const { pattern } = to;
  return { kind: "plan", plan: { pattern, policy, findings, from, to, names, notes } };
}

/** What is not proved of open sessions. */
function proofOf(from: Automaton, fresh: CompiledPattern, names: Names): readonly Finding[] {
  const { automaton, into } = renamedApart(from, names);
  if (same(rulesOf(automaton), rulesOf(fresh.automaton))) return [];
  const both = joined(automaton, fresh.automaton, { into, begins: names.begins });
  if (both.kind === "cannot") return [{ what: "proof", how: both.why, policy: "drain" }];
  return unprovedOf(both.automaton, fresh).map(
    (how): Finding => ({ what: "proof", how, policy: "drain" }),
  );
}

/** All that decides what a configuration can be. */
const rulesOf = ({ states, groups, stack, registers, afterwards, onEnd, start }: Automaton) => ({
  ...{ states, groups, stack, registers, afterwards, onEnd, start },
});
