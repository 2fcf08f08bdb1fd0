import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import type { CanaryPlan } from "../../../src/worker/canary/runs.ts";
import { startCanaries } from "../../../src/worker/canary/sender.ts";
import { type CanaryScenario, writtenScenario } from "../../../src/worker/canary/written.ts";
import { createTopic } from "../../../src/worker/model/broker.ts";
import { type Random, randomFrom } from "../../../src/worker/model/random.ts";
import type { WorkerOptions } from "../../../src/worker/options.ts";
import type { Worker } from "../../../src/worker/view.ts";
import { onTwin, VISITS } from "../patterns.ts";
import { committed, type Fed, lines, OPTIONS, type Rig, rig, START_MS, stored } from "../rig.ts";

const SCENARIOS = `
scenario "sells" for visits {
  at 0s look { page: "home", visitor: "a" } => saw { page: "home", before: missing }
  at 1s buy { amount: 0, visitor: "a" } => fails
  at 5s look { page: "shop", visitor: "a" } => saw { page: "shop", before: "home" }
  at 6s buy { amount: 4, visitor: "b" } => bought { amount: 4, total: 4, share: 0 }
  at 30s => forgotten { page: "shop" }
  at 31s undeclared
  at end => over, over, over
  ends without session
}
scenario "stays" for visits {
  at 0s look { page: "x" } => saw
  ends in looking, stack seen { page: "x" }
}
`;

/** A scenario that is wrong: what it expects does not come. */
const WRONG = `
scenario "hopes" for visits {
  at 0s look { page: "home" } => saw { page: "shop" }
}
`;

function sound(text: string) {
  const main = { name: "visits.pda", text };
  const { diagnostics, patterns, scenarios } = compile({ main, load: () => null });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const machine = load(patterns[0]!.automaton);
  return { machine, scenarios };
}

function planOf(text: string): CanaryPlan {
  const { machine, scenarios } = sound(text);
  const written = scenarios.map((scenario) => writtenScenario(machine, scenario));
  const sendable = written.flatMap((one): CanaryScenario[] =>
    one.kind === "sendable" ? [one.scenario] : [],
  );
  expect(sendable).toHaveLength(scenarios.length);
  return { app: OPTIONS.app, topic: "canary", scenarios: sendable };
}

const plan = planOf(VISITS + SCENARIOS);
const pattern = onTwin(plan.scenarios[0]!.machine);

interface Pipeline {
  readonly rig: Rig;
  work(name: string, canary?: CanaryPlan): { readonly worker: Worker; kill(): void };
}

function pipeline(options: Partial<WorkerOptions> = {}, partitions = 1): Pipeline {
  const of = rig({ partitions, options });
  createTopic(of.kafka.state, { topic: "canary", partitions: 1 });
  if (options.rekey === true) {
    createTopic(of.kafka.state, { topic: "app.rekeyed", partitions });
    createTopic(of.kafka.state, { topic: "app.rekeyed.changelog", partitions });
  }
  return {
    rig: of,
    work(name, canary) {
      const host = of.host(name);
      const outputTopics = canary === undefined ? ["out"] : ["out", "canary"];
      const told = canary === undefined ? {} : { canary };
      const worker = of.work(host, { parts: { patterns: [pattern], outputTopics, ...told } });
      if (canary !== undefined) {
        const { transport, clock } = host;
        const news = { tell: (one: (typeof of.news)[number]) => of.news.push(one) };
        const sending = { transport, clock, worker, news, input: "in", everyMs: 700 };
        startCanaries({ ...canary, ...sending });
      }
      return { worker, kill: () => host.kill() };
    },
  };
}

const outcomes = ({ news }: Rig) => news.flatMap((one) => (one.kind === "canary" ? [one] : []));

it("sends the file's scenarios through the pipeline and tells how each went", async () => {
  const of = pipeline();
  const { worker } = of.work("w", planOf(VISITS + SCENARIOS + WRONG));
  await of.rig.until(() => outcomes(of.rig).length >= 6);
  await of.rig.time.until(worker.stop());
  const told = outcomes(of.rig).slice(0, 3);
  expect(told.map(({ scenario, result }) => `${scenario} ${result}`)).toEqual([
    "sells passed",
    "stays passed",
    "hopes failed",
  ]);
  expect(told[2]!.message).toContain('expected `page: "shop"`, got `saw { page: "home"');
  const sung = lines(of.rig.kafka, "canary", 0);
  expect(sung.slice(0, 2).map((line) => (JSON.parse(line) as { key: string }).key)).toEqual([
    "a",
    "a",
  ]);
  // Nothing of it anywhere else.
  expect(lines(of.rig.kafka, "out", 0)).toEqual([]);
  expect(lines(of.rig.kafka, "app-dead", 0)).toEqual([]);
  const { states, meta } = stored(of.rig.kafka, 0);
  expect(states.size).toBe(0);
  expect(meta?.greatest).toEqual([[null]]);
});

it("passes over the canaries of another application, and of a version that does not run", async () => {
  const of = pipeline();
  const other = { ...planOf(VISITS + SCENARIOS), app: "other" };
  const { worker } = of.work("w", plan);
  const host = of.rig.host("elsewhere");
  const sending = { transport: host.transport, clock: host.clock, worker, input: "in" };
  const quiet = { tell() {} };
  startCanaries({ ...other, ...sending, everyMs: 500, news: quiet });
  const newer = planOf(VISITS.replace("gap 60s", "gap 61s") + SCENARIOS);
  startCanaries({ ...newer, ...sending, everyMs: 9_000, news: quiet });
  await of.rig.until(() => outcomes(of.rig).some(({ result }) => result === "skipped"));
  await of.rig.time.until(worker.stop());
  const results = new Set(outcomes(of.rig).map(({ result }) => result));
  expect([...results].sort()).toEqual(["passed", "skipped"]);
  const sung = committed(of.rig.kafka, "canary", 0);
  expect(sung.length).toBeGreaterThan(0);
  for (const { headers } of sung) {
    const said = headers.find(([name]) => name === "pda.canary")?.[1];
    expect(Buffer.from(said ?? []).toString()).toContain('"app":"app"');
  }
});

it("goes through the topic of records by their own key, too", async () => {
  const of = pipeline({ rekey: true }, 2);
  const { worker } = of.work("w", plan);
  await of.rig.until(() => outcomes(of.rig).length >= 8);
  await of.rig.time.until(worker.stop());
  expect(new Set(outcomes(of.rig).map(({ result }) => result))).toEqual(new Set(["passed"]));
});

it("does not keep an idle partition awake", async () => {
  const of = pipeline({ idleMs: 3_000 });
  const { worker } = of.work("w", plan);
  of.rig.feed(0, [{ visitor: "v", ts: START_MS, type: "look", page: "p", id: "e" }]);
  await of.rig.until(() =>
    lines(of.rig.kafka, "out", 0).some((line) => line.includes("forgotten")),
  );
  expect(outcomes(of.rig).length).toBeGreaterThan(4);
  await of.rig.time.until(worker.stop());
});

it("says why a scenario cannot be written as a record", () => {
  const text = readFileSync("patterns/search-attribution/pattern.pda", "utf8");
  const { machine, scenarios } = sound(text);
  for (const scenario of scenarios)
    expect(writtenScenario(machine, scenario).kind, scenario.title).toBe("sendable");
  const odd = VISITS.replace("event look {", 'event look when kind = "view" {').replace(
    "event buy {",
    'event buy when kind != "view" {',
  );
  const found = sound(`${odd}scenario "s" for visits { at 0s look { page: "p" } => saw }`);
  expect(writtenScenario(found.machine, found.scenarios[0]!)).toEqual({
    kind: "left out",
    why: "its event 1, `look`, cannot be written as a JSON record that is read as the same event",
  });
});

/** What all keys but the canaries' have come to; outputs key by key, for tasks take turns as they will. */
function seen({ kafka }: Rig, partitions: number) {
  return Array.from({ length: partitions }, (_, partition) => {
    const { meta, states } = stored(kafka, partition);
    const outputs = committed(kafka, "out", partition)
      .map(({ key, value, headers, timestampMs }) => ({
        ...{ key: String(key), value: String(value), timestampMs },
        headers: JSON.stringify(headers),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    return {
      outputs,
      dead: lines(kafka, "app-dead", partition),
      states: [...states].sort(([a], [b]) => (a < b ? -1 : 1)),
      watermarks: meta?.greatest,
    };
  });
}

const PARTITIONS = 2;
/** Before all scenarios, so that whoever went by a canary's time would go wrong. */
const YEARS_AGO_MS = Date.UTC(2020, 0, 1);

async function played(seed: number, canary: CanaryPlan | undefined) {
  const random: Random = randomFrom(seed);
  const inputs = seed % 2 === 0 ? ["in"] : ["in", "more"];
  const of = pipeline({ inputs, chunk: { records: 7, ms: 60, bytes: 6_000 } }, PARTITIONS);
  let at = 0;
  let running = of.work("w0", canary);
  for (let round = 0; round < 12; round++) {
    const partition = random.below(PARTITIONS);
    const records = Array.from({ length: 1 + random.below(12) }, (): Fed => {
      at += random.below(random.chance(0.05) ? 90_000 : 6_000);
      const ts = YEARS_AGO_MS + at - random.below(random.chance(0.2) ? 60_000 : 3_000);
      const head = { visitor: `${partition}-${random.below(4)}`, ts, id: `e${at}-${round}` };
      return random.chance(0.7)
        ? { ...head, type: "look", page: `p${random.below(5)}` }
        : { ...head, type: "buy", amount: random.below(3) };
    });
    of.rig.feed(partition, records, inputs[random.below(inputs.length)]!);
    await of.rig.time.pass(100 + random.below(900));
    if (!random.chance(0.25)) continue;
    running.kill();
    running = of.work(`w${round + 1}`, canary);
  }
  // Canaries sing on, and of two inputs one may wait for the other for ever.
  await of.rig.time.pass(6_000);
  await of.rig.time.until(running.worker.stop());
  await of.rig.time.pass(2_000);
  return { seen: seen(of.rig, PARTITIONS), outcomes: outcomes(of.rig) };
}

const PLAYS = Number(process.env.CANARIES ?? 3);

it("outputs and states of all other keys are the same bytes with and without it, whoever is killed", async () => {
  let sung = 0;
  for (let seed = 1; seed <= PLAYS; seed++) {
    const without = await played(seed, undefined);
    const withIt = await played(seed, plan);
    expect(withIt.seen, `CANARIES: seed ${seed}`).toEqual(without.seen);
    for (const { result } of withIt.outcomes) expect(["passed", "interrupted"]).toContain(result);
    sung += withIt.outcomes.length;
    expect(without.seen.flatMap(({ outputs }) => outputs).length).toBeGreaterThan(20);
  }
  expect(sung).toBeGreaterThan(5 * PLAYS);
});
