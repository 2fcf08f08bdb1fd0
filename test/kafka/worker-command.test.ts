import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { wallClock } from "../../src/worker/clock.ts";
import { fresh } from "./broker.ts";
import { all, desk, logged, pda, started, write } from "./command.ts";

const PATTERN = "patterns/search-attribution/pattern.pda";
const LOG = readFileSync("patterns/search-attribution/demo.ndjson", "utf8").trim().split("\n");
const PARTITIONS = 3;

const { transport, brokers, folder } = desk();

/** A new application with an input that holds the sample's log. */
async function application(config: Readonly<Record<string, string>> = {}) {
  const app = fresh("app");
  const [input, output] = [`${app}.in`, `${app}.out`];
  await transport.admin.createTopics([{ topic: input, partitions: PARTITIONS, config }]);
  await write(transport, input, LOG);
  const reach = ["--app", app, "--brokers", brokers, "--input", input, "--output", output];
  return { app, input, output, flags: [PATTERN, ...reach] };
}

it("runs from init to replay: topics, check, results, stop, and the same once more", async () => {
  const { app, output, flags } = await application();
  const before = await pda("worker", ...flags, "--check");
  expect(before.code).toBe(exitCodes.findings);
  expect(before.out).toContain(`error    ${app}.changelog: the topic for the state`);
  expect((await pda("worker", "init", ...flags)).out).toContain(`created  ${app}.changelog`);
  const first = await pda("worker", ...flags, "--check");
  expect(first.out).toContain("this is its first start");
  const ready = await pda("worker", ...flags, "--check", "--from", "earliest");
  expect(ready.out).toContain("may read, write and commit");
  expect(ready.code).toBe(exitCodes.good);

  const worker = started(...flags, "--from", "earliest");
  await worker.caughtUp(LOG.length);
  expect((await worker.get("/readyz")).status).toBe(200);
  const session = await (await worker.get("/sessions/v1")).json();
  expect(session).toMatchObject({
    key: "v1",
    sessions: [{ state: { lanes: [{ state: "found" }] } }],
  });
  expect((await worker.get("/sessions/nobody")).status).toBe(404);
  await worker.stop();
  expect(logged(worker.terminal).at(-1)?.message).toBe("stopped");

  // It goes on where it stood: nothing twice.
  const again = started(...flags);
  await again.until(() => again.told("restored").length === PARTITIONS);
  await again.stop();
  const outputs = await all(transport, output);
  expect(outputs.flat()).toHaveLength(32);

  const same = await pda("replay", ...flags, "--compare");
  expect(same.said).toContain("32 equal, 0 different");
  expect(same.code).toBe(exitCodes.good);

  // Somebody writes one of them once more.
  const one = outputs.flat()[0]!;
  const feeder = await transport.openTask({
    ...{ transactionalId: fresh("feed"), transactionTimeoutMs: 10_000 },
  });
  feeder.begin();
  await feeder.send({ topic: output, partition: 0 }, [one]);
  await feeder.commit();
  await feeder.close();
  await wallClock.sleep(200);
  const differs = await pda("replay", ...flags, "--compare");
  expect(differs.code).toBe(exitCodes.findings);
  expect(JSON.parse(differs.out)).toMatchObject({ kind: "twice", topic: output });
});

it("says where to begin, which topic is missing, and which pattern was never announced", async () => {
  const { app, flags } = await application();
  const missing = started(...flags, "--from", "earliest");
  expect(await missing.ended).toBe(exitCodes.refused);
  expect(missing.terminal.noted()).toContain("`pda worker init` creates the worker's topics");
  await pda("worker", "init", ...flags);
  const unsaid = started(...flags);
  expect(await unsaid.ended).toBe(exitCodes.stopped);
  expect(unsaid.terminal.noted()).toContain("--from");

  const worker = started(...flags, "--from", "earliest");
  await worker.caughtUp(LOG.length);
  await worker.stop();
  const other = join(folder, "other.pda");
  writeFileSync(other, readFileSync(PATTERN, "utf8").replace("gap 30m", "gap 29m"));
  const changed = started(other, ...flags.slice(1));
  expect(await changed.ended).toBe(exitCodes.stopped);
  expect(changed.terminal.noted()).toContain(app);
  expect(changed.terminal.noted()).toContain('"reason":"pattern changed"');
});

it("tells who has the port", async () => {
  const { flags } = await application();
  await pda("worker", "init", ...flags);
  const first = started(...flags, "--from", "earliest");
  await first.until(() => first.address());
  const second = await pda("worker", ...flags, "--listen", String(first.address()));
  expect(second.code).toBe(exitCodes.inputOutput);
  expect(second.said).toContain("another process has that port");
  await first.stop();
});

it("buries what is too far ahead of the broker's clock, with and without rekey, and replays it so", async () => {
  const created = await application();
  const says = await pda(
    "worker",
    ...created.flags,
    "--ahead",
    "1h",
    "--from",
    "earliest",
    "--check",
  );
  expect(says.code).toBe(exitCodes.findings);
  expect(says.out).toContain("but message.timestamp.type is CreateTime");
  for (const extra of [[], ["--rekey"]]) {
    const { app, input, output, flags } = await application({
      "message.timestamp.type": "LogAppendTime",
    });
    const beyond = { visitor: "v1", timestamp: "2099-01-01T00:00:00Z", type: "view", product: "p" };
    await write(transport, input, [JSON.stringify(beyond)]);
    const ahead = [...flags, "--ahead", "1h", ...extra];
    await pda("worker", "init", ...ahead);
    const ready = await pda("worker", ...ahead, "--from", "earliest", "--check");
    expect(ready.out).toContain("carries the broker's own timestamps (`ahead`)");
    expect(ready.code, ready.out).toBe(exitCodes.good);
    const worker = started(...ahead, "--from", "earliest");
    await worker.until(async () => (await all(transport, output)).flat().length === 32);
    const letters = async () => (await all(transport, `${app}.dead-letters`)).flat();
    await worker.until(async () => (await letters()).length === 1);
    await worker.stop();
    const [letter] = await letters();
    const reason = letter!.headers.find(([name]) => name === "pda.dead.reason")?.[1];
    expect(String(Buffer.from(reason!))).toBe("ahead");
    const same = await pda("replay", ...ahead, "--compare");
    expect(same.said).toContain("32 equal, 0 different");
    expect(same.code).toBe(exitCodes.good);
  }
});

it("init takes the partition count where there is no input yet, and holds it to the one that is there", async () => {
  const app = fresh("app");
  const flags = [
    "--app",
    app,
    "--brokers",
    brokers,
    "--input",
    `${app}.in`,
    "--output",
    `${app}.out`,
  ];
  const unknown = await pda("worker", "init", PATTERN, ...flags);
  expect(unknown.code).toBe(exitCodes.findings);
  expect(unknown.said).toContain("or say --partitions");
  const made = await pda("worker", "init", PATTERN, ...flags, "--partitions", "2");
  expect(made.out).toContain(`created  ${app}.changelog: 2 partitions`);
  await transport.admin.createTopics([{ topic: `${app}.in`, partitions: 2 }]);
  const other = await pda("worker", "init", PATTERN, ...flags, "--partitions", "3");
  expect(other.said).toContain("has 2 partitions, not 3");
});
