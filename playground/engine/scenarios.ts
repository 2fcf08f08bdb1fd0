import type { CompiledScenario } from "../../src/check/compiledScenario.ts";
import type { Span } from "../../src/diagnostic/diagnostic.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Happening } from "../../src/machine/visitor.ts";
import { runScenario } from "../../src/stream/scenario-run.ts";
import { traceLines } from "../../src/stream/trace.ts";
import { ruleId } from "./rule-id.ts";

export interface ScenarioView {
  readonly title: string;
  readonly pattern: string;
  readonly span: Span;
  readonly failures: readonly { readonly span: Span; readonly message: string }[];
  /** Step by step up to the difference; empty where it holds. */
  readonly steps: readonly string[];
  /** Rules that fire in it, as the drawing calls them: what a log touches of them is told beside it. */
  readonly rules: readonly string[];
  /** Its `survives` lines are about disorder, which the lab and `pda test` try. */
  readonly survives: readonly string[];
}

const rulesOf = (happenings: readonly Happening[]): readonly string[] => [
  ...new Set(
    happenings.flatMap(({ step }) => {
      const fired = step.taken ? step.explanation.tried.at(-1) : undefined;
      return fired === undefined ? [] : [ruleId(fired.rule, fired.owner, fired.index)];
    }),
  ),
];

export function scenarioViews(
  machines: readonly Machine[],
  scenarios: readonly CompiledScenario[],
): readonly ScenarioView[] {
  return scenarios.flatMap((scenario) => {
    const machine = machines.find(({ automaton }) => automaton.pattern === scenario.pattern);
    if (machine === undefined) return [];
    const { failures, happenings } = runScenario(machine, scenario);
    const { title, pattern, span } = scenario;
    return [
      {
        ...{ title, pattern, span, failures },
        steps: failures.length === 0 ? [] : happenings.flatMap((one) => traceLines(machine, one)),
        rules: rulesOf(happenings),
        survives: scenario.survives.map(({ disorder }) => disorder),
      },
    ];
  });
}
