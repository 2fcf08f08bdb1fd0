import { noCounts } from "../../../src/machine/counts.ts";
import { StreamRun } from "../../../src/stream/stream-run.ts";
import { wallClock } from "../../../src/worker/clock.ts";
import { isFailure } from "../../../src/worker/failure.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import type { Reader, StoredMessage, Transport } from "../../../src/worker/transport.ts";
import { OPTIONS } from "../../worker/rig.ts";
import { killedPattern } from "./setting.ts";

export interface Audited {
  readonly records: number;
  readonly outputs: number;
  readonly lost: number;
  readonly doubled: number;
  /** Neither, but not what an undisturbed run says, or not in its order. */
  readonly different: number;
  /** Of the first key that is not as it should be: what was wanted, and what there is. */
  readonly example: string | null;
}

const LIMITS = { maxBytes: 8_000_000, maxBytesPerPartition: 2_000_000, maxWaitMs: 100 };
const WAIT_MS = 120_000;

/**
 * Reads what was committed to the input and what was put out, and holds one against the other: what an
 * undisturbed run makes of the same records, per key and in order.
 */
export class Audit {
  private readonly transport: Transport;
  private readonly partitions: number;
  private readonly runs: readonly ((message: StoredMessage) => void)[];
  private readonly offsets = new Map<string, number>();
  private readonly want = new Map<string, string[]>();
  private readonly have = new Map<string, string[]>();
  private reader: Reader;
  private records = 0;

  constructor(transport: Transport, partitions: number) {
    this.transport = transport;
    this.partitions = partitions;
    this.reader = transport.reader("committed");
    this.runs = Array.from({ length: partitions }, (_, partition) => this.undisturbed(partition));
  }

  /**
   * What has happened since the last time, once everything has come that is to come. A broker that has just begun
   * again may show a record later than its results, so inputs are read again as well.
   */
  async round(): Promise<Audited> {
    this.records = 0;
    const limit = wallClock.nowMs() + WAIT_MS;
    // Whatever comes twice comes soon after.
    for (let alike = 0; alike < 2 && wallClock.nowMs() < limit; await wallClock.sleep(300)) {
      await this.read();
      alike = this.compare().different === 0 ? alike + 1 : 0;
    }
    const audited = this.compare();
    this.want.clear();
    this.have.clear();
    return audited;
  }

  private async read(): Promise<void> {
    await this.readAll("in", (message, partition) => {
      this.records++;
      this.runs[partition]!(message);
    });
    await this.readAll("out", ({ key, value }) => push(this.have, textOf(key), textOf(value)));
    const letter = (message: StoredMessage): void => push(this.have, "dead", placeOf(message));
    await this.readAll(OPTIONS.deadLetters, letter);
  }

  async close(): Promise<void> {
    await this.reader.close();
  }

  private undisturbed(partition: number): (message: StoredMessage) => void {
    const pattern = killedPattern();
    const from = { topic: "in", partition, index: 0 };
    let at = 0;
    const dead = (): void => push(this.want, "dead", `in-${partition}@${at}`);
    const stream = new StreamRun({
      patterns: [
        {
          vocabulary: 0,
          runner: pattern.runner({
            counts: noCounts(),
            line: (line) => push(this.want, (JSON.parse(line) as { key: string }).key, line),
            dead: (step) => (step.kind === "event" ? dead() : push(this.want, "dead", step.kind)),
          }),
        },
      ],
      sources: 1,
      watermark: { disorderMs: OPTIONS.disorderMs, aheadMs: null },
      ahead: () => {},
    });
    const reader = jsonMessages({ vocabularies: [pattern.machine.automaton.vocabulary] });
    return (message) => {
      at = message.offset;
      const [result] = reader.read(message, from).results;
      if (result?.kind !== "event") dead();
      else stream.event(result.event, 0, 0);
    };
  }

  private compare(): Audited {
    let [outputs, lost, doubled, different] = [0, 0, 0, 0];
    let example: string | null = null;
    for (const key of new Set([...this.want.keys(), ...this.have.keys()])) {
      const want = this.want.get(key) ?? [];
      const have = this.have.get(key) ?? [];
      if (key === "dead") {
        want.sort();
        have.sort();
      }
      outputs += have.length;
      if (want.join("\n") === have.join("\n")) continue;
      const once = new Set(have);
      lost += want.filter((line) => !once.has(line)).length;
      doubled += have.length - once.size;
      different++;
      example ??= [`${key}, wanted:`, ...want, "there is:", ...have].join("\n  ");
    }
    return { records: this.records, outputs, lost, doubled, different, example };
  }

  private async readAll(
    topic: string,
    take: (message: StoredMessage, partition: number) => void,
  ): Promise<void> {
    for (let partition = 0; partition < this.partitions; partition++) {
      const of = { topic, partition };
      const name = `${topic}-${partition}`;
      for (;;) {
        try {
          const end = await this.transport.admin.offset(of, "latest", "committed");
          const offset = this.offsets.get(name) ?? 0;
          if (offset >= end) break;
          const [answer] = await this.reader.fetch([{ ...of, offset }], LIMITS);
          for (const message of answer?.messages ?? []) take(message, partition);
          this.offsets.set(name, answer?.nextOffset ?? offset);
        } catch (error) {
          if (!isFailure(error, "unavailable")) throw error;
          await this.reader.close();
          this.reader = this.transport.reader("committed");
        }
      }
    }
  }
}

const textOf = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString();

const push = (of: Map<string, string[]>, key: string, line: string): void => {
  const known = of.get(key);
  if (known === undefined) of.set(key, [line]);
  else known.push(line);
};

function placeOf({ headers }: StoredMessage): string {
  const of = (name: string): string =>
    textOf(headers.find(([known]) => known === `__connect.errors.${name}`)?.[1] ?? null);
  return `${of("topic")}-${of("partition")}@${of("offset")}`;
}
