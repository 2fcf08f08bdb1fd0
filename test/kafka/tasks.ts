import { afterAll } from "vitest";
import { isFailure } from "../../src/worker/failure.ts";
import type { TaskProducer, Transport } from "../../src/worker/transport.ts";
import { fresh, records, transportTo, valueText } from "./broker.ts";

/** Tasks that write to topics of one partition, by a transport that a test file has to itself. */
export interface Tasks {
  readonly transport: Transport;
  topicOf(config?: Record<string, string>): Promise<string>;
  open(id: string, using?: Transport, timeoutMs?: number): Promise<TaskProducer>;
  /** What a committed reader sees of a topic. */
  values(topic: string): Promise<string[]>;
}

export function tasks(): Tasks {
  const transport = transportTo();
  afterAll(() => transport.close());
  return {
    transport,
    async topicOf(config = {}) {
      const topic = fresh("t");
      await transport.admin.createTopics([{ topic, partitions: 1, config }]);
      return topic;
    },
    open: (id, using = transport, transactionTimeoutMs = 10_000) =>
      using.openTask({ transactionalId: id, transactionTimeoutMs }),
    values: async (topic) => (await records(transport, { topic, partition: 0 })).map(valueText),
  };
}

export const failing = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no failure",
    (error: unknown) => error,
  );
export const kindOf = (error: unknown): string => (isFailure(error) ? error.kind : String(error));
