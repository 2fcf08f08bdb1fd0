import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lmdbShelves } from "../../../src/worker/store/lmdb-shelves.ts";
import type { Shelves } from "../../../src/worker/store/shelf.ts";
import { Store } from "../../../src/worker/store/store.ts";
import type { Worker } from "../../../src/worker/view.ts";
import { traffic } from "../change/crash.ts";
import { type Compiled, OLD, RENAMED, stepOf, WITHOUT } from "../change/patterns.ts";
import { announced, caughtUp, toldOf, workerOf } from "../change/run.ts";
import { type Fed, type Rig, rig, stored } from "../rig.ts";
import { MemoryDisk } from "./memory-shelves.ts";

const NEVER = new Promise<never>(() => {});
const BURSTS = 16;
/** Carried over; drained. */
const CHANGES = [RENAMED, WITHOUT] as const;

/** What came of it, wherever sessions lay. */
interface Came {
  readonly told: ReadonlyMap<string, readonly string[]>;
  readonly states: ReadonlyMap<string, string>;
  readonly anew: readonly string[];
}

const madeIn = (one: Rig): boolean => stored(one.kafka, 0).meta?.changed?.number === 1;

/** A change in the middle of the log; whoever has the task is killed at the n-th write to the disk behind it. */
async function play(
  to: Compiled,
  shelvesOf: ((rest: () => Promise<void>) => Shelves) | null,
  killedAt = 0,
): Promise<Came> {
  const one = rig();
  let [said, made] = [false, false];
  let writes = 0;
  let names = 0;
  const bursts: readonly Fed[][] = traffic(11, 0, BURSTS);
  const workers: Worker[] = [];
  const begin = (own: Compiled): void => {
    const host = one.host(`w${names++}`);
    const rest = async (): Promise<void> => {
      if (!made || ++writes !== killedAt) return;
      host.kill();
      one.time.sleep(700).then(() => begin(to));
      await NEVER;
    };
    const parts = shelvesOf === null ? {} : { store: new Store(shelvesOf(rest), 2) };
    workers.push(
      workerOf(one, host, [own], {
        parts,
        // All before it is committed: this is the change.
        tell(news) {
          if (news.kind === "phase" && news.phase === "committed" && said) made = true;
        },
      }),
    );
  };
  begin(OLD);
  for (const [at, burst] of bursts.entries()) {
    one.feed(0, burst);
    await one.until(() => caughtUp(one, 1));
    if (at !== 6) continue;
    said = true;
    await one.time.until(announced(one, [stepOf(OLD, to)]));
    await one.until(() => madeIn(one));
  }
  await one.time.until(workers.at(-1)!.stop());
  await one.time.pass(4_000);
  expect(killedAt === 0 || writes >= killedAt, "it was never come to").toBe(true);
  const anew = one.news.flatMap((of) => (of.kind === "store anew" ? [of.why] : []));
  return { told: toldOf(one, 0), states: stored(one.kafka, 0).states, anew };
}

it("a change with sessions on disk does what it does in memory", async () => {
  for (const to of CHANGES) {
    const want = await play(to, null);
    expect(want.states.size).toBeGreaterThan(0);
    const folder = mkdtempSync(join(tmpdir(), "pda-change-"));
    try {
      const came = await play(to, () => lmdbShelves(folder));
      expect([came.told, came.states]).toEqual([want.told, want.states]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
});

it("killed anywhere while the disk goes over to the new pattern, the next goes on from the changelog", async () => {
  for (const change of CHANGES) {
    const want = await play(change, null);
    const whys = new Set<string>();
    for (let killedAt = 1; killedAt <= 5; killedAt++) {
      const disk = new MemoryDisk();
      const came = await play(change, (rest) => disk.shelves(rest), killedAt);
      expect([came.told, came.states], `write ${killedAt}`).toEqual([want.told, want.states]);
      for (const why of came.anew) whys.add(why);
    }
    // Before the disk was emptied it had the old pattern's states.
    expect([...whys]).toContain("it has states of another version of visits");
  }
});
