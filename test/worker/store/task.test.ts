import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createTopic } from "../../../src/worker/model/broker.ts";
import type { News } from "../../../src/worker/news.ts";
import { lmdbShelves } from "../../../src/worker/store/lmdb-shelves.ts";
import type { Header, Shelf, Shelves } from "../../../src/worker/store/shelf.ts";
import { Store } from "../../../src/worker/store/store.ts";
import type { Worker } from "../../../src/worker/view.ts";
import { onTwin, visitsMachine } from "../patterns.ts";
import {
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
import { MemoryDisk } from "./memory-shelves.ts";

const pattern = onTwin(visitsMachine());
const AWAKE = 3;
const IN = { topic: "in", partition: 0 };
const DAY_MS = 24 * 3_600_000;

const records = (from: number, to: number): Fed[] =>
  Array.from({ length: to - from }, (_, i) => ({
    ...{ visitor: `v${(from + i) % 12}`, ts: START_MS + (from + i) * 1_500 },
    ...{ type: "look", id: `e${from + i}`, page: `p${i % 4}` },
  }));

const position = ({ kafka }: Rig): number => stored(kafka, 0).meta?.positions[0]?.[1] ?? -1;
const caughtUp = (of: Rig) => (): boolean => position(of) === of.kafka.state.log(IN).end;
const work = (of: Rig, shelves: Shelves): Worker =>
  of.work(of.host("w"), { parts: { patterns: [pattern], store: new Store(shelves, AWAKE) } });

function asUndisturbed(of: Rig): void {
  const want = undisturbed(committed(of.kafka, "in", 0), pattern, IN, OPTIONS.disorderMs);
  expect(lines(of.kafka, "out", 0)).toEqual(want.lines);
  expect(stored(of.kafka, 0).states).toEqual(want.states);
}

const told = <K extends News["kind"]>(of: Rig, kind: K) =>
  of.news.filter((one): one is Extract<News, { kind: K }> => one.kind === kind);
const anew = (of: Rig): string[] => told(of, "store anew").map(({ why }) => why);

/** A worker that has done so many records and was closed. */
async function done(of: Rig, shelves: Shelves, from = 0, to = 60): Promise<void> {
  of.feed(0, records(from, to));
  const worker = work(of, shelves);
  await of.until(caughtUp(of));
  await of.time.until(worker.stop());
}

async function goesOn(of: Rig, shelves: Shelves): Promise<void> {
  await done(of, shelves, 60, 100);
  await of.time.pass(2_000);
  asUndisturbed(of);
}

/** Each header is changed as it is read. */
const falsely = (shelves: Shelves, change: (header: Header) => Header): Shelves => ({
  async open(task, owner) {
    const shelf: Shelf | null = await shelves.open(task, owner);
    if (shelf === null) return null;
    const header = shelf.header();
    return {
      ...{ place: shelf.place, trouble: shelf.trouble },
      header: () => (header === null ? null : change(header)),
      get: (...of) => shelf.get(...of),
      nextDue: (...of) => shelf.nextDue(...of),
      count: (of) => shelf.count(of),
      keys: (of) => shelf.keys(of),
      change: (...of) => shelf.change(...of),
      clear: () => shelf.clear(),
      build: (of) => shelf.build(of),
      isMine: () => shelf.isMine(),
      condemn: () => shelf.condemn(),
      close: () => shelf.close(),
    };
  },
});

describe("a task with a store on disk", () => {
  it("does what one in memory does, with few keys awake, and after a restart reads the tail only", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pda-store-"));
    try {
      const of = rig();
      await done(of, lmdbShelves(folder));
      asUndisturbed(of);
      const before = of.kafka.state.log({ topic: OPTIONS.changelog, partition: 0 }).end;
      await goesOn(of, lmdbShelves(folder));
      expect(anew(of)).toEqual([]);
      const [first, second] = told(of, "restored");
      expect(first!.records).toBe(0);
      expect(second!.records).toBeGreaterThan(0);
      expect(second!.records).toBeLessThan(before);
      expect(second!.sessions).toBeGreaterThan(AWAKE);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("reads what was committed and not written, where it was killed in between", async () => {
    const of = rig();
    const disk = new MemoryDisk();
    of.feed(0, records(0, 40));
    const host = of.host("killed");
    let armed = true;
    of.work(host, {
      parts: {
        patterns: [pattern],
        store: new Store(
          disk.shelves(() => host.clock.sleep(1)),
          AWAKE,
        ),
      },
      tell(news) {
        if (news.kind !== "chunk" || news.number < 2 || !armed) return;
        armed = false;
        host.kill();
      },
    });
    await of.until(() => !armed);
    await of.time.pass(10_000); // its tasks are given away
    await done(of, disk.shelves(), 40, 60);
    await goesOn(of, disk.shelves());
    expect(anew(of)).toEqual([]);
  });

  const cases: readonly (readonly [string, (header: Header) => Header, string | RegExp])[] = [
    [
      "is ahead of the changelog",
      (header) => ({ ...header, meta: { ...header.meta, chunk: header.meta.chunk + 5 } }),
      /^it is ahead of what was committed: it has chunk \d+, app-changelog has \d+$/,
    ],
    [
      "is another generation's",
      (header) => ({ ...header, meta: { ...header.meta, origin: "before" } }),
      "it is of another life of app-changelog: the topic was made anew",
    ],
    [
      "reaches behind the changelog's end",
      (header) => ({ ...header, resume: 1e6 }),
      /^it is ahead of app-changelog, which ends at \d+ and was read up to 1000000: the topic was made anew$/,
    ],
    [
      "is another application's",
      (header) => ({ ...header, app: "other" }),
      "it is that of task 0 of other, from app-changelog",
    ],
    [
      "is a later release's",
      (header) => ({ ...header, format: 2 }),
      "it is in format 2 of another release",
    ],
    [
      "is of another version of the pattern",
      (header) => ({ ...header, patterns: header.patterns.map(([slot]) => [slot, "old"]) }),
      "it has states of another version of visits",
    ],
    [
      "is older than what the changelog remembers",
      (header) => ({ ...header, writtenMs: header.writtenMs - DAY_MS }),
      /^it was written last at .*, and app-changelog forgets ended keys after 86400000 ms \(delete\.retention\.ms\)$/,
    ],
    [
      "was further than the position is now",
      (header) => ({
        ...header,
        meta: { ...header.meta, chunk: header.meta.chunk - 1, positions: [["in", 1e6]] },
      }),
      "the task's position was set back since",
    ],
  ];
  it.each(cases)("is made anew, with the reason, where it %s", async (_, change, why) => {
    const of = rig();
    const shelves = new MemoryDisk().shelves();
    await done(of, shelves);
    await goesOn(of, falsely(shelves, change));
    expect(anew(of)).toEqual([typeof why === "string" ? why : expect.stringMatching(why)]);
  });

  it("does not let a shelf of before speak for a changelog that was made anew", async () => {
    const of = rig();
    const shelves = new MemoryDisk().shelves();
    await done(of, shelves);
    of.kafka.state.topics.delete(OPTIONS.changelog);
    createTopic(of.kafka.state, { topic: OPTIONS.changelog, partitions: 1 });
    work(of, shelves);
    await of.until(() => told(of, "stopped").length > 0);
    expect(told(of, "stopped")[0]!.stop.reason).toBe("changelog missing");
    expect(anew(of)).toEqual(["app-changelog has nothing of the task where it should"]);
  });

  it("stops with the remedy where the disk does not take what is written", async () => {
    const of = rig();
    const memory = new MemoryDisk().shelves();
    of.feed(0, records(0, 10));
    const folder = mkdtempSync(join(tmpdir(), "pda-store-"));
    rmSync(folder, { recursive: true });
    const { writeFileSync } = await import("node:fs");
    writeFileSync(folder, "a file");
    const worker = work(of, lmdbShelves(folder));
    let reason = "";
    worker.ended.then((how) => {
      reason = how.kind === "stopped" ? `${how.stop.reason}: ${how.stop.remedy}` : how.kind;
    });
    await of.until(() => reason !== "");
    expect(reason).toBe(
      "store: make room on the disk, or see to the folder's rights; what is committed is safe in the changelog",
    );
    rmSync(folder);
    await done(of, memory, 10, 20);
    asUndisturbed(of);
  });
});

describe("a process with too many sessions", () => {
  it.each([
    [{ maxSessions: 5 }, {}, /^\d+ keys are open, more than --max-sessions 5$/],
    [
      {},
      { full: () => "900 MB of 1000 MB of memory are in use" },
      /^900 MB of .*, and \d+ keys are open$/,
    ],
  ])("stops with a message, and nothing is lost", async (options, more, message) => {
    const of = rig();
    of.feed(0, records(0, 40));
    const worker = of.work(of.host("w"), { options, parts: { patterns: [pattern], ...more } });
    let stop = { reason: "", message: "", remedy: "" };
    worker.ended.then((how) => {
      if (how.kind === "stopped") stop = how.stop;
    });
    await of.until(() => stop.reason !== "");
    expect(stop.reason).toBe("too many sessions");
    expect(stop.message).toMatch(message);
    expect(stop.remedy).toContain("--store disk");
    await done(of, new MemoryDisk().shelves(), 40, 60);
    asUndisturbed(of);
  });
});
