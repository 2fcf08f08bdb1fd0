import type { Transport } from "../../src/worker/transport.ts";
import { plainGroup } from "./at-least-once.ts";
import { startNode } from "./children.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { makeTopics } from "./topics.ts";
import { type Pace, pace } from "./watch.ts";
import type { WorkerChild } from "./worker.ts";

/** The broker and the input that all contestants share. */
export interface Arena {
  readonly brokers: string;
  readonly brokerPid: number;
  readonly transport: Transport;
  readonly partitions: number;
  /** Topics are named after contestants, and none is used twice. */
  readonly take: (name: string) => string;
}

export interface Input {
  readonly topic: string;
  readonly records: number;
  readonly format: "json" | "avro";
}

export interface Contest {
  readonly name: string;
  readonly pace: Pace;
  readonly outcome: Outcome;
}

export interface Ours {
  readonly name: string;
  readonly patterns: readonly string[];
  readonly guarantee?: WorkerChild["guarantee"];
  readonly settings?: WorkerChild["settings"];
  /** Of one group, started at once; one unless said. */
  readonly processes?: number;
  /** For Node.js. */
  readonly flags?: readonly string[];
}

/** As docs/worker.md tells those to start it who want it fast; and it counts its memory at the end. */
export const WORKER_FLAGS = ["--max-semi-space-size=64", "--expose-gc"] as const;

/** Workers of ours over an input that is there already. */
export async function contest(arena: Arena, input: Input, ours: Ours): Promise<Contest> {
  const { brokers, brokerPid, transport, partitions } = arena;
  const app = arena.take("pushdown");
  const guarantee = ours.guarantee ?? "exactly once";
  const settings = settingsOf(app, brokers, input, ours);
  await makeTopics(transport.admin, settings, partitions);
  const said = { brokers, settings, guarantee } satisfies WorkerChild;
  const flags = [...WORKER_FLAGS, ...(ours.flags ?? [])];
  const children = Array.from({ length: ours.processes ?? 1 }, () =>
    startNode("worker", said, flags),
  );
  const measured = await pace(transport.admin, {
    ...{ topic: input.topic, records: input.records },
    ended: Promise.race(children.map(({ ended }) => ended)),
    group: guarantee === "exactly once" ? app : plainGroup(app),
    pids: { worker: children.map(({ pid }) => pid), broker: [brokerPid] },
  });
  for (const child of children) child.ask("SIGTERM");
  await Promise.all(children.map(({ ended }) => ended));
  const outcome = await outcomeOf(transport, {
    output: `${app}.out`,
    changelog: `${app}.changelog`,
  });
  return { name: ours.name, pace: measured, outcome };
}

export const settingsOf = (
  app: string,
  brokers: string,
  { topic, format }: Pick<Input, "topic" | "format">,
  { patterns, settings = {} }: Pick<Ours, "patterns" | "settings">,
): WorkerChild["settings"] => ({
  ...{ app, patterns, input: [topic], output: `${app}.out`, brokers: brokers.split(",") },
  ...{ from: "earliest", format, ...settings },
});
