import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { wallClock } from "../../src/worker/clock.ts";
import { partitionOf } from "../../src/worker/records/partitioning.ts";
import type { Message, Transport } from "../../src/worker/transport.ts";
import { type FakeTerminal, fakeTerminal } from "../cli/fake-terminal.ts";
import { addresses, fresh, records, transportTo } from "./broker.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";
const LOG = readFileSync("patterns/search-attribution/demo.ndjson", "utf8").trim().split("\n");
const OUTPUTS = 32;
const PARTITIONS = 2;
const numbers = Array.from({ length: PARTITIONS }, (_, partition) => partition);

let transport: Transport;
let brokers: string;
let folder: string;
const environment = { ...process.env };
beforeAll(() => {
  brokers = addresses().join(",");
  transport = transportTo();
  folder = mkdtempSync(join(tmpdir(), "pda-state-"));
  // They look like misspelt configuration.
  for (const name of Object.keys(process.env)) if (/^PDA_/.test(name)) delete process.env[name];
});
afterAll(async () => {
  Object.assign(process.env, environment);
  rmSync(folder, { recursive: true });
  await transport.close();
});

/** A new application with an input. */
async function application() {
  const app = fresh("state");
  const [input, output] = [`${app}.in`, `${app}.out`];
  await transport.admin.createTopics([{ topic: input, partitions: PARTITIONS }]);
  const flags = [PATTERN, "--app", app, "--brokers", brokers, "--input", input];
  flags.push("--output", output, "--listen", "127.0.0.1:0", "--log-format", "json");
  return { input, output, flags };
}
async function write(topic: string, lines: readonly string[]): Promise<void> {
  const id = fresh("feed");
  const producer = await transport.openTask({ transactionalId: id, transactionTimeoutMs: 10_000 });
  producer.begin();
  const by: Message[][] = numbers.map(() => []);
  for (const line of lines) {
    const key = Buffer.from((JSON.parse(line) as { visitor: string }).visitor);
    const message = { key, value: Buffer.from(line), headers: [], timestampMs: 1_700_000_000_000 };
    by[partitionOf(key, PARTITIONS)]!.push(message);
  }
  for (const partition of numbers) await producer.send({ topic, partition }, by[partition]!);
  await producer.commit();
  await producer.close();
}

/** All of a topic as `kcat -J` writes it. */
async function exported(topic: string): Promise<string> {
  const lines: string[] = [];
  for (const partition of numbers) {
    for (const { offset, key, value, timestampMs: ts } of await records(transport, {
      topic,
      partition,
    })) {
      const [k, payload] = [String(key), Buffer.from(value!).toString()];
      lines.push(JSON.stringify({ topic, partition, offset, ts, key: k, payload }));
    }
  }
  return `${lines.join("\n")}\n`;
}

const count = async (topic: string): Promise<number> =>
  (await Promise.all(numbers.map((partition) => records(transport, { topic, partition })))).reduce(
    (sum, { length }) => sum + length,
    0,
  );

async function pda(...parameters: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(parameters, terminal);
  return { code, said: terminal.noted() };
}

function started(...parameters: readonly string[]) {
  const terminal = fakeTerminal();
  const ended = runProgram(["worker", ...parameters], terminal);
  const until = async (found: () => Promise<boolean> | boolean): Promise<void> => {
    for (let tries = 0; tries < 600; tries++) {
      if (await found()) return;
      await wallClock.sleep(50);
    }
    throw new Error(`it does not come to that:\n${terminal.noted()}`);
  };
  const stop = async (): Promise<void> => {
    terminal.stop();
    expect(await ended, terminal.noted()).toBe(exitCodes.good);
  };
  return { terminal, until, stop };
}

const logged = (terminal: FakeTerminal, message: string): Record<string, unknown>[] =>
  terminal
    .noted()
    .split("\n")
    .filter((line) => line.includes(`"message":"${message}"`))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it("begins with an archive, goes over to the topic, and goes on from its disk", async () => {
  const { input, output, flags } = await application();
  const half = LOG.length / 2;
  await write(input, LOG.slice(0, half));
  const archive = join(folder, `${input}.ndjson`);
  writeFileSync(archive, await exported(input));
  for (const partition of numbers) {
    const at = { topic: input, partition };
    // The last stays: behind it lies a transaction's marker, of which an archive knows nothing.
    const last = (await records(transport, at)).at(-1)!.offset;
    await transport.admin.truncate(at, last);
  }
  await write(input, LOG.slice(half, -3));
  expect((await pda("worker", "init", ...flags)).code).toBe(exitCodes.good);
  const onDisk = ["--store", "disk", "--store-folder", join(folder, input), "--store-awake", "1"];

  const filled = started(...flags, ...onDisk, "--fill", archive);
  await filled.until(
    () => logged(filled.terminal, "filled: goes on with the topic").length === PARTITIONS,
  );
  await filled.stop();
  const again = started(...flags, ...onDisk); // the archive is behind
  await write(input, LOG.slice(-3));
  await again.until(async () => (await count(output)) === OUTPUTS);
  await again.stop();
  expect(logged(again.terminal, "restored")).toHaveLength(PARTITIONS);
  expect(again.terminal.noted()).not.toContain("made anew");

  const rest = join(folder, `${input}.rest.ndjson`);
  writeFileSync(rest, await exported(input));
  const same = await pda("replay", ...flags, "--archive", archive, "--archive", rest, "--compare");
  expect(same.said).toContain(`${OUTPUTS} equal, 0 different`);
});

it("sends canaries through the pipeline, and nothing else is touched by them", async () => {
  const { input, output, flags } = await application();
  const singing = [...flags, "--canary", "1s"];
  await write(input, LOG);
  expect((await pda("worker", "init", ...singing)).code).toBe(exitCodes.good);
  const worker = started(...singing, "--from", "earliest");
  const figures = async (): Promise<string> => {
    const address = logged(worker.terminal, "listening")[0]?.address;
    return address === undefined ? "" : (await fetch(`http://${address}/metrics`)).text();
  };
  await worker.until(async () =>
    /^pda_canary_runs_total\{.*"passed".*\} [1-9]/m.test(await figures()),
  );
  await worker.until(async () => (await count(output)) === OUTPUTS);
  expect(await figures()).not.toMatch(/^pda_canary_runs_total\{.*"failed".*\} [1-9]/m);
  await worker.stop();
  const told = await Promise.all(
    numbers.map((partition) => records(transport, { topic: output, partition })),
  );
  expect(told.flat().filter(({ key }) => String(key).startsWith("pda.canary:"))).toEqual([]);
});
