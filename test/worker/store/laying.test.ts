import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { inByteOrder } from "../../../src/worker/store/byte-order.ts";
import { Laying } from "../../../src/worker/store/laying.ts";
import { lmdbShelves } from "../../../src/worker/store/lmdb-shelves.ts";
import type { Shelf } from "../../../src/worker/store/shelf.ts";
import { metaKey, stateKey } from "../../../src/worker/task/changelog-keys.ts";
import { MemoryDisk } from "./memory-shelves.ts";
import { keys, told } from "./told.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 20);
const root = mkdtempSync(join(tmpdir(), "pda-laying-"));
afterAll(() => rmSync(root, { recursive: true }));

const OWNER = { producerId: "7", epoch: 0 };
const SLOTS = ["p", "pp", "gone@3"];
/** Of the last one nothing runs any more. */
const RUNNING = 2;
const MOST = 300;

const names = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.nat(999).map((i) => Buffer.from(`user-eu-${i}`)),
    fc.tuple(fc.constantFrom("a", "a\0", "ab"), fc.nat(40)).map(([head, zeros]) => {
      return Buffer.from(head + "\0".repeat(zeros));
    }),
  ),
  { size: "large", maxLength: 600 },
);

describe("names in the order of their bytes", () => {
  it("are those that a comparison of each two gives, equal ones as they came", () => {
    const check = (all: readonly Uint8Array[]): void => {
      const ends: number[] = [];
      for (const one of all) ends.push((ends.at(-1) ?? 0) + one.length);
      const starts = ends.map((end, i) => end - all[i]!.length);
      const want = all.map((_, i) => i);
      want.sort((a, b) => Buffer.compare(all[a]!, all[b]!) || a - b);
      expect([...inByteOrder({ room: Buffer.concat(all), starts, ends })]).toEqual(want);
    };
    fc.assert(fc.property(names, check), { numRuns: 5 * RUNS });
    check(Array.from({ length: 5_000 }, (_, i) => Buffer.from(`u${(i * 7919) % 6_007}`)));
    check(Array.from({ length: 200 }, () => Buffer.from("the same")));
  });
});

/** As a changelog has them. */
const written = fc.array(
  fc.record({
    slot: fc.constantFrom(...SLOTS),
    key: fc.oneof(
      { arbitrary: fc.constantFrom("a", "b"), weight: 1 },
      { arbitrary: keys, weight: 3 },
    ),
    state: fc.option(fc.uint8Array({ maxLength: 40 }), { freq: 3 }),
  }),
  { size: "large", maxLength: 80 },
);

/** Some are due: the first byte says when. */
const dueOf = (state: Uint8Array): number =>
  state.length === 0 || state[0]! > 200 ? Number.POSITIVE_INFINITY : state[0]! - 100;

describe("a shelf that is built from a changelog", () => {
  it("has the last of each key, and what is due of it, however much of it memory takes", async () => {
    let folders = 0;
    const build = async (shelf: Shelf, log: Written, most: number): Promise<void> => {
      const laying = new Laying((slot) => SLOTS.indexOf(slot), most);
      expect(laying.take(metaKey(), new Uint8Array(3))).toBe(false);
      for (const { slot, key, state } of log) {
        expect(laying.take(stateKey(slot, key), state)).toBe(true);
        if (laying.full) await shelf.build((onto) => laying.setAside(onto));
      }
      const due = (pattern: number, _: string, state: Uint8Array): number | null =>
        pattern < RUNNING ? dueOf(state) : null;
      for (const step of laying.steps(due, most)) expect(await shelf.build(step)).toBe(true);
    };
    await fc.assert(
      fc.asyncProperty(written, fc.constantFrom(0, MOST, 1e6), async (log, most) => {
        const last = new Map(log.map((one) => [`${one.slot} ${one.key}`, one]));
        const want = (await new MemoryDisk().shelves().open("want", OWNER))!;
        const changes = [...last.values()].map(({ slot, key, state }) => ({
          ...{ pattern: SLOTS.indexOf(slot), key, bytes: state },
          due: state === null ? 0 : dueOf(state),
        }));
        await want.change(
          changes.filter(({ pattern }) => pattern < RUNNING),
          null,
        );
        const memory = (await new MemoryDisk().shelves().open("memory", OWNER))!;
        const disk = (await lmdbShelves(join(root, `${folders++}`)).open("disk", OWNER))!;
        for (const shelf of [memory, disk]) {
          await build(shelf, log, most);
          expect(told(shelf)).toEqual(told(want));
          // What was set aside is gone, and what is written now finds what was due before.
          await shelf.change(
            changes.map((one) => ({ ...one, bytes: null })),
            null,
          );
          expect(told(shelf)).toEqual([0, 1].map(() => ({ dues: [], states: [], count: 0 })));
        }
        await disk.close();
      }),
      { numRuns: RUNS },
    );
  });

  it("is another's once another has claimed it", async () => {
    const disk = new MemoryDisk().shelves();
    const first = (await disk.open("app-0", OWNER))!;
    const laying = new Laying(() => 0);
    laying.take(stateKey("p", "a"), Uint8Array.of(1));
    await disk.open("app-0", { ...OWNER, epoch: 1 });
    for (const step of laying.steps(() => 5)) {
      expect(await first.build(step)).toBe(false);
      break;
    }
    expect([...first.keys(0)]).toEqual([]);
  });

  it("refuses what does not come last", async () => {
    for (const shelves of [new MemoryDisk().shelves(), lmdbShelves(join(root, "last"))]) {
      const shelf = (await shelves.open("app-0", OWNER))!;
      const entry = { bytes: Buffer.from([1, 0, 0, 7, 9]), start: 0, content: 4, end: 5 };
      await shelf.build((onto) => onto.append(entry));
      await expect(shelf.build((onto) => onto.append(entry))).rejects.toThrow("does not come last");
      await shelf.close();
    }
  });
});

type Written = readonly {
  readonly slot: string;
  readonly key: string;
  readonly state: Uint8Array | null;
}[];
