import type { Automaton } from "../../../automaton/automaton.ts";
import type { Clock, Transport } from "../../transport.ts";
import { schemaMessages } from "../output-schemas.ts";
import { topicSchemas } from "./topic.ts";

export interface PublishOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly topic: string;
  readonly application: string;
  readonly automata: readonly Automaton[];
}

const TRANSACTION_MS = 15_000;

/**
 * Puts the schemas of the patterns' outputs where readers of a topic of schemas look for them; says which were
 * not there yet. The topic is created where there is none.
 */
export async function publishSchemas(options: PublishOptions): Promise<readonly string[]> {
  const { transport, clock, topic, application, automata } = options;
  await transport.admin.createTopics([
    { topic, partitions: 1, config: { "cleanup.policy": "compact" } },
  ]);
  const there = topicSchemas({ transport, topic, clock });
  try {
    await there.readOn();
  } finally {
    await there.close();
  }
  const messages = schemaMessages(automata, clock.nowMs()).filter(
    ({ key }) => there.find(String(key)) === undefined,
  );
  if (messages.length === 0) return [];
  const transactionalId = `${application}-schemas`;
  const producer = await transport.openTask({
    ...{ transactionalId, transactionTimeoutMs: TRANSACTION_MS },
  });
  try {
    producer.begin();
    await producer.send({ topic, partition: 0 }, messages);
    await producer.commit();
  } finally {
    await producer.close();
  }
  return messages.map(({ key }) => String(key));
}
