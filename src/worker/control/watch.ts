import type { Clock, FetchLimits, Partition, Reader, Transport } from "../transport.ts";
import { Announced } from "./announced.ts";

const WAIT_MS = 2_000;
const MISSING_MS = 5_000;
const AGAIN_MS = 1_000;
const UNDECIDED_MS = 20;
const LIMITS: FetchLimits = {
  maxBytes: 8_000_000,
  maxBytesPerPartition: 4_000_000,
  maxWaitMs: WAIT_MS,
};

/** One process's view of the control topic, which grows while it is followed. */
export class ControlWatch {
  readonly announced = new Announced();
  private readonly transport: Transport;
  private readonly clock: Clock;
  private readonly of: Partition;
  private offset: number | null = null;
  private following: Reader | null = null;
  private stopped = false;

  constructor(transport: Transport, clock: Clock, topic: string) {
    this.transport = transport;
    this.clock = clock;
    this.of = { topic, partition: 0 };
  }

  /** Reads to the end that there is now, once all of it is decided. Without the topic nothing is announced. */
  async refresh(): Promise<void> {
    if (!(await this.exists())) return;
    const { admin } = this.transport;
    const end = await admin.offset(this.of, "latest", "uncommitted");
    while ((await admin.offset(this.of, "latest", "committed")) < end)
      await this.clock.sleep(UNDECIDED_MS);
    const reader = this.transport.reader("committed");
    try {
      while ((await this.position()) < end) await this.read(reader, 0);
    } finally {
      await reader.close();
    }
  }

  /** Until `stop`. What fails is tried again: nothing that runs depends on it. */
  async follow(failed: (error: unknown) => void): Promise<void> {
    while (!this.stopped) {
      try {
        if (await this.exists()) await this.followOn();
        else await this.clock.sleep(MISSING_MS);
      } catch (error) {
        if (this.stopped) return;
        failed(error);
        await this.clock.sleep(AGAIN_MS);
      }
    }
  }

  stop(): void {
    this.stopped = true;
    this.following?.close().catch(() => {}); // nobody waits for it any more
  }

  private async followOn(): Promise<void> {
    const reader = this.transport.reader("committed");
    this.following = reader;
    try {
      while (!this.stopped) await this.read(reader, WAIT_MS);
    } finally {
      this.following = null;
      await reader.close();
    }
  }

  private async read(reader: Reader, maxWaitMs: number): Promise<void> {
    const from = await this.position();
    const answers = await reader.fetch([{ ...this.of, offset: from }], { ...LIMITS, maxWaitMs });
    for (const { messages, nextOffset } of answers) {
      // Two may read at once: what is taken twice is the same.
      for (const message of messages) this.announced.take(message);
      this.offset = Math.max(this.offset ?? 0, nextOffset);
    }
  }

  private async position(): Promise<number> {
    this.offset ??= await this.transport.admin.offset(this.of, "earliest", "committed");
    return this.offset;
  }

  private async exists(): Promise<boolean> {
    const counts = await this.transport.admin.partitions([this.of.topic]);
    return counts.has(this.of.topic);
  }
}
