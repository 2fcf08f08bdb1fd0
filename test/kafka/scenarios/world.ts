import { isFailure } from "../../../src/worker/failure.ts";
import type { Generation, Membership } from "../../../src/worker/membership.ts";
import type {
  Isolation,
  Message,
  Partition,
  StoredMessage,
  TaskProducer,
  Transport,
} from "../../../src/worker/transport.ts";

/** What a scenario acts on: the model under virtual time, or a real broker. */
export interface Ground {
  readonly transport: Transport;
  sleep(ms: number): Promise<void>;
  /** The answer to the next request of this kind is lost; the request is done. */
  lose(
    request: "produce" | "endTxn" | "initProducerId" | "addOffsetsToTxn" | "txnOffsetCommit",
  ): void;
  fresh(name: string): string;
  /** Compacts, or waits for the broker to have done so: no more records are there than these. */
  compacted(of: Partition, most: number): Promise<void>;
}

export interface Scenario {
  readonly name: string;
  run(world: World): Promise<void>;
  /** What it tells, line by line, on every ground. */
  readonly tells: readonly string[];
}

const LIMITS = { maxBytes: 10_000_000, maxBytesPerPartition: 1_000_000, maxWaitMs: 50 };

export const message = (value: string | null, key: string | null = null): Message => ({
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers: [],
  timestampMs: 1_700_000_000_000,
});

const valueText = ({ value }: StoredMessage): string =>
  value === null ? "null" : Buffer.from(value).toString();

/** The words scenarios are written in; what they tell is compared between grounds. */
export class World {
  readonly lines: string[] = [];
  readonly ground: Ground;
  private readonly names = new Map<string, string>();

  constructor(ground: Ground) {
    this.ground = ground;
  }

  tell(...words: unknown[]): void {
    this.lines.push(words.map((w) => (typeof w === "string" ? w : JSON.stringify(w))).join(" "));
  }

  /** Tells how it went: `ok`, or the kind of failure. */
  async tells(what: string, promise: Promise<unknown>): Promise<void> {
    this.tell(what, await promise.then(() => "ok", kindOf));
  }

  /** The same name means the same thing within a scenario, and nothing outside of it. */
  name(short: string): string {
    const known = this.names.get(short) ?? this.ground.fresh(short);
    this.names.set(short, known);
    return known;
  }

  at(topic: string, partition = 0): Partition {
    return { topic: this.name(topic), partition };
  }

  async topic(short: string, partitions = 1, config: Record<string, string> = {}): Promise<void> {
    await this.ground.transport.admin.createTopics([
      { topic: this.name(short), partitions, config },
    ]);
  }

  open(id: string, transactionTimeoutMs = 20_000): Promise<TaskProducer> {
    return this.ground.transport.openTask({ transactionalId: this.name(id), transactionTimeoutMs });
  }

  send(task: TaskProducer, topic: string, ...values: string[]): Promise<void> {
    return task.send(
      this.at(topic),
      values.map((value) => message(value)),
    );
  }

  /** One transaction with these values. */
  async write(task: TaskProducer, topic: string, ...values: string[]): Promise<void> {
    task.begin();
    await this.send(task, topic, ...values);
    await task.commit();
  }

  offsets(task: TaskProducer, group: string, topic: string, offset: number): Promise<void> {
    return task.sendOffsets(this.name(group), [{ ...this.at(topic), offset }]);
  }

  async committed(group: string, topic: string): Promise<void> {
    const { admin } = this.ground.transport;
    this.tell("position", [...(await admin.committed(this.name(group), this.name(topic)))]);
  }

  /** Markers are written after the answer: waits until nothing is undecided. */
  async settled(topic: string, partition = 0): Promise<void> {
    const { admin } = this.ground.transport;
    const of = this.at(topic, partition);
    for (let tries = 0; tries < 300; tries++) {
      const stable = await admin.offset(of, "latest", "committed");
      if (stable === (await admin.offset(of, "latest", "uncommitted"))) return;
      await this.ground.sleep(20);
    }
    this.tell("never settled");
  }

  async edges(topic: string, partition = 0): Promise<void> {
    const { admin } = this.ground.transport;
    const of = this.at(topic, partition);
    this.tell("edges", [
      await admin.offset(of, "earliest", "committed"),
      await admin.offset(of, "latest", "committed"),
      await admin.offset(of, "latest", "uncommitted"),
    ]);
  }

  /** Tells all that a reader sees, with offsets, from `offset` or the start. */
  async read(topic: string, isolation: Isolation = "committed", from?: number): Promise<void> {
    const { admin } = this.ground.transport;
    const of = this.at(topic);
    const end = await admin.offset(of, "latest", isolation);
    let offset = from ?? (await admin.offset(of, "earliest", isolation));
    const reader = this.ground.transport.reader(isolation);
    const found: string[] = [];
    for (let tries = 0; offset < end && tries < 50; tries++) {
      for (const answer of await reader.fetch([{ ...of, offset }], LIMITS)) {
        found.push(...answer.messages.map((m) => `${m.offset}:${valueText(m)}`));
        offset = answer.nextOffset;
      }
    }
    await reader.close();
    this.tell(isolation === "committed" ? "reads" : "sees", found.join(" "), `next ${offset}`);
  }

  /** Joins a group; the assignments come as told lines are asked for. */
  async join(short: string, group: string, topic: string): Promise<Joined> {
    const generations: Generation[] = [];
    const revoked: boolean[] = [];
    let ended: Error | undefined;
    const membership = await this.ground.transport.join({
      group: this.name(group),
      topics: [this.name(topic)],
      sessionTimeoutMs: 6_000,
      rebalanceTimeoutMs: 6_000,
      heartbeatMs: 100,
      address: short,
      assigned: (generation) => generations.push(generation),
      revoked: async (_generation, lost) => {
        revoked.push(lost);
      },
      outside: () => {},
      ended: (reason) => {
        ended = reason;
      },
    });
    const until = async (done: (g: Generation | undefined) => boolean): Promise<Generation> => {
      for (let tries = 0; tries < 400; tries++) {
        const latest = generations.at(-1);
        if (ended) throw ended;
        if (latest && done(latest)) return latest;
        await this.ground.sleep(25);
      }
      throw new Error(`${short}: no such generation came`);
    };
    return { membership, generations, revoked, until };
  }
}

export interface Joined {
  readonly membership: Membership;
  readonly generations: readonly Generation[];
  readonly revoked: readonly boolean[];
  until(done: (generation: Generation | undefined) => boolean): Promise<Generation>;
}

export const kindOf = (error: unknown): string =>
  isFailure(error) ? error.kind : `threw ${String(error)}`;
