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
const LOG = "patterns/search-attribution/demo.ndjson";
const PARTITIONS = 3;

let transport: Transport;
let brokers: string;
let folder: string;
const environment = { ...process.env };
beforeAll(() => {
  brokers = addresses().join(",");
  transport = transportTo();
  folder = mkdtempSync(join(tmpdir(), "pda-worker-"));
  // They look like misspelt configuration.
  for (const name of Object.keys(process.env)) if (/^PDA_/.test(name)) delete process.env[name];
});
afterAll(async () => {
  Object.assign(process.env, environment);
  rmSync(folder, { recursive: true });
  await transport.close();
});

async function pda(...parameters: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(parameters, terminal);
  return { code, out: terminal.written(), said: terminal.noted() };
}

/** A new application with an input that holds the sample's log. */
async function application() {
  const app = fresh("app");
  const [input, output] = [`${app}.in`, `${app}.out`];
  await transport.admin.createTopics([{ topic: input, partitions: PARTITIONS }]);
  const by: Message[][] = Array.from({ length: PARTITIONS }, () => []);
  for (const line of readFileSync(LOG, "utf8").trim().split("\n")) {
    const key = Buffer.from((JSON.parse(line) as { visitor: string }).visitor);
    const message = { key, value: Buffer.from(line), headers: [], timestampMs: 1_700_000_000_000 };
    by[partitionOf(key, PARTITIONS)]!.push(message);
  }
  await write(input, by);
  const flags = ["--app", app, "--brokers", brokers, "--input", input, "--output", output];
  return { app, input, output, flags: [PATTERN, ...flags, "--listen", "127.0.0.1:0"] };
}

async function write(topic: string, by: readonly (readonly Message[])[]): Promise<void> {
  const id = fresh("feed");
  const producer = await transport.openTask({ transactionalId: id, transactionTimeoutMs: 10_000 });
  producer.begin();
  for (const [partition, messages] of by.entries())
    await producer.send({ topic, partition }, messages);
  await producer.commit();
  await producer.close();
}

interface Line {
  readonly message: string;
  readonly [field: string]: unknown;
}
const logged = (terminal: FakeTerminal): Line[] =>
  terminal
    .noted()
    .trim()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);

/** The worker in this process; its log tells where it listens. */
function started(...parameters: readonly string[]) {
  const terminal = fakeTerminal();
  const ended = runProgram(["worker", ...parameters], terminal);
  const until = async (found: () => unknown): Promise<void> => {
    for (let tries = 0; tries < 600 && !found(); tries++) await wallClock.sleep(50);
    expect(found(), terminal.noted()).toBeTruthy();
  };
  const address = () => logged(terminal).find(({ message }) => message === "listening")?.address;
  const get = (path: string) => fetch(`http://${address()}${path}`);
  return { terminal, ended, until, get, address };
}

/** Its tasks run and have read all there is. */
async function caughtUp(worker: ReturnType<typeof started>, count: number): Promise<void> {
  await worker.until(() => worker.address());
  for (let tries = 0; tries < 600; tries++) {
    const text = await (await worker.get("/metrics")).text();
    const consumed = [...text.matchAll(/^pda_records_consumed_total\{.*\} (\d+)$/gm)];
    if (consumed.reduce((sum, [, n]) => sum + Number(n), 0) >= count) return;
    await wallClock.sleep(50);
  }
  throw new Error(`it does not get on:\n${worker.terminal.noted()}`);
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
  await caughtUp(worker, 36);
  expect((await worker.get("/readyz")).status).toBe(200);
  const session = await (await worker.get("/sessions/v1")).json();
  expect(session).toMatchObject({
    key: "v1",
    sessions: [{ state: { lanes: [{ state: "found" }] } }],
  });
  expect((await worker.get("/sessions/nobody")).status).toBe(404);
  worker.terminal.stop();
  expect(await worker.ended).toBe(exitCodes.good);
  expect(logged(worker.terminal).at(-1)?.message).toBe("stopped");

  // It goes on where it stood: nothing twice.
  const again = started(...flags);
  await again.until(
    () =>
      logged(again.terminal).filter(({ message }) => message === "restored").length === PARTITIONS,
  );
  again.terminal.stop();
  expect(await again.ended).toBe(exitCodes.good);
  let outputs = 0;
  for (let partition = 0; partition < PARTITIONS; partition++) {
    outputs += (await records(transport, { topic: output, partition })).length;
  }
  expect(outputs).toBe(32);

  const same = await pda("replay", ...flags, "--compare");
  expect(same.said).toContain("32 equal, 0 different");
  expect(same.code).toBe(exitCodes.good);

  // Somebody writes one of them once more.
  const [one] = await records(transport, { topic: output, partition: 0 });
  await write(output, [[one!]]);
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
  await caughtUp(worker, 36);
  worker.terminal.stop();
  await worker.ended;
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
  first.terminal.stop();
  await first.ended;
});
