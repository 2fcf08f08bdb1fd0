import { wallClock } from "../worker/clock.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { applicationOf } from "../worker/config/topics.ts";
import { aclCommands, topicCommands } from "../worker/ops/setup/commands.ts";
import { plannedTopics } from "../worker/ops/setup/topic-plan.ts";
import { publishSchemas } from "../worker/records/schemas/publish.ts";
import { type ExitCode, exitCodes, Failure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import { askKafka } from "./worker-kafka.ts";
import { workerMachines } from "./worker-patterns.ts";

export interface InitOptions {
  /** Print what Kafka's own tools would have to do, and create nothing. */
  readonly print: boolean;
  /** Asked of the brokers if unsaid. */
  readonly partitions: number | undefined;
}

/** `pda worker init`: creates the topics that the worker writes, or prints the commands. */
export async function initWorker(
  values: Configuration,
  { print, partitions }: InitOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (print && partitions !== undefined) return printed(values, partitions, terminal);
  const automata = (await workerMachines(values, terminal)).map(({ automaton }) => automaton);
  const code = await askKafka(values, terminal, async (transport) => {
    const { admin } = transport;
    const count = partitionsOf(values, await admin.partitions(values.input ?? []), partitions);
    if (print) return printed(values, count, terminal);
    const topics = plannedTopics(values, count);
    const created = new Set(await admin.createTopics(topics.map(({ spec }) => spec)));
    for (const { topic, spec } of topics) {
      const settings = Object.entries(spec.config ?? {}).map(([name, value]) => `${name}=${value}`);
      const told = created.has(topic)
        ? `created  ${topic}: ${spec.partitions} ${spec.partitions === 1 ? "partition" : "partitions"}, ${settings.join(", ")}\n`
        : `exists   ${topic}\n`;
      terminal.write(told);
    }
    const topic = values["schemas-topic"];
    if (values["output-format"] === "avro" && topic !== undefined) {
      const application = applicationOf(values);
      const schemas = { transport, clock: wallClock, topic, application, automata };
      const written = await publishSchemas(schemas);
      terminal.write(`schemas  ${topic}: ${written.length} of outputs added\n`);
    }
    return exitCodes.good;
  });
  if (!print) terminal.note("`pda worker --check` says whether all is as it should be\n");
  return code;
}

function partitionsOf(
  values: Configuration,
  counts: ReadonlyMap<string, number>,
  said: number | undefined,
): number {
  const inputs = values.input ?? [];
  const missing = inputs.filter((input) => !counts.has(input));
  const count = counts.get(inputs[0] ?? "") ?? said;
  if (count === undefined || (missing.length > 0 && said === undefined)) {
    throw new Failure(
      exitCodes.findings,
      `error: the input topic ${missing.join(", ")} does not exist, so nobody knows how many partitions the others need\n  → create it, or name the topic that the events are in (\`input\`); or say --partitions`,
    );
  }
  if (said !== undefined && count !== said) {
    throw new Failure(
      exitCodes.findings,
      `error: the input topic ${inputs[0]} has ${count} partitions, not ${said}\n  → leave --partitions out`,
    );
  }
  return count;
}

const PRINCIPAL = "User:pda";

function printed(values: Configuration, partitions: number, terminal: Terminal): ExitCode {
  const topics = plannedTopics(values, partitions);
  terminal.write(
    [
      "# Topics that the worker writes",
      ...topicCommands(values, topics),
      "",
      `# What its principal must be allowed; ${PRINCIPAL} stands for yours`,
      ...aclCommands(values, topics, PRINCIPAL),
      "",
    ].join("\n"),
  );
  return exitCodes.good;
}
