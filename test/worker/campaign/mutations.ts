import { isFailure } from "../../../src/worker/failure.ts";
import { decodeMeta } from "../../../src/worker/task/meta.ts";
import type {
  Admin,
  Message,
  Partition,
  Position,
  TaskProducer,
} from "../../../src/worker/transport.ts";
import { OPTIONS } from "../rig.ts";
import {
  apart,
  asking,
  CHANGELOG,
  isMeta,
  isolation,
  metaRead,
  nameOf,
  of,
  producing,
  type Removed,
  reading,
  recorded,
  unknown,
  written,
  writtenEarly,
} from "./wrong-ways.ts";

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
