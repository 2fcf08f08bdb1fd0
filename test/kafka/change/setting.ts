import type { Announcing } from "../../../src/worker/control/announce.ts";
import type { WorkerOptions } from "../../../src/worker/options.ts";
import { OLD, RENAMED } from "../../worker/change/patterns.ts";
import { OPTIONS } from "../../worker/rig.ts";

/** Patterns by the names under which processes are told of them. */
export const PATTERNS = { OLD, RENAMED } as const;
export type PatternName = keyof typeof PATTERNS;

export const inputOf = (app: string): string => `${app}.in`;
export const outputOf = (app: string): string => `${app}.out`;

export const optionsOf = (app: string): WorkerOptions & { readonly control: string } => ({
  ...OPTIONS,
  app,
  inputs: [inputOf(app)],
  changelog: `${app}-changelog`,
  deadLetters: `${app}-dead`,
  control: `${app}-control`,
  chunk: { records: 500, ms: 10, bytes: 500_000 },
  timeouts: {
    transactionMs: 10_000,
    sessionMs: 2_000,
    rebalanceMs: 6_000,
    heartbeatMs: 300,
    fetchMs: 200,
  },
});

export function announcingOf(app: string): Announcing {
  const { changelog, control: topic, timeouts } = optionsOf(app);
  const control = { topic, partitions: 1, config: { "cleanup.policy": "compact" } };
  return { app, changelog, control, transactionTimeoutMs: timeouts.transactionMs };
}
