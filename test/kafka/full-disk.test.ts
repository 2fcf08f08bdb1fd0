import { spawn } from "node:child_process";
import { expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { partitionOf } from "../../src/worker/records/partitioning.ts";
import type { Message } from "../../src/worker/transport.ts";
import { fresh } from "./broker.ts";
import { all, desk, pda, started } from "./command.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";
const PARTITIONS = 2;
const VISITORS = 6_000;
/** One for each search, and one for each view. */
const RESULTS = 2 * VISITORS;
/** Files may not grow beyond it: to the store it is as if the disk were full. In kilobytes. */
const ROOM = 500;

const { transport, brokers, folder } = desk();

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
  flags.push("--output", output);
  const silent = ["--listen", "off", "--log-format", "json"];
  const store = ["--store", "disk", "--store-folder", folder, "--store-awake", "200"];
  expect((await pda("worker", "init", PATTERN, ...flags)).code).toBe(exitCodes.good);

  const { code, said } = await cramped([
    "worker",
    PATTERN,
    ...flags,
    ...silent,
    ...store,
    "--from",
    "earliest",
  ]);
  expect(code, said).toBe(exitCodes.stopped);
  expect(said).toContain('"reason":"store"');
  expect(said).toContain("make room on the disk");
  expect(said).toContain("what is committed is safe in the changelog");

  const roomy = started(PATTERN, ...flags, ...store);
  await roomy.until(async () => (await all(transport, output)).flat().length >= RESULTS);
  await roomy.stop();
  const same = await pda("replay", PATTERN, ...flags, "--compare");
  expect(same.said).toContain(`${RESULTS} equal, 0 different`);
  expect(same.code).toBe(exitCodes.good);
});
