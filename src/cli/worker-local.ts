import type { Machine } from "../machine/machine.ts";
import { planReading } from "../records/reading-plan.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { modelKafka } from "../worker/model/kafka.ts";
import { type VirtualTime, virtualTime } from "../worker/model/time.ts";
import type { WorkerNews } from "../worker/news.ts";
import { plannedTopics } from "../worker/ops/setup/topic-plan.ts";
import { jsonMessages } from "../worker/records/json-messages.ts";
import { partitionOf } from "../worker/records/partitioning.ts";
import { routedTopics } from "../worker/records/routes.ts";
import type { Message, Partition, StoredMessage, Transport } from "../worker/transport.ts";
import { startWorker } from "../worker/worker.ts";
import { type ExitCode, exitCodes, Failure, usageFailure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import { logLines } from "./worker-lines.ts";
import { workerOptions, workerParts } from "./worker-parts.ts";
import { workerMachines } from "./worker-patterns.ts";

const PARTITIONS = 4;
const BATCH = 1_000;
const LIMITS = { maxBytes: 8_000_000, maxBytesPerPartition: 8_000_000, maxWaitMs: 0 };
/** Of the model's time; it takes none of ours. */
const STEP_MS = 1_000;
const STEPS_MAX = 1_000_000;

/**
 * `pda worker --local`: the same worker, task, transactions and changelog, on a model of Kafka in this
 * process, fed from a file.
 */
export async function runLocally(
  said: Configuration,
  log: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const useless = said.store === "disk" ? "store: disk" : said.fill !== undefined ? "fill" : null;
  if (said.ahead !== undefined)
    throw usageFailure(
      "`--ahead` compares with a broker's clock, and `--local` has none: leave it out",
    );
  if (useless !== null) {
    throw usageFailure(
      `\`--local\` reads one file into memory, where \`${useless}\` has no place: leave it out${said.store === "disk" ? ", or say --store memory" : ""}`,
    );
  }
  const { canary: _, ...wanted } = said;
  const values: Configuration = {
    ...wanted,
    input: [said.input?.[0] ?? "input"],
    output: said.output ?? { "*": "outputs" },
    from: "earliest",
    format: "json",
    "output-format": "json",
  };
  const input = values.input![0]!;
  const machines = await workerMachines(values, terminal);
  const time = virtualTime(Date.UTC(2026, 0, 1));
  const kafka = modelKafka(time);
  const { transport, clock } = kafka.host("pda worker");
  const topics = plannedTopics(values, PARTITIONS).map(({ spec }) => spec);
  await time.until(
    transport.admin.createTopics([{ topic: input, partitions: PARTITIONS }, ...topics]),
  );
  const records = await feed(log, input, machines, time, transport, terminal);

  const sum = { outputs: 0, deadLetters: 0, transactions: 0 };
  const sessions = new Map<number, number>();
  const ends = await endsOf(input, time, transport);
  const reached = new Map<number, number>();
  const news: WorkerNews = {
    tell(one) {
      if (one.kind !== "chunk") return;
      sum.outputs += one.outputs;
      sum.deadLetters += one.deadLetters;
      sum.transactions++;
      sessions.set(one.task, one.sessions);
      for (const { partition, offset } of one.positions) reached.set(partition, offset);
    },
  };
  const parts = workerParts(values, machines, { transport, clock, news });
  const worker = startWorker(workerOptions(values, ""), parts);
  let stopped: string | null = null;
  worker.ended.then((how) => {
    if (how.kind === "stopped") stopped = `${how.stop.message}\n  → ${how.stop.remedy}`;
  });
  const readAll = (): boolean => [...ends].every(([at, end]) => (reached.get(at) ?? 0) >= end);
  for (let step = 0; !readAll() && stopped === null; step++) {
    if (step === STEPS_MAX) throw new Error("the worker does not come to the end of its input");
    await time.pass(STEP_MS);
  }
  await time.until(worker.stop());
  await time.pass(STEP_MS); // the last transaction's markers
  for (const topic of routedTopics(values.output!)) {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      await printAll({ topic, partition }, time, transport, terminal);
    }
  }
  if (stopped !== null) throw new Failure(exitCodes.stopped, stopped);
  const open = [...sessions.values()].reduce((all, one) => all + one, 0);
  terminal.note(
    `${records} records in ${PARTITIONS} partitions, ${sum.transactions} transactions, ${sum.outputs} outputs, ${sum.deadLetters} dead letters; ${open} ${open === 1 ? "key stays" : "keys stay"} open, for a topic has no end\n`,
  );
  return exitCodes.good;
}

/** The file's records as messages under their keys, each in its key's partition. */
async function feed(
  log: string,
  topic: string,
  machines: readonly Machine[],
  time: VirtualTime,
  transport: Transport,
  terminal: Terminal,
): Promise<number> {
  const keyOf = keyReader(machines, topic);
  const task = { transactionalId: "feeder", transactionTimeoutMs: 60_000 };
  const producer = await time.until(transport.openTask(task));
  let count = 0;
  let waiting: Message[][] = Array.from({ length: PARTITIONS }, () => []);
  const send = async (): Promise<void> => {
    producer.begin();
    for (const [partition, messages] of waiting.entries()) {
      await producer.send({ topic, partition }, messages);
    }
    await producer.commit();
    waiting = Array.from({ length: PARTITIONS }, () => []);
  };
  for await (const value of logLines(log, terminal)) {
    const key = keyOf(value);
    const partition = key === null ? 0 : partitionOf(key, PARTITIONS);
    waiting[partition]!.push({ key, value, headers: [], timestampMs: time.nowMs() });
    if (++count % BATCH === 0) await time.until(send());
  }
  await time.until(send());
  await time.until(producer.close());
  await time.pass(STEP_MS); // the last transaction's markers
  return count;
}

/** The key that the first pattern sees; null: the record is none of its events. */
function keyReader(
  machines: readonly Machine[],
  topic: string,
): (value: Uint8Array) => Uint8Array | null {
  const automata = machines.map(({ automaton }) => automaton);
  const reader = jsonMessages({ vocabularies: planReading(automata, {}).vocabularies });
  const rest = { key: null, headers: [], offset: 0, timestampMs: 0, brokerTime: false };
  return (value) => {
    const message: StoredMessage = { ...rest, value };
    const { results } = reader.read(message, { topic, partition: 0, index: 0 });
    const found = results.find((result) => result.kind === "event");
    return found?.kind === "event" ? Buffer.from(found.event.key) : null;
  };
}

async function endsOf(topic: string, time: VirtualTime, { admin }: Transport) {
  const ends = new Map<number, number>();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const end = await time.until(admin.offset({ topic, partition }, "latest", "committed"));
    ends.set(partition, end);
  }
  return ends;
}

async function printAll(
  from: Partition,
  time: VirtualTime,
  transport: Transport,
  terminal: Terminal,
): Promise<void> {
  const end = await time.until(transport.admin.offset(from, "latest", "committed"));
  const reader = transport.reader("committed");
  let offset = 0;
  while (offset < end) {
    for (const answer of await time.until(reader.fetch([{ ...from, offset }], LIMITS))) {
      for (const { value } of answer.messages) {
        terminal.write(`${Buffer.from(value ?? []).toString()}\n`);
      }
      offset = answer.nextOffset;
    }
    await terminal.caughtUp();
  }
  await reader.close();
}
