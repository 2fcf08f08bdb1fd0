import { randomFrom } from "../../../src/worker/model/random.ts";
import type { Reader, TaskProducer, Transport } from "../../../src/worker/transport.ts";
import { type Fed, START_MS } from "../rig.ts";

/** Where a worker is killed while it makes a change, or the operator while it is announced. */
export const WORKER_POINTS = [
  "it has read what is announced",
  "nothing of the change is sent",
  "the change is sent",
  "the positions are sent",
  "the commit is asked for",
  "the commit is answered",
] as const;

export const OPERATOR_POINTS = [
  "nothing is announced",
  "the automata are announced",
  "the change is announced",
  "the announcement's commit is asked for",
  "the announcement's commit is answered",
] as const;

export type Point = (typeof WORKER_POINTS)[number] | (typeof OPERATOR_POINTS)[number];

const CHANGE = 3;
const NEVER = new Promise<never>(() => {});

/** Kills a process where `strikes` says so of the point that it has come to. */
export function killedAt(
  strikes: (here: Point) => boolean,
  transport: Transport,
  process: { kill(): void },
): Transport {
  const at = async (here: Point): Promise<void> => {
    if (!strikes(here)) return;
    process.kill();
    await NEVER;
  };
  return {
    ...transport,
    admin: transport.admin,
    reader: (isolation) => readingOf(transport.reader(isolation), at),
    openTask: async (options) => writingOf(await transport.openTask(options), at),
  };
}

const readingOf = (reader: Reader, at: (here: Point) => Promise<void>): Reader => ({
  async fetch(positions, limits) {
    const answers = await reader.fetch(positions, limits);
    const announced = answers.some(({ messages }) =>
      messages.some(({ key }) => String(Buffer.from(key ?? [])).startsWith("change ")),
    );
    if (announced) await at("it has read what is announced");
    return answers;
  },
  close: () => reader.close(),
});

function writingOf(producer: TaskProducer, at: (here: Point) => Promise<void>): TaskProducer {
  let changes = false;
  let announces = false;
  return {
    ...{ transactionalId: producer.transactionalId, producerId: producer.producerId },
    epoch: producer.epoch,
    begin() {
      changes = false;
      producer.begin();
    },
    async send(to, messages) {
      const announcing = to.topic.endsWith("control");
      const switching = messages.some(({ key }) => key !== null && key[0] === CHANGE);
      if (announcing && announces === false) await at("nothing is announced");
      changes ||= switching;
      announces ||= announcing;
      const last = messages.some(({ key }) => String(Buffer.from(key ?? [])).startsWith("change "));
      if (announcing && last) await at("the automata are announced");
      if (switching) await at("nothing of the change is sent");
      await producer.send(to, messages);
      if (switching) await at("the change is sent");
      if (announcing && last) await at("the change is announced");
    },
    async sendOffsets(group, positions) {
      await producer.sendOffsets(group, positions);
      if (changes) await at("the positions are sent");
    },
    async commit() {
      const answered = producer.commit();
      if (changes || announces) {
        answered.catch(() => {}); // nobody is there to be told
        // The request must have left: what is asked of a host that has ended goes nowhere.
        await Promise.race([answered, later()]);
        await at(changes ? "the commit is asked for" : "the announcement's commit is asked for");
      }
      await answered;
      if (changes) await at("the commit is answered");
      if (announces) await at("the announcement's commit is answered");
    },
    abort: () => producer.abort(),
    close: () => producer.close(),
  };
}

/** Some turns of the loop in which nothing of the model's time passes. */
async function later(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

export const PARTITIONS = 3;
const KEYS = 4;

/** Records of one partition, in bursts. */
export function traffic(seed: number, partition: number, bursts: number): readonly Fed[][] {
  const random = randomFrom(seed * 31 + partition);
  let ts = START_MS;
  let at = 0;
  return Array.from({ length: bursts }, () =>
    Array.from({ length: 1 + random.below(8) }, (): Fed => {
      ts += random.chance(0.06) ? 20_000 + random.below(60_000) : random.below(4_000);
      const visitor = `${partition}-${random.below(KEYS)}`;
      const head = { visitor, ts: ts - random.below(3_000), id: `${partition}.${at++}` };
      const type = random.chance(0.6) ? "look" : random.chance(0.6) ? "buy" : "wish";
      return type === "buy"
        ? { ...head, type, amount: random.below(6) }
        : { ...head, type, page: `p${random.below(5)}` };
    }),
  );
}
