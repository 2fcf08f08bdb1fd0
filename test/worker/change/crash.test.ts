import { describe, expect, it } from "vitest";
import { announce } from "../../../src/worker/control/announce.ts";
import type { Host } from "../../../src/worker/model/kafka.ts";
import { randomFrom } from "../../../src/worker/model/random.ts";
import { Store } from "../../../src/worker/store/store.ts";
import type { Worker } from "../../../src/worker/view.ts";
import { committed, type Rig, rig, stored } from "../rig.ts";
import { MemoryDisk } from "../store/memory-shelves.ts";
import {
  killedAt,
  OPERATOR_POINTS,
  PARTITIONS,
  type Point,
  traffic,
  WORKER_POINTS,
} from "./crash.ts";
import { oracle } from "./oracle.ts";
import { type Compiled, machineOf, OLD, RENAMED, stepOf, WITHOUT } from "./patterns.ts";
import { CONTROL, caughtUp, switchesOf, toldOf, workerOf } from "./run.ts";

const RUNS = Number(process.env.RUNS ?? 1);
const BURSTS = 16;
const ANNOUNCED_AT = 5;

const CHANGES = [
  { name: "map", to: RENAMED, policy: "map", made: "keep" },
  { name: "drain", to: WITHOUT, policy: "drain", made: "drain" },
  { name: "reset", to: WITHOUT, policy: "reset", made: "reset" },
] as const;

type Case = (typeof CHANGES)[number];

interface Alive {
  readonly host: Host;
  readonly worker: Worker;
  dead: boolean;
}

/**
 * Three workers under traffic; one of them, or the operator, is killed at the point, and another comes. null: all
 * are killed once the change is made.
 */
async function play(point: Point | null, { to, policy }: Case, seed: number): Promise<Rig> {
  const one = rig({ partitions: PARTITIONS });
  const random = randomFrom(seed);
  const all: Alive[] = [];
  let names = 0;
  let struck = false;
  const begin = (own: Compiled): void => {
    const host = one.host(`w${names++}`);
    const process: Alive = {
      host,
      dead: false,
      worker: workerOf(one, host, [own], {
        // Sessions may lie on disk, a process's own.
        parts: random.chance(0.5) ? { store: new Store(new MemoryDisk().shelves(), 2) } : {},
        transport: (transport) =>
          killedAt(
            (here) => {
              if (here !== point || struck) return false;
              struck = true;
              process.dead = true;
              // The rolling restart may have come to it, or not.
              one.time.sleep(700).then(() => begin(random.chance(0.5) ? to : OLD));
              return true;
            },
            transport,
            host,
          ),
      }),
    };
    all.push(process);
  };
  const operatorDies = OPERATOR_POINTS.some((each) => each === point);
  const say = (): Promise<unknown> => {
    const host = one.host(`operator ${names++}`);
    const { clock } = host;
    const transport = operatorDies
      ? killedAt(
          (here) => {
            if (here !== point || struck) return false;
            struck = true;
            one.time.sleep(900).then(say); // another tries again
            return true;
          },
          host.transport,
          host,
        )
      : host.transport;
    const step = stepOf(OLD, to, policy);
    const control = { topic: CONTROL, partitions: 1, config: { "cleanup.policy": "compact" } };
    return announce({ transport, clock }, [step], {
      ...{ app: "app", changelog: "app-changelog", control, transactionTimeoutMs: 3_000 },
    });
  };
  for (let worker = 0; worker < 3; worker++) begin(OLD);
  const bursts = Array.from({ length: PARTITIONS }, (_, p) => traffic(seed, p, BURSTS));
  const made = (): boolean =>
    Array.from({ length: PARTITIONS }, (_, p) => p).every(
      (p) => stored(one.kafka, p).meta?.changed?.number === 1,
    );
  /** All begin anew behind the change, while old sessions are still open. */
  const killAll = (): void => {
    for (const process of all.filter(({ dead }) => !dead)) {
      process.dead = true;
      process.host.kill();
      begin(random.chance(0.5) ? to : OLD);
    }
  };
  for (let burst = 0; burst < BURSTS; burst++) {
    if (point === null && burst === ANNOUNCED_AT + 1) {
      await one.until(made);
      killAll();
    }
    for (const [partition, of] of bursts.entries()) one.feed(partition, of[burst]!);
    if (burst === ANNOUNCED_AT) {
      await one.until(() =>
        Array.from({ length: PARTITIONS }, (_, p) => p).every(
          (p) => stored(one.kafka, p).meta !== null,
        ),
      );
      void say();
    }
    await one.time.pass(300 + random.below(600));
  }
  await one.until(() => made() && caughtUp(one, PARTITIONS));
  if (point !== null) expect(struck, `${point} was never come to`).toBe(true);
  const alive = all.filter(({ dead }) => !dead);
  await one.time.until(Promise.all(alive.map(({ worker }) => worker.stop())));
  await one.time.pass(4_000);
  return one;
}

function judge(one: Rig, { to, made }: Case): void {
  const told = new Map(
    Array.from({ length: PARTITIONS }, (_, partition) => [...toldOf(one, partition)]).flat(),
  );
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const switches = switchesOf(one, partition);
    expect(switches.map(([number]) => number)).toEqual([1]); // once, whoever was killed
    const at = switches[0]![1];
    const records = committed(one.kafka, "in", partition);
    const change = { at, to: machineOf(to), policy: made, mapping: to.mapping };
    const from = { topic: "in", partition };
    const want = oracle(records, machineOf(OLD), [change], from, 5_000);
    for (const key of new Set([...want.lines.keys(), ...told.keys()])) {
      if (!key.startsWith(`${partition}-`)) continue;
      expect(told.get(key) ?? [], key).toEqual(want.lines.get(key) ?? []);
    }
    expect(committed(one.kafka, "app-dead", partition)).toHaveLength(want.failed);
    const { states, meta } = stored(one.kafka, partition);
    const open = [...want.open.values()].flat().sort();
    expect([...states.keys()].sort()).toEqual([...new Set(open)]);
    expect(meta?.patterns).toEqual([["visits", machineOf(to).version]]);
  }
  expect(one.kafka.state.transactions.undecided()).toEqual([]);
}

const POINTS: readonly Point[] = [...WORKER_POINTS, ...OPERATOR_POINTS];

describe("three workers under traffic, while their pattern changes", () => {
  it.each(CHANGES)(
    "give what an oracle gives that switches where they did: $name",
    async (each) => {
      for (let seed = 1; seed <= RUNS; seed++) judge(await play(null, each, seed), each);
    },
  );

  it.each(POINTS)("are killed where %s", async (point) => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const each = CHANGES[(POINTS.indexOf(point) + seed) % CHANGES.length]!;
      judge(await play(point, each, seed), each);
    }
  });
});
