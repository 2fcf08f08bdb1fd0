import { describe, expect, it } from "vitest";
import type { Archive } from "../../../src/worker/fill/archive.ts";
import { filledFrom } from "../../../src/worker/fill/filling.ts";
import type { TaskPhase } from "../../../src/worker/news.ts";
import type { WireRecord } from "../../../src/worker/protocol/requests.ts";
import { Store } from "../../../src/worker/store/store.ts";
import type { StoredMessage } from "../../../src/worker/transport.ts";
import { onTwin, visitsMachine } from "../patterns.ts";
import {
  type Changes,
  committed,
  type Fed,
  lines,
  OPTIONS,
  type Rig,
  rig,
  START_MS,
  stored,
  undisturbed,
} from "../rig.ts";
import { MemoryDisk } from "../store/memory-shelves.ts";

const pattern = onTwin(visitsMachine());
const PARTITIONS = 2;
const numbers = Array.from({ length: PARTITIONS }, (_, partition) => partition);

const records = (partition: number, from: number, to: number): Fed[] =>
  Array.from({ length: to - from }, (_, i) => ({
    ...{ visitor: `${partition}-${(from + i) % 5}`, ts: START_MS + (from + i) * 4_000 },
    ...{ type: "look", id: `e${from + i}`, page: `p${i % 4}` },
  }));

const message = ({ key, value, offset }: WireRecord): StoredMessage => ({
  ...{ key, value, offset: Number(offset) },
  ...{ headers: [], timestampMs: 0, brokerTime: false },
});

/** What the topic has at this moment, exported. */
function exported({ kafka }: Rig, upTo = Number.POSITIVE_INFINITY): Archive {
  const all = numbers.map((partition) =>
    committed(kafka, "in", partition)
      .map(message)
      .filter(({ offset }) => offset < upTo),
  );
  return {
    topics: new Set(["in"]),
    of({ topic, partition }) {
      const messages = topic === "in" ? (all[partition] ?? []) : [];
      if (messages.length === 0) return null;
      return {
        first: messages[0]!.offset,
        last: messages.at(-1)!,
        async *read(offset) {
          for (let at = 0; at < messages.length; at += 3) {
            await Promise.resolve();
            yield messages.slice(at, at + 3).filter((one) => one.offset >= offset);
          }
        },
      };
    },
  };
}

interface Told {
  filling: string[];
  filled: string[];
}

/** Fifty records are exported, and all but the last few of those are deleted in the topic. */
async function exportedAndDeleted(
  keep: number,
): Promise<{ of: Rig; archive: Archive; told: Told; all: WireRecord[][] }> {
  const of = rig({ partitions: PARTITIONS });
  for (const partition of numbers) of.feed(partition, records(partition, 0, 50));
  const archive = exported(of);
  for (const partition of numbers) of.feed(partition, records(partition, 50, 60));
  const all = numbers.map((partition) => committed(of.kafka, "in", partition));
  const { admin } = of.host("operator").transport;
  for (const partition of numbers) {
    const end = archive.of({ topic: "in", partition })!.last.offset + 1;
    await of.time.until(admin.truncate({ topic: "in", partition }, end - keep));
  }
  return { of, archive, told: { filling: [], filled: [] }, all };
}

const changesOf = (archive: Archive, told: Told, rest: Changes = {}): Changes => ({
  ...rest,
  parts: { patterns: [pattern], ...rest.parts },
  transport: (transport) =>
    filledFrom(transport, archive, "app", {
      filling: ({ partition, offset }, seam) =>
        told.filling.push(`${partition}: ${offset} to ${seam}`),
      filled: ({ partition, offset }) => told.filled.push(`${partition}: ${offset}`),
    }),
});

const caughtUp =
  ({ kafka }: Rig) =>
  (): boolean =>
    numbers.every(
      (partition) =>
        stored(kafka, partition).meta?.positions[0]?.[1] ===
        kafka.state.log({ topic: "in", partition }).end,
    );

/** Lines by key, in order: outputs go to the partition of their key. */
function byKey(all: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of all) {
    const { key } = JSON.parse(line) as { key: string };
    found.set(key, [...(found.get(key) ?? []), line]);
  }
  return found;
}

/** Outputs and states of one run over everything, each output once. */
async function asUndisturbed(of: Rig, before: readonly WireRecord[][]): Promise<void> {
  await of.time.pass(4_000);
  const want: string[] = [];
  for (const partition of numbers) {
    const known = new Set(before[partition]!.map(({ offset }) => offset));
    const since = committed(of.kafka, "in", partition).filter(({ offset }) => !known.has(offset));
    const from = { topic: "in", partition };
    const one = undisturbed([...before[partition]!, ...since], pattern, from, OPTIONS.disorderMs);
    want.push(...one.lines);
    expect(stored(of.kafka, partition).states).toEqual(one.states);
  }
  const got = numbers.flatMap((partition) => lines(of.kafka, "out", partition));
  expect(got).toHaveLength(want.length);
  expect(byKey(got)).toEqual(byKey(want));
  expect(of.kafka.state.transactions.undecided()).toEqual([]);
}

/** Why a task of it stopped. */
async function stopOf(of: Rig, changes: Changes): Promise<string> {
  of.work(of.host("w"), changes);
  const stops = (): string[] =>
    of.news.flatMap((one) =>
      one.kind === "stopped" ? [`${one.stop.reason}: ${one.stop.message}`] : [],
    );
  await of.until(() => stops().length > 0);
  return stops()[0]!;
}

describe("a worker that is filled from an archive", () => {
  it.each([0, 7])(
    "goes over to the topic without a gap, and repeats nothing: %i in both",
    async (keep) => {
      const { of, archive, told, all } = await exportedAndDeleted(keep);
      const worker = of.work(of.host("w"), changesOf(archive, told));
      await of.until(caughtUp(of));
      for (const partition of numbers) of.feed(partition, records(partition, 60, 80));
      await of.until(caughtUp(of));
      await of.time.until(worker.stop());
      const seam = archive.of({ topic: "in", partition: 0 })!.last.offset + 1;
      expect(told.filling.sort()).toEqual([`0: 0 to ${seam}`, `1: 0 to ${seam}`]);
      expect(told.filled.sort()).toEqual([`0: ${seam}`, `1: ${seam}`]);
      await asUndisturbed(of, all);
    },
  );

  const PHASES: readonly TaskPhase[] = [
    "restoring",
    "reading",
    "stepping",
    "sending",
    "sent",
    "positions",
    "committing",
    "committed",
  ];
  const points = PHASES.flatMap((phase) =>
    [1, phase === "restoring" ? 2 : 4].map((time) => [phase, time] as const),
  );
  it.each(points)(
    "is killed where it is %s, the %i. time, and goes on where it was",
    async (phase, time) => {
      const { of, archive, told, all } = await exportedAndDeleted(2);
      const host = of.host("killed");
      let left: number = time;
      const disk = new MemoryDisk();
      of.work(
        host,
        changesOf(archive, told, {
          parts: time === 1 ? {} : { store: new Store(disk.shelves(), 2) },
          tell(news) {
            if (news.kind === "phase" && news.phase === phase && --left === 0) host.kill();
          },
        }),
      );
      await of.until(() => left <= 0);
      const worker = of.work(of.host("next"), changesOf(archive, told));
      for (const partition of numbers) of.feed(partition, records(partition, 60, 70));
      await of.until(caughtUp(of));
      await of.time.until(worker.stop());
      await asUndisturbed(of, all);
    },
  );

  it("needs the archive no more once the seam is behind, and does not mind it", async () => {
    const { of, archive, told, all } = await exportedAndDeleted(0);
    let worker = of.work(of.host("w"), changesOf(archive, told));
    await of.until(caughtUp(of));
    await of.time.until(worker.stop());
    const plain: Changes = { parts: { patterns: [pattern] } };
    for (const [at, changes] of [plain, changesOf(archive, told)].entries()) {
      for (const partition of numbers)
        of.feed(partition, records(partition, 60 + at * 10, 70 + at * 10));
      worker = of.work(of.host("again"), changes);
      await of.until(caughtUp(of));
      await of.time.until(worker.stop());
    }
    expect(told.filling).toHaveLength(PARTITIONS);
    await asUndisturbed(of, all);
  });

  it("refuses where the topic begins behind the archive's end", async () => {
    const { of, archive, told } = await exportedAndDeleted(-3);
    expect(await stopOf(of, changesOf(archive, told))).toMatch(
      /^truncated: the archive of in-[01] ends behind offset 49, and the topic begins at 53: what lay between is in neither$/,
    );
    expect(lines(of.kafka, "out", 0)).toEqual([]);
  });

  it("refuses an archive of another topic of that name", async () => {
    const { of, told } = await exportedAndDeleted(3);
    const other = rig({ partitions: PARTITIONS });
    for (const partition of numbers) other.feed(partition, records(1 - partition, 0, 50));
    expect(await stopOf(of, changesOf(exported(other), told))).toMatch(
      /^inputs changed: the archive of in-[01] goes up to offset \d+, but the topic has another record at \d+/,
    );
    for (const partition of numbers) other.feed(partition, records(partition, 50, 150));
    const again = await exportedAndDeleted(3);
    expect(await stopOf(again.of, changesOf(exported(other), told))).toMatch(
      /^inputs changed: .* but the topic ends at \d+/,
    );
  });

  it("refuses where the archive has nothing of a partition that has lost its beginning", async () => {
    const { of, archive, told } = await exportedAndDeleted(3);
    const without: Archive = {
      ...archive,
      of: (at) => (at.partition === 1 ? null : archive.of(at)),
    };
    expect(await stopOf(of, changesOf(without, told))).toMatch(/^truncated: /);
  });

  it("stops in words where it is started without the archive before the seam is behind", async () => {
    const { of, archive, told } = await exportedAndDeleted(0);
    const host = of.host("killed");
    let chunks = 0;
    of.work(
      host,
      changesOf(archive, told, {
        tell: ({ kind }) => kind === "chunk" && ++chunks === 3 && host.kill(),
      }),
    );
    await of.until(() => chunks >= 3);
    expect(await stopOf(of, { parts: { patterns: [pattern] } })).toMatch(/^truncated: /);
  });
});
