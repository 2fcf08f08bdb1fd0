import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { wallClock } from "../../src/worker/clock.ts";
import { partitionOf } from "../../src/worker/records/partitioning.ts";
import type { Message, StoredMessage, Transport } from "../../src/worker/transport.ts";
import { type FakeTerminal, fakeTerminal } from "../cli/fake-terminal.ts";
import { addresses, fresh, records, transportTo } from "./broker.ts";

/** `pda` as it is typed, against the broker that runs: a folder, a transport, and an environment without ours. */
export interface Desk {
  readonly transport: Transport;
  readonly brokers: string;
  readonly folder: string;
}

/** Variables of the tests look like misspelt configuration: they are away while tests run. */
export function withoutVariables(): void {
  const environment = { ...process.env };
  beforeAll(() => {
    for (const name of Object.keys(process.env)) if (/^PDA_/.test(name)) delete process.env[name];
  });
  afterAll(() => void Object.assign(process.env, environment));
}

export function desk(): Desk {
  const folder = mkdtempSync(join(tmpdir(), "pda-kafka-"));
  const transport = transportTo();
  const brokers = addresses().join(",");
  withoutVariables();
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await transport.close();
  });
  return { transport, brokers, folder };
}

export async function pda(...parameters: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(parameters, terminal);
  return { code, out: terminal.written(), said: terminal.noted() };
}

/** Records under the keys of a field, in one transaction, each in its key's partition. */
export async function write(
  transport: Transport,
  topic: string,
  lines: readonly string[],
  field = "visitor",
): Promise<void> {
  const partitions = (await transport.admin.partitions([topic])).get(topic)!;
  const by: Message[][] = Array.from({ length: partitions }, () => []);
  for (const line of lines) {
    const key = Buffer.from((JSON.parse(line) as Record<string, string>)[field]!);
    const message = { key, value: Buffer.from(line), headers: [], timestampMs: 1_700_000_000_000 };
    by[partitionOf(key, partitions)]!.push(message);
  }
  const id = fresh("feed");
  const producer = await transport.openTask({ transactionalId: id, transactionTimeoutMs: 10_000 });
  producer.begin();
  for (const [partition, messages] of by.entries())
    if (messages.length > 0) await producer.send({ topic, partition }, messages);
  await producer.commit();
  await producer.close();
}

/** All that is committed in a topic, partition by partition. */
export async function all(transport: Transport, topic: string): Promise<StoredMessage[][]> {
  const partitions = (await transport.admin.partitions([topic])).get(topic)!;
  return Promise.all(
    Array.from({ length: partitions }, (_, partition) => records(transport, { topic, partition })),
  );
}

export interface LogLine {
  readonly message: string;
  readonly [field: string]: unknown;
}

export const logged = (terminal: FakeTerminal): LogLine[] =>
  terminal
    .noted()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as LogLine);

export interface Running {
  readonly terminal: FakeTerminal;
  readonly ended: Promise<number>;
  /** Lines of its log with this message. */
  told(message: string): LogLine[];
  address(): string | undefined;
  get(path: string): Promise<Response>;
  until(found: () => Promise<unknown> | unknown): Promise<void>;
  /** Its tasks have read so many records and committed what came of them. */
  caughtUp(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** A worker in this process; its log tells where it listens. */
export function started(...parameters: readonly string[]): Running {
  const terminal = fakeTerminal();
  const log = ["--listen", "127.0.0.1:0", "--log-format", "json"];
  const ended = runProgram(["worker", ...parameters, ...log], terminal);
  const told = (message: string) => logged(terminal).filter((line) => line.message === message);
  const address = () => told("listening")[0]?.address as string | undefined;
  const get = (path: string) => fetch(`http://${address()}${path}`);
  const until: Running["until"] = async (found) => {
    for (let tries = 0; tries < 600; tries++) {
      if (await Promise.resolve(found()).catch(() => false)) return;
      await wallClock.sleep(50);
    }
    throw new Error(`it does not come to that:\n${terminal.noted()}`);
  };
  const caughtUp: Running["caughtUp"] = (count) =>
    until(async () => {
      const text = await (await get("/metrics")).text();
      const consumed = [...text.matchAll(/^pda_records_consumed_total\{.*\} (\d+)$/gm)];
      return consumed.reduce((sum, [, n]) => sum + Number(n), 0) >= count;
    });
  const stop = async (): Promise<void> => {
    terminal.stop();
    expect(await ended, terminal.noted()).toBe(exitCodes.good);
  };
  return { terminal, ended, told, address, get, until, caughtUp, stop };
}
