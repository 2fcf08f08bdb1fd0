import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit.ts";
import type { PlanView } from "../../src/worker/control/progress.ts";
import { fresh } from "./broker.ts";
import { all, desk, pda, type Running, started, write } from "./command.ts";

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

const { transport, brokers, folder } = desk();
const file = (name: string): string => join(folder, `${name}.pda`);
for (const [name, text] of Object.entries({ old: OLD, new: NEW, last: LAST }))
  writeFileSync(file(name), text);

const planOf = async (worker: Running) => (await (await worker.get("/plan")).json()) as PlanView;

const visitors = Array.from({ length: 12 }, (_, i) => `v${i}`);
const at = (minute: number): number => Date.UTC(2025, 0, 1, 0, minute);
const said = (event: object): string => JSON.stringify(event);
const looks = (minute: number) =>
  visitors.map((visitor) => said({ visitor, ts: at(minute), type: "look", page: "p" }));
const buys = (minute: number) =>
  visitors.map((visitor) => said({ visitor, ts: at(minute), type: "buy", amount: minute }));

it("changes a pattern under a worker that runs: renamed, then drained, then refused", async () => {
  const app = fresh("change");
  const [input, output] = [`${app}.in`, `${app}.out`];
  const reach = ["--app", app, "--brokers", brokers];
  const flags = [...reach, "--input", input, "--output", output, "--watermark", "0s"];
  await transport.admin.createTopics([{ topic: input, partitions: PARTITIONS }]);
  expect((await pda("worker", "init", file("old"), ...flags)).code).toBe(exitCodes.good);
  const told = async (): Promise<string[]> =>
    (await all(transport, output)).flat().map(({ value }) => Buffer.from(value ?? []).toString());
  const made = async (worker: Running, change: number): Promise<boolean> => {
    const { announced } = await planOf(worker);
    return announced?.change === change && announced.made === PARTITIONS;
  };

  const renamed = () => pda("plan", file("old"), file("new"), ...reach, "--apply");
  const nobody = await renamed();
  expect(nobody.code, nobody.said).toBe(exitCodes.refused);
  expect(nobody.said).toContain("has ever begun");

  const old = started(file("old"), ...flags, "--from", "earliest");
  await write(transport, input, looks(1));
  await old.until(async () => (await planOf(old)).tasks.length === PARTITIONS);
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
  await old.until(() => made(old, 1)); // a worker that has the old file
  const rolled = started(file("new"), ...flags);
  await write(transport, input, buys(2));
  await old.until(async () => (await told()).length === visitors.length);
  expect((await told()).every((line) => line.includes('"data":{"amount":2,"pages":1}'))).toBe(true);
  await old.stop();

  await write(transport, input, looks(3));
  const second = await pda("plan", file("new"), file("last"), ...reach, "--apply");
  expect(second.code, second.said).toBe(exitCodes.good);
  await rolled.until(() => made(rolled, 2));
  await write(transport, input, buys(4)); // of sessions that began before
  await write(transport, input, buys(50)); // of new ones
  await rolled.until(async () => (await told()).length === 3 * visitors.length);
  const last = (await told()).filter((line) => line.includes('"amount":4,"pages":2'));
  expect(last).toHaveLength(visitors.length);
  expect((await told()).filter((line) => line.includes('"output":"sold"'))).toHaveLength(
    visitors.length,
  );
  const late = started(file("old"), ...flags);
  expect(await late.ended).toBe(exitCodes.stopped);
  expect(late.terminal.noted()).toContain("which is not announced");
  await rolled.stop();

  const replayed = await pda("replay", file("last"), ...flags, "--compare");
  expect(replayed.code).toBe(exitCodes.findings);
  expect(replayed.said).toContain(`note: the pattern has changed, last at ${input}-0@`);
});
