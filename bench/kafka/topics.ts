import { plannedTopics } from "../../src/worker/ops/setup/topic-plan.ts";
import type { Admin } from "../../src/worker/transport.ts";
import { configured, type WorkerChild } from "./worker.ts";

/** Those that `pda worker init` would make for a contestant of ours. */
export async function makeTopics(
  admin: Admin,
  settings: WorkerChild["settings"],
  partitions: number,
): Promise<void> {
  const specs = plannedTopics(configured(settings), partitions).map(({ spec }) => spec);
  await admin.createTopics(specs);
}

/** One that keeps what it is given. */
export const plainTopic = (topic: string, partitions: number) => ({
  ...{ topic, partitions },
  config: { "retention.ms": "-1" },
});
