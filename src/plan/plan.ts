import type { Automaton } from "../automaton/automaton.ts";
import type { CompiledPattern } from "../compile.ts";
import { compare } from "./compare.ts";
import { type Finding, type Policy, same, worse } from "./finding.ts";
import { joined } from "./join.ts";
import { type Names, namesOf, type Renaming } from "./names.ts";
import { unprovedOf } from "./proof.ts";
import { renamed } from "./rename.ts";

export interface Plan {
  readonly pattern: string;
  readonly policy: Policy;
  readonly findings: readonly Finding[];
  readonly from: Automaton;
  readonly to: Automaton;
  /** New names and the old ones they stand for. */
  readonly names: Names;
}

export type PlanResult =
  | { readonly kind: "plan"; readonly plan: Plan }
  /** The renaming does not fit the two patterns. */
  | { readonly kind: "wrong renaming"; readonly messages: readonly string[] };

/** What the change from one pattern to another means. `renaming`: new names with the old ones. */
export function planOf(
  old: Pick<CompiledPattern, "automaton">,
  fresh: CompiledPattern,
  renaming: Renaming = new Map(),
): PlanResult {
  const { automaton: from } = old;
  const { automaton: to } = fresh;
  const read = namesOf(renaming, from, to);
  if (read.kind === "wrong") return { kind: "wrong renaming", messages: read.messages };
  const { names } = read;
  const before = renamed(from, names);
  const compared = compare(before, to, names);
  // Where the shapes do not fit already, there is nothing to prove.
  const fits = compared.every(({ policy }) => policy === "keep" || policy === "map");
  const findings = [...compared, ...(fits ? proofOf(before, fresh) : [])];
  findings.sort((a, b) =>
    a.policy === b.policy ? 0 : worse(a.policy, b.policy) === a.policy ? -1 : 1,
  );
  const policy = findings.reduce<Policy>((worst, one) => worse(worst, one.policy), "keep");
  return { kind: "plan", plan: { pattern: to.pattern, policy, findings, from, to, names } };
}

/** What is not proved of open sessions. */
function proofOf(before: Automaton, fresh: CompiledPattern): readonly Finding[] {
  if (same(rulesOf(before), rulesOf(fresh.automaton))) return [];
  const both = joined(before, fresh.automaton);
  if (both.kind === "cannot") return [{ what: "proof", how: both.why, policy: "drain" }];
  return unprovedOf(both.automaton, fresh).map(
    (how): Finding => ({ what: "proof", how, policy: "drain" }),
  );
}

/** All that decides what a configuration can be. */
const rulesOf = ({ states, groups, stack, registers, afterwards, onEnd, start }: Automaton) => ({
  ...{ states, groups, stack, registers, afterwards, onEnd, start },
});
