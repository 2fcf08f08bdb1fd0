import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Command, InvalidArgumentError } from "commander";
import { wallClock } from "../../src/worker/clock.ts";
import { kafkaTransport } from "../../src/worker/kafkajs/transport.ts";
import { partitionOf } from "../../src/worker/records/partitioning.ts";
import type { Message, Transport } from "../../src/worker/transport.ts";
import { exitWith } from "./exit.ts";

/** What Kafka's own console tools do, which the jars of a broker do not bring along: for trying a worker. */

const whole = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("A whole number is expected.");
  return Number(text);
};

const AT_ONCE = 1000;
const LIMITS = { maxBytes: 10_000_000, maxBytesPerPartition: 1_000_000, maxWaitMs: 100 };

const command = new Command("npm run -s kafka:topic --").description(
  "Writes records to a topic and reads them, for trying a worker on `npm run kafka`.",
);

async function using(brokers: string, work: (transport: Transport) => Promise<void>) {
  const transport = kafkaTransport({ brokers: brokers.split(",") }, wallClock);
  try {
    await work(transport);
  } finally {
    await transport.close();
  }
}

command
  .command("write")
  .description("Writes each line of a file as a record; creates the topic where there is none.")
  .argument("<topic>")
  .argument("<file>", "records as JSON, one a line")
  .requiredOption("--key <field>", "the field whose text is the record's key")
  .option("--partitions <count>", "of a topic that is created", whole, 4)
  .option("--brokers <list>", "with commas", "127.0.0.1:9092")
  .action(async (topic: string, file: string, options: Record<string, string>) => {
    await using(options.brokers!, async (transport) => {
      await transport.admin.createTopics([{ topic, partitions: Number(options.partitions) }]);
      const partitions = (await transport.admin.partitions([topic])).get(topic)!;
      const producer = await transport.openTask({
        transactionalId: `kafka-topic-${topic}`,
        transactionTimeoutMs: 10_000,
      });
      let count = 0;
      let waiting: Message[][] = Array.from({ length: partitions }, () => []);
      const send = async (): Promise<void> => {
        producer.begin();
        for (const [partition, messages] of waiting.entries())
          if (messages.length > 0) await producer.send({ topic, partition }, messages);
        await producer.commit();
        waiting = waiting.map(() => []);
      };
      for await (const line of createInterface({ input: createReadStream(file) })) {
        if (line.trim() === "") continue;
        const said = (JSON.parse(line) as Record<string, unknown>)[options.key!];
        const key = Buffer.from(String(said));
        const timestampMs = wallClock.nowMs();
        const message = { key, value: Buffer.from(line), headers: [], timestampMs };
        waiting[partitionOf(key, partitions)]!.push(message);
        if (++count % AT_ONCE === 0) await send();
      }
      if (count % AT_ONCE > 0) await send();
      await producer.close();
      console.error(`${count} records written to ${topic}, ${partitions} partitions`);
    });
  });

command
  .command("read")
  .description("Prints the values of all records that are committed, partition by partition.")
  .argument("<topic>")
  .option("--brokers <list>", "with commas", "127.0.0.1:9092")
  .action(async (topic: string, options: Record<string, string>) => {
    await using(options.brokers!, async (transport) => {
      const reader = transport.reader("committed");
      const partitions = (await transport.admin.partitions([topic])).get(topic);
      if (partitions === undefined) throw new Error(`there is no topic ${topic}`);
      for (let partition = 0; partition < partitions; partition++) {
        const of = { topic, partition };
        const end = await transport.admin.offset(of, "latest", "committed");
        let offset = await transport.admin.offset(of, "earliest", "committed");
        while (offset < end) {
          for (const fetched of await reader.fetch([{ ...of, offset }], LIMITS)) {
            for (const { value } of fetched.messages)
              console.log(value === null ? "null" : Buffer.from(value).toString());
            offset = fetched.nextOffset;
          }
        }
      }
      await reader.close();
    });
  });

await exitWith(async () => {
  await command.parseAsync(process.argv);
  return 0;
});
