import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { wallClock } from "../../src/worker/clock.ts";
import type { PlanView } from "../../src/worker/control/progress.ts";
import { partitionOf } from "../../src/worker/records/partitioning.ts";
import type { Message, Transport } from "../../src/worker/transport.ts";
import { type FakeTerminal, fakeTerminal } from "../cli/fake-terminal.ts";
import { addresses, fresh, records, transportTo } from "./broker.ts";

const PARTITIONS = 3;
const OLD = `
events web {
  key visitor
  time ts
  event look { page: text }
  event buy { amount: integer }
}
pattern visits on web {
  session gap 30m
  remember pages: integer = 0
  emits bought { amount: integer, pages: integer }
  start idle
  state idle { on look -> looking { pages = pages + 1 } }
  state looking {
    on look { pages = pages + 1 }
    on buy -> idle { emit bought { amount, pages } }
  }
}
`;
/** A state has another name. */
const NEW = OLD.replaceAll("looking", "reading");
/** That state is gone. */
const LAST = NEW.replace(/ {2}state reading \{[\s\S]*?\n {2}\}\n/, "")
  .replace("on look -> reading {", "on look {")
  .replace("start idle", "emits alert sold { amount: integer }\n  start idle")
  .replace("state idle {", "state idle {\n    on buy { emit sold { amount } }");

let transport: Transport;
let brokers: string;
let folder: string;
const environment = { ...process.env };
beforeAll(() => {
  brokers = addresses().join(",");
  transport = transportTo();
  folder = mkdtempSync(join(tmpdir(), "pda-change-"));
  for (const [name, text] of Object.entries({ old: OLD, new: NEW, last: LAST }))
    writeFileSync(join(folder, `${name}.pda`), text);
  // They look like misspelt configuration.
  for (const name of Object.keys(process.env)) if (/^PDA_/.test(name)) delete process.env[name];
});
afterAll(async () => {
  Object.assign(process.env, environment);
  rmSync(folder, { recursive: true });
  await transport.close();
});

const file = (name: string): string => join(folder, `${name}.pda`);

async function pda(...parameters: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await runProgram(parameters, terminal);
  return { code, out: terminal.written(), said: terminal.noted() };
}

async function write(topic: string, events: readonly object[]): Promise<void> {
  const id = fresh("feed");
  const producer = await transport.openTask({ transactionalId: id, transactionTimeoutMs: 10_000 });
  producer.begin();
  for (const event of events) {
    const key = Buffer.from((event as { visitor: string }).visitor);
    const value = Buffer.from(JSON.stringify(event));
    const message: Message = { key, value, headers: [], timestampMs: 1_700_000_000_000 };
    await producer.send({ topic, partition: partitionOf(key, PARTITIONS) }, [message]);
  }
  await producer.commit();
  await producer.close();
}

interface Running {
  readonly terminal: FakeTerminal;
  readonly ended: Promise<number>;
  plan(): Promise<PlanView>;
}

function started(name: string, flags: readonly string[]): Running {
  const terminal = fakeTerminal();
  const ended = runProgram(["worker", file(name), ...flags], terminal);
  const address = () => /"message":"listening","address":"([^"]+)"/.exec(terminal.noted())?.[1];
  const plan = async () => (await (await fetch(`http://${address()}/plan`)).json()) as PlanView;
  return { terminal, ended, plan };
}

async function until(worker: Running, found: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await Promise.resolve(found()).catch(() => false)) return;
    await wallClock.sleep(50);
  }
  throw new Error(`it does not come to that:\n${worker.terminal.noted()}`);
}

const visitors = Array.from({ length: 12 }, (_, i) => `v${i}`);
const at = (minute: number): number => Date.UTC(2025, 0, 1, 0, minute);
const looks = (minute: number) =>
  visitors.map((visitor) => ({ visitor, ts: at(minute), type: "look", page: "p" }));
const buys = (minute: number) =>
  visitors.map((visitor) => ({ visitor, ts: at(minute), type: "buy", amount: minute }));

it("changes a pattern under a worker that runs: renamed, then drained, then refused", async () => {
  const app = fresh("change");
  const [input, output] = [`${app}.in`, `${app}.out`];
  const reach = ["--app", app, "--brokers", brokers];
  const flags = [...reach, "--input", input, "--output", output, "--watermark", "0s"];
  flags.push("--listen", "127.0.0.1:0", "--log-format", "json");
  await transport.admin.createTopics([{ topic: input, partitions: PARTITIONS }]);
  expect((await pda("worker", "init", file("old"), ...flags)).code).toBe(exitCodes.good);
  const told = async (): Promise<string[]> => {
    const lines: string[] = [];
    for (let partition = 0; partition < PARTITIONS; partition++)
      for (const { value } of await records(transport, { topic: output, partition }))
        lines.push(Buffer.from(value ?? []).toString());
    return lines;
  };
  const made = async (worker: Running, change: number): Promise<boolean> => {
    const { announced } = await worker.plan();
    return announced?.change === change && announced.made === PARTITIONS;
  };

  const renamed = () => pda("plan", file("old"), file("new"), ...reach, "--apply");
  const nobody = await renamed();
  expect(nobody.code, nobody.said).toBe(exitCodes.refused);
  expect(nobody.said).toContain("has ever begun");

  const old = started("old", [...flags, "--from", "earliest"]);
  await write(input, looks(1));
  await until(old, async () => (await old.plan()).tasks.length === PARTITIONS);
  const unsafe = await pda(
    "plan",
    file("old"),
    file("new"),
    ...reach,
    "--apply",
    "--policy",
    "keep",
  );
  expect(unsafe.code).toBe(exitCodes.findings);
  expect(unsafe.said).toContain("the plan says drain");
  const first = await renamed();
  expect(first.code, first.said).toBe(exitCodes.good);
  expect(first.said).toContain("Announced as change 1. Each of 3 tasks makes it");
  await until(old, () => made(old, 1)); // a worker that has the old file
  const rolled = started("new", flags);
  await write(input, buys(2));
  await until(old, async () => (await told()).length === visitors.length);
  expect((await told()).every((line) => line.includes('"data":{"amount":2,"pages":1}'))).toBe(true);
  old.terminal.stop();
  expect(await old.ended).toBe(exitCodes.good);

  await write(input, looks(3));
  const second = await pda("plan", file("new"), file("last"), ...reach, "--apply");
  expect(second.code, second.said).toBe(exitCodes.good);
  await until(rolled, () => made(rolled, 2));
  await write(input, buys(4)); // of sessions that began before
  await write(input, buys(50)); // of new ones
  await until(rolled, async () => (await told()).length === 3 * visitors.length);
  const last = (await told()).filter((line) => line.includes('"amount":4,"pages":2'));
  expect(last).toHaveLength(visitors.length);
  expect((await told()).filter((line) => line.includes('"output":"sold"'))).toHaveLength(
    visitors.length,
  );
  const late = started("old", flags);
  expect(await late.ended).toBe(exitCodes.stopped);
  expect(late.terminal.noted()).toContain("which is not announced");
  rolled.terminal.stop();
  expect(await rolled.ended).toBe(exitCodes.good);

  const replayed = await pda("replay", file("last"), ...flags, "--compare");
  expect(replayed.code).toBe(exitCodes.findings);
  expect(replayed.said).toContain(`note: the pattern has changed, last at ${input}-0@`);
});
