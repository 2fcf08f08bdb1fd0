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

export const CHANGELOG = OPTIONS.changelog;
export const isMeta = ({ key }: Message): boolean => key !== null && readKey(key)?.kind === "meta";

export const nameOf = ({ key }: Message): string => Buffer.from(key!).toString("latin1");

type Wrap = (transport: Transport) => Transport;

export const of = (
  seed: number,
  name: string,
  wrap: () => Wrap,
  ending: Ending = "through",
): Removed => ({
  ...{ seed, name, ending },
  changes: () => {
    const wrapped = wrap();
    return { transport: (transport) => wrapped(transport) };
  },
});

export const producing =
  (change: (producer: TaskProducer, transport: Transport) => TaskProducer): Wrap =>
  (transport) => ({
    ...transport,
    openTask: async (options) => change(await transport.openTask(options), transport),
  });

export const reading =
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

export const asking =
  (change: (admin: Admin) => Partial<Admin>): Wrap =>
  (transport) => ({ ...transport, admin: { ...transport.admin, ...change(transport.admin) } });

/** The task's own record, as it should not have been read. */
export const metaRead = (change: (meta: Meta, at: Fetched) => Meta): Wrap =>
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
export const written = (change: (messages: readonly Message[]) => readonly Message[]): Wrap =>
  producing((producer) => ({
    ...producer,
    send: (to, messages) => producer.send(to, to.topic === CHANGELOG ? change(messages) : messages),
  }));

/** One topic is read with another isolation. */
export const isolation =
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
export const apart = (mine: (topic: string) => boolean): Wrap =>
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
export function recorded(producer: TaskProducer): {
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

export const unknown = (error: unknown): boolean => isFailure(error, "unknown");

/** A store on one machine's disk, written with what is sent to the changelog, before that is committed. */
export function writtenEarly(
  believed: (header: Header) => Header,
): ReturnType<Mutation["changes"]> {
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
