import type { Automaton } from "../automaton/automaton.ts";
import { type Policy, worse } from "../plan/finding.ts";
import { NO_NAMES } from "../plan/names.ts";
import type { Plan } from "../plan/plan.ts";
import { wallClock } from "../worker/clock.ts";
import { applicationOf, topicOf } from "../worker/config/topics.ts";
import { type Announcement, announce, type Step } from "../worker/control/announce.ts";
import { plannedTopics } from "../worker/ops/setup/topic-plan.ts";
import { Stopped } from "../worker/task/stopped.ts";
import { exitCodes, Failure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import { askKafka } from "./worker-kafka.ts";
import { type Flags, soundConfiguration } from "./worker-options.ts";

export interface Matched {
  readonly plans: readonly Plan[];
  /** Those that are in one of the files only. */
  readonly added: readonly Automaton[];
  readonly removed: readonly Automaton[];
}

/** What becomes of each pattern: what its plan says, or more cautious than that where it is said. */
export function stepsOf({ plans, added, removed }: Matched, said: Policy | undefined): Step[] {
  return [
    ...plans.map((plan): Step => {
      const { from, to, names } = plan;
      return { from, to, names, policy: policyOf(plan, said) };
    }),
    ...added.map((to): Step => ({ from: null, to, policy: "keep", names: NO_NAMES })),
    ...removed.map((from): Step => {
      const policy = said === "reset" ? "reset" : "drain";
      return { from, to: null, policy, names: NO_NAMES };
    }),
  ];
}

function policyOf({ pattern, policy, findings }: Plan, said: Policy | undefined): Policy {
  if (findings.length === 0 && policy === "keep") return policy;
  if (said === undefined && policy === "reset")
    throw unsafe(`open sessions of ${pattern} would be given up: say --policy reset to do so`);
  if (said === undefined || worse(policy, said) !== said) {
    if (said === undefined) return policy;
    throw unsafe(`${said} is not safe for ${pattern}: the plan says ${policy}`);
  }
  return said;
}

const unsafe = (why: string): Failure =>
  new Failure(exitCodes.findings, `${why}\n  → nothing was touched`);

/** Announces the change; the workers make it, task by task. */
export async function applySteps(
  steps: readonly Step[],
  file: string,
  flags: Flags,
  terminal: Terminal,
): Promise<void> {
  const { configuration } = soundConfiguration([file], flags, process.env, ["brokers"]);
  const topics = plannedTopics(configuration, 1);
  const options = {
    app: applicationOf(configuration),
    changelog: topicOf(configuration, "changelog"),
    control: topics.find(({ role }) => role === "control")!.spec,
    transactionTimeoutMs: configuration["transaction-timeout"],
  };
  const outcome = await askKafka(configuration, terminal, (transport) =>
    refusing(() => announce({ transport, clock: wallClock }, steps, options)),
  );
  if (outcome.kind === "refused")
    throw new Failure(
      exitCodes.refused,
      `${outcome.why}\n  → ${outcome.remedy}; nothing was touched`,
    );
  terminal.note(outcomeText(outcome));
}

function outcomeText(outcome: Exclude<Announcement, { readonly kind: "refused" }>): string {
  const { number } = outcome.change;
  if (outcome.kind === "already") return `Change ${number} says so already; nothing was written.\n`;
  const tasks = outcome.tasks === 1 ? "Its task makes" : `Each of ${outcome.tasks} tasks makes`;
  return [
    `Announced as change ${number}. ${tasks} it at an offset of its own, once; GET /plan of a\n`,
    "worker tells how far they are. Restart the workers with the new file when it suits.\n",
  ].join("");
}

async function refusing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const { message, remedy } = error.stop;
    throw new Failure(exitCodes.stopped, `${message}\n  → ${remedy}; nothing was touched`);
  }
}
