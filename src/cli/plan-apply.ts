import type { Plan } from "../plan/plan.ts";
import { wallClock } from "../worker/clock.ts";
import { applicationOf, topicOf } from "../worker/config/topics.ts";
import { change } from "../worker/state/change.ts";
import { StateRefused } from "../worker/state/state-bytes.ts";
import { exitCodes, Failure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import { askKafka } from "./worker-kafka.ts";
import { type Flags, soundConfiguration } from "./worker-options.ts";

/** Carries the open sessions of every task over, while no worker runs. */
export async function applyPlans(
  plans: readonly Plan[],
  file: string,
  flags: Flags,
  terminal: Terminal,
): Promise<void> {
  const { configuration } = soundConfiguration([file], flags, process.env, ["brokers"]);
  const topic = topicOf(configuration, "changelog");
  const options = {
    app: applicationOf(configuration),
    changelog: topic,
    transactionTimeoutMs: configuration["transaction-timeout"],
  };
  await askKafka(configuration, terminal, async (transport) => {
    const count = (await transport.admin.partitions([topic])).get(topic);
    if (count === undefined)
      throw new Failure(
        exitCodes.refused,
        `there is no topic ${topic}: has the worker ever run? Its changelog is named by --changelog or --app`,
      );
    for (let partition = 0; partition < count; partition++) {
      const keys = await changed(() =>
        change({ transport, clock: wallClock }, { topic, partition }, plans, options),
      );
      const what = keys === null ? "has never begun" : `${keys} ${keys === 1 ? "key" : "keys"}`;
      terminal.note(`task ${partition}: ${what}\n`);
    }
  });
  terminal.note("The sessions are the new pattern's: start the workers with it.\n");
}

async function changed<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof StateRefused)) throw error;
    // Tasks before this one are changed, and are left alone when it is said again.
    throw new Failure(exitCodes.stopped, `${error.message}\n  Nothing of this task was changed.`);
  }
}
