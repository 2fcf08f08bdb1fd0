import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { wallClock } from "../../src/worker/clock.ts";
import { partitionOf } from "../../src/worker/records/partitioning.ts";
import type { Message } from "../../src/worker/transport.ts";
import { fakeTerminal } from "../cli/fake-terminal.ts";
import { addresses, fresh, records, transportTo } from "./broker.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";
const PARTITIONS = 2;
const VISITORS = 6_000;
/** One for each search, and one for each view. */
const RESULTS = 2 * VISITORS;
/** Files may not grow beyond it: to the store it is as if the disk were full. In kilobytes. */
const ROOM = 500;

const brokers = addresses().join(",");
const transport = transportTo();
const environment = { ...process.env };
// They look like misspelt configuration.
for (const name of Object.keys(process.env)) if (/^PDA_/.test(name)) delete process.env[name];
const folder = mkdtempSync(join(tmpdir(), "pda-full-"));
afterAll(async () => {
  Object.assign(process.env, environment);
  rmSync(folder, { recursive: true });
  await transport.close();
});

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

async function feed(topic: string): Promise<void> {
  const by: Message[][] = Array.from({ length: PARTITIONS }, () => []);
  const say = (visitor: string, fields: object): void => {
    const key = Buffer.from(visitor);
    const value = Buffer.from(JSON.stringify({ visitor, ...fields }));
    by[partitionOf(key, PARTITIONS)]!.push({ key, value, headers: [], timestampMs: 0 });
  };
  for (let i = 0; i < VISITORS; i++)
    say(`v${i}`, { type: "search", term: `${"long ".repeat(20)}${i}`, timestamp: at(1) });
  for (let i = 0; i < VISITORS; i++)
    say(`v${i}`, { type: "view", product: "p", timestamp: at(60) });
  const producer = await transport.openTask({
    transactionalId: fresh("feed"),
    transactionTimeoutMs: 30_000,
  });
  producer.begin();
  for (const [partition, messages] of by.entries())
    for (let first = 0; first < messages.length; first += 2_000)
      await producer.send({ topic, partition }, messages.slice(first, first + 2_000));
  await producer.commit();
  await producer.close();
}

/** A worker in a process of its own, whose files may not grow. */
function cramped(parameters: readonly string[]): Promise<{ code: number | null; said: string }> {
  // The signal is ignored, so that a write that is too much fails as on a full disk.
  const limited = `trap '' XFSZ; ulimit -f ${ROOM * (1024 / 512)}; exec "$@"`;
  const command = [process.execPath, "--import", "tsx", "src/cli/main.ts", ...parameters];
  const child = spawn("sh", ["-c", limited, "sh", ...command], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => {
    said += bytes.toString();
  });
  return new Promise((done) => child.on("exit", (code) => done({ code, said })));
}

it("a full disk under the store stops the worker with the remedy, and nothing is lost", async () => {
  const app = fresh("full");
  const [input, output] = [`${app}.in`, `${app}.out`];
  await transport.admin.createTopics([{ topic: input, partitions: PARTITIONS }]);
  await feed(input);
  const flags = ["--app", app, "--brokers", brokers, "--input", input];
  flags.push("--output", output, "--listen", "off", "--log-format", "json");
  const store = ["--store", "disk", "--store-folder", folder, "--store-awake", "200"];
  expect(await runProgram(["worker", "init", PATTERN, ...flags], fakeTerminal())).toBe(0);

  const { code, said } = await cramped([
    "worker",
    PATTERN,
    ...flags,
    ...store,
    "--from",
    "earliest",
  ]);
  expect(code, said).toBe(exitCodes.stopped);
  expect(said).toContain('"reason":"store"');
  expect(said).toContain("make room on the disk");
  expect(said).toContain("what is committed is safe in the changelog");

  const terminal = fakeTerminal();
  const ended = runProgram(["worker", PATTERN, ...flags, ...store], terminal);
  const results = async (): Promise<number> => {
    let count = 0;
    for (let partition = 0; partition < PARTITIONS; partition++)
      count += (await records(transport, { topic: output, partition })).length;
    return count;
  };
  for (let tries = 0; tries < 300 && (await results()) < RESULTS; tries++)
    await wallClock.sleep(200);
  terminal.stop();
  expect(await ended, terminal.noted()).toBe(exitCodes.good);
  const replayed = fakeTerminal();
  const same = await runProgram(["replay", PATTERN, ...flags.slice(0, 8), "--compare"], replayed);
  expect(replayed.noted()).toContain(`${RESULTS} equal, 0 different`);
  expect(same).toBe(exitCodes.good);
});
