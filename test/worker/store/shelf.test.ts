import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { lmdbShelves } from "../../../src/worker/store/lmdb-shelves.ts";
import type { Change, Header, Shelf } from "../../../src/worker/store/shelf.ts";
import { MemoryDisk } from "./memory-shelves.ts";
import { keys, told } from "./told.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 20);
const root = mkdtempSync(join(tmpdir(), "pda-shelf-"));
let folders = 0;
const folder = (): string => join(root, `${folders++}`);
afterAll(() => rmSync(root, { recursive: true }));

const OWNER = { producerId: "7", epoch: 0 };
const BOOT = "this boot";
const opened = async (of: string, epoch = 0, boot: string | null = BOOT): Promise<Shelf> =>
  (await lmdbShelves(of, boot).open("app-0", { ...OWNER, epoch }))!;

const HEADER: Header = {
  ...{ format: 1, app: "app", changelog: "log", task: 0, resume: 5, writtenMs: 1 },
  patterns: [["p", "f"]],
  meta: { positions: [], greatest: [], idleTo: [], patterns: [], partitions: 1, chunk: 3 },
};
const put = (key: string, due: number, ...bytes: number[]): Change => ({
  ...{ pattern: 0, key, due, bytes: Uint8Array.from(bytes) },
});

const changes = fc.array(
  fc.record({
    pattern: fc.nat(1),
    key: keys,
    due: fc.oneof(fc.integer(), fc.constantFrom(Number.POSITIVE_INFINITY, 0, -1, 1.7e12)),
    bytes: fc.option(fc.uint8Array({ maxLength: 40 }), { freq: 2 }),
  }),
  { maxLength: 12 },
);

describe("a shelf", () => {
  it("is the same on a disk and in memory", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { maxLength: 6 }), async (batches) => {
        const at = folder();
        let disk = await opened(at);
        const memory = (await new MemoryDisk().shelves().open("app-0", OWNER))!;
        for (const [i, batch] of batches.entries()) {
          expect(await disk.change(batch, HEADER)).toBe(true);
          await memory.change(batch, HEADER);
          expect(told(disk)).toEqual(told(memory));
          if (i % 2 === 0) continue;
          await disk.close();
          disk = await opened(at);
        }
        await disk.close();
      }),
      { numRuns: RUNS },
    );
  });

  it("tells what is due first, by instant and then by key", async () => {
    const shelf = await opened(folder());
    const some = [put("b", 5), put("a", 5), put("𝒳", -3), put("\ue000", -3), put("c", 2.5)];
    await shelf.change([...some, put("never", Number.POSITIVE_INFINITY)], HEADER);
    expect(told(shelf)[0]!.dues.map(({ key }) => key)).toEqual(["\ue000", "𝒳", "c", "a", "b"]);
    await shelf.change([put("a", 9), { ...put("c", 0), bytes: null }], HEADER);
    expect(told(shelf)[0]!.dues.map(({ key }) => key)).toEqual(["\ue000", "𝒳", "b", "a"]);
    await shelf.close();
  });

  it("goes on after the process was killed, and after it was closed in another boot", async () => {
    const at = folder();
    let shelf = await opened(at);
    await shelf.change([put("a", 1, 1)], HEADER);
    // Not closed; the same process may open a file once only, so a copy stands for what is left.
    const left = folder();
    const { cpSync } = await import("node:fs");
    cpSync(at, left, { recursive: true });
    await shelf.close();
    shelf = await opened(left);
    expect([shelf.trouble, shelf.header(), shelf.count(0)]).toEqual([null, HEADER, 1]);
    await shelf.close();
    shelf = await opened(at, 0, "another boot");
    expect([shelf.trouble, shelf.count(0)]).toEqual([null, 1]);
    await shelf.close();
  });

  it.each([["another boot"], [null]])(
    "is empty, with the reason, where the machine stopped under it: %s",
    async (boot) => {
      const at = folder();
      const shelf = await opened(at, 0, boot === null ? null : BOOT);
      await shelf.change([put("a", 1, 1)], HEADER);
      const left = folder();
      const { cpSync } = await import("node:fs");
      cpSync(at, left, { recursive: true });
      await shelf.close();
      const again = await opened(left, 0, boot);
      expect(again.trouble).toBe(
        "it was not closed before the machine was started anew, or on another machine",
      );
      expect([again.header(), again.count(0)]).toEqual([null, 0]);
      await again.close();
    },
  );

  it("is empty, with the reason, where its file is none of ours", async () => {
    const at = folder();
    await (await opened(at)).close();
    const file = join(at, "app-0.lmdb");
    writeFileSync(file, Buffer.alloc(readFileSync(file).length, 7));
    const shelf = await opened(at);
    expect(shelf.trouble).toBe("its file is damaged");
    expect(shelf.header()).toBeNull();
    await shelf.close();
  });

  it("lets only the last owner write, and no earlier one claim it", async () => {
    const disk = new MemoryDisk().shelves();
    const first = (await disk.open("app-0", OWNER))!;
    await first.change([put("a", 1, 1)], HEADER);
    const second = (await disk.open("app-0", { ...OWNER, epoch: 1 }))!;
    expect(await first.change([put("a", 1, 9)], HEADER)).toBe(false);
    expect(await first.clear()).toBe(false);
    first.condemn();
    expect([...second.get(0, "a")!]).toEqual([1]);
    expect(second.header()).toEqual(HEADER);
    expect(await disk.open("app-0", OWNER)).toBeNull();
    second.condemn();
    expect(second.header()).toBeNull();
  });

  it("says what to do where the folder cannot be", async () => {
    const file = folder();
    writeFileSync(file, "");
    await expect(opened(file)).rejects.toThrow(/^opening .*app-0\.lmdb: E/);
    await expect(opened(file)).rejects.toMatchObject({ remedy: expect.stringContaining("rights") });
  });
});
