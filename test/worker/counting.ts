import { isFailure } from "../../src/worker/failure.ts";
import type { Generation } from "../../src/worker/membership.ts";
import type { Host } from "../../src/worker/model/kafka.ts";
import type { Message, Partition, TaskProducer } from "../../src/worker/transport.ts";

/**
 * The smallest task that must count every record exactly once: it writes each record's number in its
 * key's count to `out`, and the count and position to `state`, in one transaction per chunk. It is
 * here to try the transport and the model; each safeguard can be left out to see it missed.
 */
export interface Safeguards {
  /** Take the transactional id over before the state is read. */
  readonly fenceFirst: boolean;
  /** The position comes from the state, not from the group. */
  readonly positionInState: boolean;
  /** After an unknown outcome read back, instead of doing the chunk again. */
  readonly readBack: boolean;
}

export const ALL: Safeguards = {
  fenceFirst: true,
  positionInState: true,
  readBack: true,
};

const GROUP = "counters";
const LIMITS = { maxBytes: 100_000, maxBytesPerPartition: 4_000, maxWaitMs: 300 };
const TIMEOUT_MS = 3_000;

interface State {
  offset: number;
  counts: Map<string, number>;
}

const text = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString();
const message = (key: string, value: string): Message => ({
  key: Buffer.from(key),
  value: Buffer.from(value),
  headers: [],
  timestampMs: 0,
});

async function restore(host: Host, task: number, safe: Safeguards): Promise<State> {
  const { admin } = host.transport;
  const at: Partition = { topic: "state", partition: task };
  const state: State = { offset: 0, counts: new Map() };
  const end = await admin.offset(at, "latest", "committed");
  const reader = host.transport.reader("committed");
  let offset = await admin.offset(at, "earliest", "committed");
  while (offset < end) {
    for (const answer of await reader.fetch([{ ...at, offset }], LIMITS)) {
      for (const { key, value } of answer.messages) {
        if (text(key) === "offset") state.offset = Number(text(value));
        else state.counts.set(text(key), Number(text(value)));
      }
      offset = answer.nextOffset;
    }
  }
  await reader.close();
  if (!safe.positionInState) {
    state.offset = (await admin.committed(GROUP, "in")).get(task) ?? 0;
  }
  return state;
}

async function runTask(
  host: Host,
  task: number,
  safe: Safeguards,
  mine: () => boolean,
): Promise<"fenced" | "again" | "given up"> {
  const open = (): Promise<TaskProducer> =>
    host.transport.openTask({ transactionalId: `count-${task}`, transactionTimeoutMs: TIMEOUT_MS });
  let producer: TaskProducer | undefined;
  const reader = host.transport.reader("committed");
  const at: Partition = { topic: "in", partition: task };
  let state: State;
  try {
    if (safe.fenceFirst) producer = await open();
    state = await restore(host, task, safe);
    producer ??= await open();
    while (mine()) {
      const [answer] = await reader.fetch([{ ...at, offset: state.offset }], LIMITS);
      if (!answer) continue;
      const counts = new Map(state.counts);
      const outputs: Message[] = [];
      const changed = new Set<string>();
      for (const record of answer.messages) {
        const key = text(record.key);
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        changed.add(key);
        outputs.push(message(key, `${count}`));
      }
      const dirty = [...changed].map((key) => message(key, `${counts.get(key)}`));
      const position = { ...at, offset: answer.nextOffset };
      const commit = async (): Promise<void> => {
        producer!.begin();
        await Promise.all([
          producer!.send({ topic: "state", partition: task }, [
            ...dirty,
            message("offset", `${answer.nextOffset}`),
          ]),
          producer!.send({ topic: "out", partition: task }, outputs),
          producer!.sendOffsets(GROUP, [position]),
        ]);
        await producer!.commit();
      };
      try {
        await commit();
      } catch (error) {
        if (safe.readBack || !isFailure(error, "unknown")) {
          await producer.abort().catch(() => {});
          throw error;
        }
        await producer.close();
        producer = await open();
        await commit();
      }
      state = { offset: answer.nextOffset, counts };
    }
    return "given up";
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.kind === "fenced" ? "fenced" : "again";
  } finally {
    await producer?.close();
    await reader.close();
  }
}

/** A process with the tasks that its group gives it, until `leave`. */
export async function countingWorker(
  host: Host,
  safe: Safeguards,
  failed: (error: Error) => void,
): Promise<{ leave(): Promise<void> }> {
  let current: Generation | undefined;
  let running: Promise<void>[] = [];
  const membership = await host.transport.join({
    group: GROUP,
    topics: ["in"],
    sessionTimeoutMs: 2_000,
    rebalanceTimeoutMs: 3_000,
    heartbeatMs: 200,
    address: "",
    assigned(generation) {
      current = generation;
      running = generation.tasks.map(async (task) => {
        const mine = (): boolean => current === generation;
        while (mine()) {
          const how = await runTask(host, task, safe, mine);
          if (how === "fenced" && mine()) return membership.rejoin();
          if (how === "again") await host.clock.sleep(50);
        }
      });
      for (const task of running) task.catch(failed);
    },
    async revoked(_generation, lost) {
      current = undefined;
      if (!lost) await Promise.allSettled(running);
    },
    ended: failed,
  });
  return { leave: () => membership.leave() };
}
