import { noCounts } from "../../../src/machine/counts.ts";
import { isFailure } from "../../../src/worker/failure.ts";
import type { Change, Header, Shelf, Shelves } from "../../../src/worker/store/shelf.ts";
import { Store } from "../../../src/worker/store/store.ts";
import { readKey } from "../../../src/worker/task/changelog-keys.ts";
import { decodeMeta, encodeMeta, type Meta } from "../../../src/worker/task/meta.ts";
import type {
  Admin,
  Fetched,
  Message,
  Partition,
  Position,
  Reader,
  StoredMessage,
  TaskProducer,
  Transport,
} from "../../../src/worker/transport.ts";
import { onTwin, visitsMachine } from "../patterns.ts";
import { OPTIONS } from "../rig.ts";
import { MemoryDisk } from "../store/memory-shelves.ts";
import type { Ending } from "./plan.ts";
import { AGAIN, AWAKE, type Mutation } from "./play.ts";

/** A mutation, and the schedules that can find it. */
export interface Removed extends Mutation {
  readonly ending: Ending;
  /** A seed that finds it, unless something has changed: where to begin. */
  readonly seed: number;
}

const CHANGELOG = OPTIONS.changelog;
const isMeta = ({ key }: Message): boolean => key !== null && readKey(key)?.kind === "meta";

const nameOf = ({ key }: Message): string => Buffer.from(key!).toString("latin1");

type Wrap = (transport: Transport) => Transport;

const of = (seed: number, name: string, wrap: () => Wrap, ending: Ending = "through"): Removed => ({
  ...{ seed, name, ending },
  changes: () => {
    const wrapped = wrap();
    return { transport: (transport) => wrapped(transport) };
  },
});

// ------------------------------------------------------------ ways to be wrong

const producing =
  (change: (producer: TaskProducer, transport: Transport) => TaskProducer): Wrap =>
  (transport) => ({
    ...transport,
    openTask: async (options) => change(await transport.openTask(options), transport),
  });

const reading =
  (change: (messages: readonly StoredMessage[], at: Fetched) => readonly StoredMessage[]): Wrap =>
  (transport) => ({
    ...transport,
    reader(isolation) {
      const reader = transport.reader(isolation);
      return {
        ...reader,
        fetch: async (positions, limits) =>
          (await reader.fetch(positions, limits)).map((at) => ({
            ...at,
            messages: change(at.messages, at),
          })),
      };
    },
  });

const asking =
  (change: (admin: Admin) => Partial<Admin>): Wrap =>
  (transport) => ({ ...transport, admin: { ...transport.admin, ...change(transport.admin) } });

/** The task's own record, as it should not have been read. */
const metaRead = (change: (meta: Meta, at: Fetched) => Meta): Wrap =>
  reading((messages, at) =>
    messages.map((message) => {
      if (at.topic !== CHANGELOG || !isMeta(message)) return message;
      const read = decodeMeta(message.value!);
      return read.kind === "read"
        ? { ...message, value: encodeMeta(change(read.meta, at)) }
        : message;
    }),
  );

/** What goes to the changelog, as it should not have been written. */
const written = (change: (messages: readonly Message[]) => readonly Message[]): Wrap =>
  producing((producer) => ({
    ...producer,
    send: (to, messages) => producer.send(to, to.topic === CHANGELOG ? change(messages) : messages),
  }));

/** One topic is read with another isolation. */
const isolation =
  (topic: string): Wrap =>
  (transport) => ({
    ...transport,
    reader(told) {
      const right = transport.reader(told);
      let wrong: Reader | null = null;
      return {
        fetch(positions, limits) {
          if (positions[0]?.topic !== topic) return right.fetch(positions, limits);
          wrong ??= transport.reader("uncommitted");
          return wrong.fetch(positions, limits);
        },
        async close() {
          await right.close();
          await wrong?.close();
        },
      };
    },
  });

/** A topic has a transaction of its own, just before the right one. */
const apart = (mine: (topic: string) => boolean): Wrap =>
  producing((producer, transport) => {
    const waiting: [Partition, readonly Message[]][] = [];
    return {
      ...producer,
      async send(to, messages) {
        if (!mine(to.topic)) return producer.send(to, messages);
        waiting.push([to, messages]);
      },
      async commit() {
        const other = await transport.openTask({
          transactionalId: `${producer.transactionalId}-apart`,
          transactionTimeoutMs: 1_200,
        });
        other.begin();
        for (const [to, messages] of waiting.splice(0)) await other.send(to, messages);
        await other.commit();
        await other.close();
        await producer.commit();
      },
    };
  });

/** Everything that a transaction held, to be done over. */
function recorded(producer: TaskProducer): {
  readonly producer: TaskProducer;
  again(on: TaskProducer): Promise<void>;
} {
  let calls: ((on: TaskProducer) => Promise<void>)[] = [];
  return {
    producer: {
      ...producer,
      begin() {
        calls = [];
        producer.begin();
      },
      send(to, messages) {
        calls.push((on) => on.send(to, messages));
        return producer.send(to, messages);
      },
      sendOffsets(group, positions) {
        calls.push((on) => on.sendOffsets(group, positions));
        return producer.sendOffsets(group, positions);
      },
    },
    async again(on) {
      on.begin();
      for (const call of calls) await call(on);
      await on.commit();
    },
  };
}

const unknown = (error: unknown): boolean => isFailure(error, "unknown");

/** A store on one machine's disk, written with what is sent to the changelog, before that is committed. */
function writtenEarly(believed: (header: Header) => Header): ReturnType<Mutation["changes"]> {
  const disk = new MemoryDisk().shelves();
  const shelves = new Map<number, Shelf>();
  const open: Shelves["open"] = async (task, owner) => {
    const shelf = await disk.open(task, owner);
    if (shelf === null) return null;
    shelves.set(Number(task.slice(task.lastIndexOf("-") + 1)), shelf);
    return { ...shelf, header: () => mapped(shelf.header(), believed) };
  };
  const pattern = onTwin(visitsMachine());
  const scratch = pattern.runner({ counts: noCounts(), line: () => {}, dead: () => {} });
  const changeOf = (key: string, bytes: Uint8Array | null): Change => {
    const row = bytes === null ? -1 : scratch.restore(pattern.decode(key, bytes));
    const due = row < 0 ? Number.POSITIVE_INFINITY : scratch.nextDue(row);
    scratch.forget(key);
    return { pattern: 0, key, bytes, due };
  };
  const transport = producing((producer) => ({
    ...producer,
    async send(to, messages) {
      const shelf = to.topic === CHANGELOG ? shelves.get(to.partition) : undefined;
      const meta = messages.find(isMeta)?.value ?? null;
      const read = meta === null ? null : decodeMeta(meta);
      const header = shelf?.header() ?? null;
      if (shelf !== undefined && header !== null && read?.kind === "read") {
        const changes = messages.flatMap(({ key, value }) => {
          const of = readKey(key!);
          return of?.kind === "state" ? [changeOf(of.key, value)] : [];
        });
        await shelf.change(changes, { ...header, meta: read.meta });
      }
      return producer.send(to, messages);
    },
  }));
  return { transport, parts: { store: new Store({ open }, AWAKE, AGAIN) } };
}

const mapped = <T>(value: T | null, change: (value: T) => T): T | null =>
  value === null ? null : change(value);

// ------------------------------------------------------------ what is left out

export const REMOVED: readonly Removed[] = [
  of(4, "no fencing: every owner has a transactional id of its own", () => {
    let owners = 0;
    return (transport) => ({
      ...transport,
      openTask: (options) =>
        transport.openTask({
          ...options,
          transactionalId: `${options.transactionalId}-${owners++}`,
        }),
    });
  }),
  of(59, "fencing after reading", () => (transport) => ({
    ...transport,
    async openTask(options) {
      let real: TaskProducer | null = null;
      const must = (): TaskProducer => real!;
      const opened = async (): Promise<TaskProducer> => {
        real ??= await transport.openTask(options);
        return real;
      };
      let begun = false;
      const ready = async (): Promise<TaskProducer> => {
        const producer = await opened();
        if (!begun) producer.begin();
        begun = true;
        return producer;
      };
      let getting: Promise<TaskProducer> | null = null;
      const get = (): Promise<TaskProducer> => (getting ??= ready());
      return {
        ...{ transactionalId: options.transactionalId, producerId: "", epoch: 0 },
        begin() {
          begun = false;
          getting = null;
        },
        send: async (to: Partition, messages: readonly Message[]) =>
          (await get()).send(to, messages),
        sendOffsets: async (group: string, at: readonly Position[]) =>
          (await get()).sendOffsets(group, at),
        commit: () => must().commit(),
        abort: async () => real?.abort(),
        close: async () => real?.close(),
      };
    },
  })),
  of(62, "the position is the group's", () => (transport) => {
    let known = new Map<number, number>();
    const read = metaRead((meta, at) => {
      const offset = known.get(at.partition) ?? 0;
      return { ...meta, positions: meta.positions.map(([topic]) => [topic, offset] as const) };
    })(transport);
    const committed: Admin["committed"] = async (group, topic) => {
      known = new Map(await transport.admin.committed(group, topic));
      return known;
    };
    return { ...read, admin: { ...read.admin, committed } };
  }),
  of(12, "a chunk is done again after an unknown outcome", () =>
    producing((first, transport) => {
      const { producer, again } = recorded(first);
      return {
        ...producer,
        async commit() {
          try {
            await producer.commit();
          } catch (error) {
            if (!unknown(error)) throw error;
            const { transactionalId } = producer;
            const other = await transport.openTask({
              transactionalId,
              transactionTimeoutMs: 1_200,
            });
            await again(other);
            await other.close();
            throw error;
          }
        },
      };
    }),
  ),
  of(1, "an unknown outcome is taken for a commit", () => (transport) => ({
    ...transport,
    async openTask(options) {
      let producer = await transport.openTask(options);
      return {
        ...producer,
        begin: () => producer.begin(),
        send: (to, messages) => producer.send(to, messages),
        sendOffsets: (group, positions) => producer.sendOffsets(group, positions),
        async commit() {
          try {
            await producer.commit();
          } catch (error) {
            if (!unknown(error)) throw error;
            await producer.close();
            producer = await transport.openTask(options);
          }
        },
        abort: () => producer.abort(),
        close: () => producer.close(),
      };
    },
  })),
  of(5, "memory goes on after a transaction that was called off", () => (transport) => ({
    ...transport,
    async openTask(options) {
      let producer = await transport.openTask(options);
      let failed = false;
      const forgive = async (doing: () => Promise<void>): Promise<void> => {
        if (failed) return;
        try {
          await doing();
        } catch (error) {
          if (isFailure(error, "fenced")) throw error;
          failed = true;
        }
      };
      return {
        ...producer,
        begin: () => producer.begin(),
        send: (to, messages) => forgive(() => producer.send(to, messages)),
        sendOffsets: (group, positions) => forgive(() => producer.sendOffsets(group, positions)),
        async commit() {
          if (!failed) return producer.commit();
          await producer.abort().catch(() => {});
          await producer.close();
          producer = await transport.openTask(options);
          failed = false;
        },
        abort: () => producer.abort(),
        close: () => producer.close(),
      };
    },
  })),
  of(1, "the changelog is read with what was called off", () => isolation(CHANGELOG)),
  of(1, "the input is read with what was called off", () => isolation("in")),
  of(3, "outputs are committed apart", () => apart((topic) => topic === "out")),
  of(3, "states are committed apart", () => apart((topic) => topic === CHANGELOG)),
  of(1, "dead letters are committed apart", () => apart((topic) => topic === OPTIONS.deadLetters)),
  of(1, "ended keys are not deleted", () =>
    written((messages) => messages.filter(({ value }) => value !== null)),
  ),
  of(1, "the position is written with every other chunk", () =>
    written((messages) =>
      messages.filter((message) => {
        if (!isMeta(message)) return true;
        const read = decodeMeta(message.value!);
        return read.kind !== "read" || read.meta.chunk % 2 === 1;
      }),
    ),
  ),
  of(1, "one key of a chunk is not written", () =>
    written((messages) => (messages.length > 2 ? messages.slice(1) : messages)),
  ),
  of(1, "the watermark is not restored", () =>
    metaRead((meta) => ({
      ...meta,
      greatest: meta.greatest.map((times) => times.map(() => null)),
    })),
  ),
  of(1, "P6: a local store is written before the commit", () => {
    const disk = new Map<number, Map<string, Message>>();
    const store = (partition: number): Map<string, Message> => {
      const found = disk.get(partition) ?? new Map<string, Message>();
      disk.set(partition, found);
      return found;
    };
    return (transport) => {
      const wrapped = producing((producer) => ({
        ...producer,
        send(to, messages) {
          if (to.topic === CHANGELOG) {
            for (const message of messages) {
              if (!isMeta(message)) store(to.partition).set(nameOf(message), message);
            }
          }
          return producer.send(to, messages);
        },
      }))(transport);
      return reading((messages, at) => {
        if (at.topic !== CHANGELOG) return messages;
        return messages.map((message) => {
          const local = isMeta(message) ? undefined : store(at.partition).get(nameOf(message));
          return local === undefined ? message : { ...message, value: local.value };
        });
      })(wrapped);
    };
  }),
  {
    ...{ seed: 1, ending: "through", name: "P6: the disk is written before the commit" },
    changes: () => writtenEarly((header) => header),
  },
  {
    ...{ seed: 1, ending: "through" },
    name: "P6: the disk is written before the commit, and nobody looks whether it is ahead",
    changes: () =>
      writtenEarly((header) => ({
        ...header,
        meta: { ...header.meta, chunk: 0, positions: [] },
      })),
  },
  of(
    46,
    "a truncated input is read from what is left",
    () => (transport) => ({
      ...transport,
      admin: {
        ...transport.admin,
        offset: async (at, edge, how) =>
          at.topic === "in" && edge === "earliest" ? 0 : transport.admin.offset(at, edge, how),
      },
      reader(how) {
        const reader = transport.reader(how);
        return {
          ...reader,
          async fetch(positions, limits) {
            try {
              return await reader.fetch(positions, limits);
            } catch (error) {
              if (!isFailure(error, "truncated")) throw error;
              const [at] = positions;
              const offset = await transport.admin.offset(at!, "earliest", "committed");
              return reader.fetch([{ ...at!, offset }], limits);
            }
          },
        };
      },
    }),
    "truncated",
  ),
  of(
    74,
    "a deleted changelog is taken for a first start",
    () => asking(() => ({ committed: async () => new Map() })),
    "changelog deleted",
  ),
  of(
    72,
    "partition counts are not compared",
    () =>
      asking((admin) => ({
        async partitions(topics) {
          const counts = await admin.partitions(topics);
          return new Map([...counts.keys()].map((topic) => [topic, counts.get("in") ?? 1]));
        },
      })),
    "partition count",
  ),
];
