import { transportTo } from "./cluster.ts";

export interface Listen {
  readonly brokers: string;
  readonly topic: string;
  readonly partitions: number;
  /** Not counted: programs are being compiled. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** Milliseconds from an event's time to when its result could be read under read_committed. */
export interface Latency {
  readonly results: number;
  readonly median: number;
  readonly p99: number;
  readonly p999: number;
  readonly most: number;
}

const LIMITS = { maxBytes: 8_000_000, maxBytesPerPartition: 4_000_000, maxWaitMs: 50 };

/** Reads results as they come, to the end of its time, and prints how late they were, as JSON. */
export async function listen(heard: Listen): Promise<void> {
  const { brokers, topic, partitions, warmUpSeconds, seconds } = heard;
  const transport = transportTo(brokers);
  const all: number[] = [];
  const begunMs = Date.now();
  const readers = Array.from({ length: partitions }, async (_, partition) => {
    const reader = transport.reader("committed");
    for (let offset = 0; Date.now() < begunMs + (warmUpSeconds + seconds) * 1000; ) {
      const [answer] = await reader.fetch([{ topic, partition, offset }], LIMITS);
      const nowMs = Date.now();
      if (nowMs > begunMs + warmUpSeconds * 1000)
        for (const { timestampMs } of answer?.messages ?? []) all.push(nowMs - timestampMs);
      offset = answer?.nextOffset ?? offset;
    }
    await reader.close();
  });
  await Promise.all(readers);
  await transport.close();
  all.sort((a, b) => a - b);
  const at = (share: number): number => all[Math.floor(share * (all.length - 1))] ?? Number.NaN;
  const latency: Latency = {
    ...{ results: all.length, median: at(0.5) },
    ...{ p99: at(0.99), p999: at(0.999), most: at(1) },
  };
  console.log(JSON.stringify(latency));
}
