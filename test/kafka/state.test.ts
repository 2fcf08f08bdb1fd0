import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { fresh } from "./broker.ts";
import { all, desk, pda, started, write } from "./command.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";
const LOG = readFileSync("patterns/search-attribution/demo.ndjson", "utf8").trim().split("\n");
const OUTPUTS = 32;
const PARTITIONS = 2;

const { transport, brokers, folder } = desk();

/** A new application with an input. */
async function application() {
  const app = fresh("state");
  const [input, output] = [`${app}.in`, `${app}.out`];
  await transport.admin.createTopics([{ topic: input, partitions: PARTITIONS }]);
  const reach = ["--app", app, "--brokers", brokers, "--input", input, "--output", output];
  return { input, output, flags: [PATTERN, ...reach] };
}

/** All of a topic as `kcat -J` writes it. */
async function exported(topic: string): Promise<string> {
  const lines = (await all(transport, topic)).flatMap((messages, partition) =>
    messages.map(({ offset, key, value, timestampMs: ts }) => {
      const payload = Buffer.from(value!).toString();
      return JSON.stringify({ topic, partition, offset, ts, key: String(key), payload });
    }),
  );
  return `${lines.join("\n")}\n`;
}

const count = async (topic: string): Promise<number> => (await all(transport, topic)).flat().length;

it("begins with an archive, goes over to the topic, and goes on from its disk", async () => {
  const { input, output, flags } = await application();
  const half = LOG.length / 2;
  await write(transport, input, LOG.slice(0, half));
  const archive = join(folder, `${input}.ndjson`);
  writeFileSync(archive, await exported(input));
  for (const [partition, messages] of (await all(transport, input)).entries()) {
    // The last stays: behind it lies a transaction's marker, of which an archive knows nothing.
    await transport.admin.truncate({ topic: input, partition }, messages.at(-1)!.offset);
  }
  await write(transport, input, LOG.slice(half, -3));
  expect((await pda("worker", "init", ...flags)).code).toBe(exitCodes.good);
  const onDisk = ["--store", "disk", "--store-folder", join(folder, input), "--store-awake", "1"];

  const filled = started(...flags, ...onDisk, "--fill", archive);
  await filled.until(() => filled.told("filled: goes on with the topic").length === PARTITIONS);
  await filled.stop();
  const again = started(...flags, ...onDisk); // the archive is behind
  await write(transport, input, LOG.slice(-3));
  await again.until(async () => (await count(output)) === OUTPUTS);
  await again.stop();
  expect(again.told("restored")).toHaveLength(PARTITIONS);
  expect(again.terminal.noted()).not.toContain("made anew");

  const rest = join(folder, `${input}.rest.ndjson`);
  writeFileSync(rest, await exported(input));
  const same = await pda("replay", ...flags, "--archive", archive, "--archive", rest, "--compare");
  expect(same.said).toContain(`${OUTPUTS} equal, 0 different`);
});

it("sends canaries through the pipeline, and nothing else is touched by them", async () => {
  const { input, output, flags } = await application();
  const singing = [...flags, "--canary", "1s"];
  await write(transport, input, LOG);
  expect((await pda("worker", "init", ...singing)).code).toBe(exitCodes.good);
  const worker = started(...singing, "--from", "earliest");
  const figures = async (): Promise<string> => (await worker.get("/metrics")).text();
  await worker.until(async () =>
    /^pda_canary_runs_total\{.*"passed".*\} [1-9]/m.test(await figures()),
  );
  await worker.until(async () => (await count(output)) === OUTPUTS);
  expect(await figures()).not.toMatch(/^pda_canary_runs_total\{.*"failed".*\} [1-9]/m);
  await worker.stop();
  const outputs = (await all(transport, output)).flat();
  expect(outputs.filter(({ key }) => String(key).startsWith("pda.canary:"))).toEqual([]);
});
