import type { Step } from "../../../src/worker/control/announce.ts";
import { type Announcement, announce } from "../../../src/worker/control/announce.ts";
import type { Host } from "../../../src/worker/model/kafka.ts";
import { readKey } from "../../../src/worker/task/changelog-keys.ts";
import type { Worker } from "../../../src/worker/view.ts";
import { type Changes, committed, type Fed, type Rig, START_MS, stored } from "../rig.ts";
import { type Compiled, equip, programOf } from "./patterns.ts";

export const CONTROL = "app-control";

/** A worker with its own file, which follows what is announced. */
export function workerOf(
  one: Rig,
  host: Host,
  own: readonly Compiled[],
  changes: Changes = {},
): Worker {
  return one.work(host, {
    ...changes,
    options: { control: CONTROL, ...changes.options },
    parts: { ...programOf(...own), equip, ...changes.parts },
  });
}

export const announced = (one: Rig, steps: readonly Step[]): Promise<Announcement> => {
  const { transport, clock } = one.host("operator");
  const control = { topic: CONTROL, partitions: 1, config: { "cleanup.policy": "compact" } };
  return announce({ transport, clock }, steps, {
    ...{ app: "app", changelog: "app-changelog", control, transactionTimeoutMs: 3_000 },
  });
};

/** Where a task has made its changes: number and offset, once for each record that says so. */
export function switchesOf({ kafka }: Rig, partition: number): [number, number][] {
  return committed(kafka, "app-changelog", partition).flatMap(({ key, value }) => {
    const read = key === null ? null : readKey(key);
    if (read?.kind !== "change" || value === null) return [];
    const { at } = JSON.parse(value.toString()) as { at: [string, number][] };
    return [[read.number, at[0]![1]] as [number, number]];
  });
}

export const positionOf = ({ kafka }: Rig, partition: number): number | undefined =>
  stored(kafka, partition).meta?.positions[0]?.[1];

/** Whether every task has read all of its input. */
export const caughtUp = (one: Rig, partitions: number): boolean =>
  Array.from({ length: partitions }, (_, partition) => partition).every(
    (partition) =>
      positionOf(one, partition) === one.kafka.state.log({ topic: "in", partition }).end,
  );

export const look = (visitor: string, second: number, page = `p${second}`): Fed => ({
  ...{ visitor, ts: START_MS + second * 1000, type: "look" },
  ...{ id: `${visitor}-${second}`, page },
});

export const buy = (visitor: string, second: number, amount: number): Fed => ({
  ...{ visitor, ts: START_MS + second * 1000, type: "buy" },
  ...{ id: `${visitor}-${second}`, amount },
});

/** By key. */
export function toldOf({ kafka }: Rig, partition: number): Map<string, string[]> {
  const told = new Map<string, string[]>();
  for (const { key, value } of committed(kafka, "out", partition)) {
    const of = told.get(String(key)) ?? [];
    told.set(String(key), of);
    of.push(String(value));
  }
  return told;
}
