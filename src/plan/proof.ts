import { solve } from "../analysis/facts.ts";
import { frames } from "../analysis/findings/frames.ts";
import { layOut } from "../analysis/layout.ts";
import { ruleText } from "../analysis/wording.ts";
import type { Automaton } from "../automaton/automaton.ts";
import { RegisterFlow } from "../check/missing/flow.ts";
import type { CompiledPattern } from "../compile.ts";

const NOWHERE = { source: "", start: 0, end: 0 };

/**
 * What the checker cannot prove of sessions that were open when the pattern changed: the demands of the new
 * pattern's rules on frames and registers, held against the joined automaton. Sentences without a full stop.
 */
export function unprovedOf(both: Automaton, fresh: CompiledPattern): readonly string[] {
  return [...new Set([...registersMissing(both, fresh), ...framesMissing(both, fresh)])];
}

function framesMissing(both: Automaton, fresh: CompiledPattern): readonly string[] {
  const { obligations } = fresh;
  if (obligations.length === 0) return [];
  const solved = solve(layOut(both));
  const context = { solved, span: () => NOWHERE, head: () => NOWHERE, witness: () => null };
  return obligations.flatMap((obligation) =>
    frames(context, [obligation]).map(
      ({ message }) =>
        `${ruleText(fresh.automaton, obligation.pointer)}: ${plainly(message)}, of a session that is open`,
    ),
  );
}

function registersMissing(both: Automaton, { automaton }: CompiledPattern): readonly string[] {
  const states = new Set(automaton.states.map(({ name }) => name));
  const missing: string[] = [];
  new RegisterFlow(both, new Map()).report(false, (_rule, _site, gaps, state) => {
    if (!states.has(state)) return;
    for (const { read, why } of gaps)
      if (why === "missing" && read.op === "register")
        missing.push(
          `in \`${state}\` the register \`${read.name}\` may be missing of a session that is open`,
        );
  });
  return missing;
}

/** Names of the joined automaton's other half as they are written. */
const plainly = (message: string): string => message.replaceAll("old ", "");
