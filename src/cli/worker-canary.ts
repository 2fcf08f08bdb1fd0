import { load } from "../machine/machine.ts";
import type { CanaryPlan } from "../worker/canary/runs.ts";
import { type CanaryScenario, writtenScenario } from "../worker/canary/written.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { applicationOf, topicOf } from "../worker/config/topics.ts";
import { compileSound } from "./compiled.ts";
import { usageFailure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** The scenarios of the configured files as canaries; null: none are wanted. */
export async function canaryPlan(
  values: Configuration,
  terminal: Terminal,
  leftOut: (what: string) => void = () => {},
): Promise<CanaryPlan | null> {
  if (values.canary === undefined) return null;
  const scenarios: CanaryScenario[] = [];
  const { patterns: files = [], set = {} } = values;
  for (const file of files) {
    const { patterns, scenarios: found } = await compileSound(file, set, terminal);
    const machines = new Map(
      patterns.map(({ automaton }) => [automaton.pattern, load(automaton)] as const),
    );
    for (const scenario of found) {
      const written = writtenScenario(machines.get(scenario.pattern)!, scenario);
      if (written.kind === "sendable") scenarios.push(written.scenario);
      else leftOut(`the scenario "${scenario.title}" is no canary: ${written.why}`);
    }
  }
  if (scenarios.length === 0) {
    throw usageFailure(
      `\`canary\` sends scenarios, and ${files.join(", ")} has none that could be sent: write one, or leave \`canary\` out`,
    );
  }
  return { app: applicationOf(values), topic: topicOf(values, "canary"), scenarios };
}
