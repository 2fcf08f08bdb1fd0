import { randomUUID } from "node:crypto";
import type { Configuration } from "../../config/settings.ts";
import { applicationOf, groupsOf } from "../../config/topics.ts";
import { isFailure } from "../../failure.ts";
import type { TaskProducer, Transport } from "../../transport.ts";
import type { Finding } from "./finding.ts";
import { type PlannedTopic, READ_BACK } from "./topic-plan.ts";

const NOW = { maxBytes: 1_000, maxBytesPerPartition: 1_000, maxWaitMs: 0 };
const TIMEOUT_MS = 10_000;

/**
 * Whether we may do what the worker does. Reading is tried at the topics' ends. Writing is tried by a
 * transaction that is aborted: no reader of committed records sees it. Its transactional id is none of
 * a task's, so nobody is fenced.
 */
export async function accessFindings(
  values: Configuration,
  topics: readonly PlannedTopic[],
  transport: Transport,
): Promise<Finding[]> {
  const application = applicationOf(values);
  const findings: Finding[] = [];
  const allowed = async (about: string, right: string, attempt: () => Promise<unknown>) => {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (!isFailure(error, "refused")) throw error;
      const remedy = `allow ${right}; \`pda worker init --print\` shows the commands`;
      findings.push({ level: "error", about, message: error.message, remedy });
      return false;
    }
  };

  const reader = transport.reader("committed");
  const inputs = values.input ?? [];
  const back = topics.filter(({ role }) => READ_BACK.has(role)).map(({ topic }) => topic);
  for (const topic of [...inputs, ...back]) {
    await allowed(topic, `Read on topic ${topic}`, async () => {
      const at = { topic, partition: 0 };
      const offset = await transport.admin.offset(at, "latest", "committed");
      await reader.fetch([{ ...at, offset }], NOW);
    });
  }
  await reader.close();
  const [input = ""] = inputs;
  const id = `${application}-check-${randomUUID().slice(0, 8)}`;
  const prefix = `Write and Describe on transactional ids that begin with ${application}-`;
  let producer: TaskProducer | undefined;
  const open = async (): Promise<TaskProducer> =>
    transport.openTask({ transactionalId: id, transactionTimeoutMs: TIMEOUT_MS });
  const opened = await allowed(`${application}-*`, prefix, async () => {
    producer = await open();
  });
  if (!opened) return findings;
  // Canaries are sent to the first input.
  const written = values.canary === undefined || input === "" ? [] : [{ topic: input }];
  for (const { topic } of [...topics, ...written]) {
    // A refused send ends the producer's use.
    producer ??= await open();
    const trying = producer;
    const may = await allowed(topic, `Write on topic ${topic}`, async () => {
      trying.begin();
      await trying.send({ topic, partition: 0 }, [{ ...TRIAL, timestampMs: Date.now() }]);
      await trying.abort();
    });
    if (!may) {
      await trying.close();
      producer = undefined;
    }
  }
  for (const group of groupsOf(values)) {
    producer ??= await open();
    const trying = producer;
    // A group's position is committed as the worker does it, and called off, so that it stays where it is.
    const may = await allowed(group, `Read on group ${group}`, async () => {
      trying.begin();
      await trying.sendOffsets(group, [{ topic: input, partition: 0, offset: 0 }]);
      await trying.abort();
    });
    if (!may) {
      await trying.close();
      producer = undefined;
    }
  }
  await producer?.close();
  if (findings.length === 0) {
    findings.push({
      level: "good",
      about: "access",
      message: "may read, write and commit all it needs",
    });
  }
  return findings;
}

const TRIAL = {
  key: Buffer.from("pda worker --check"),
  value: Buffer.from("aborted"),
  headers: [],
};
