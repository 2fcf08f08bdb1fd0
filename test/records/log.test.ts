import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openFile, streamSource } from "../../src/records/files.ts";
import { InputError } from "../../src/records/input-error.ts";
import { type LogSource, openLog } from "../../src/records/log.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { glance, vocabulary } from "./mapping.ts";

const folder = mkdtempSync(join(tmpdir(), "pushdown-log-"));
afterAll(() => rmSync(folder, { recursive: true }));
const anything = vocabulary([]);
const line = (key: string, ts: number | string) => `${JSON.stringify({ key, ts })}\n`;

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += size)
    yield new TextEncoder().encode(text.slice(at, at + size));
}

async function readLog(sources: readonly LogSource[], order: "time" | "given") {
  const log = openLog(sources, { mappers: [openVocabulary(anything)], order });
  const seen: string[] = [];
  for await (const record of log) seen.push(`${record.name}#${glance(record)}`);
  return { seen, errors: log.errors.map(({ message }) => message) };
}

describe("several sources", () => {
  const a = line("a1", 1) + line("a2", 5) + line("a3", 5) + line("a4", 2);
  const b = line("b1", 1) + line("b2", "no time") + line("b3", 4) + line("b4", 6);
  const sources = (): LogSource[] => [
    { path: "x/log", format: "ndjson", chunks: pieces(a, 5) },
    { path: "y/log", format: "ndjson", chunks: pieces(b, 1000) },
  ];

  it("are read one after the other", async () => {
    const { seen } = await readLog(sources(), "given");
    expect(seen.map((each) => each.split(":").slice(0, -1).join(":"))).toHaveLength(8);
    expect(seen[0]).toBe("log#1: undeclared a1 1");
    expect(seen[4]).toBe("log:2#1: undeclared b1 1");
  });

  it("are merged by event time, each in its own order, the first one first; without a time after the one before", async () => {
    const { seen } = await readLog(sources(), "time");
    expect(seen.map((each) => / ([ab]\d) /.exec(each)?.[1] ?? "dead")).toEqual([
      "a1",
      "b1",
      "dead",
      "b3",
      "a2",
      "a3",
      "a4",
      "b4",
    ]);
  });

  it("merge the same whatever the chunks, and keep the order of each source", async () => {
    const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(times, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        async (logs, size) => {
          const texts = logs.map((log, s) =>
            log.map((time, i) => line(`${s}-${i}`, time)).join(""),
          );
          const open = (chunk: number) =>
            texts.map(
              (text, s): LogSource => ({
                path: `s${s}`,
                format: "ndjson",
                chunks: pieces(text, chunk),
              }),
            );
          const { seen } = await readLog(open(size), "time");
          expect((await readLog(open(10_000), "time")).seen).toEqual(seen);
          for (let s = 0; s < logs.length; s++) {
            const own = seen
              .filter((each) => each.startsWith(`s${s}#`))
              .map((each) => Number(/#(\d+)/.exec(each)![1]));
            expect(own).toEqual(logs[s]!.map((_, i) => i + 1));
          }
          const sorted = logs.every((log) =>
            log.every((time, i) => i === 0 || log[i - 1]! <= time),
          );
          const merged = seen.map((each) => Number(each.split(" ").at(-1)));
          if (sorted) expect(merged).toEqual([...merged].sort((x, y) => x - y));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("tell when a source has ended", async () => {
    const log = openLog(sources(), { mappers: [openVocabulary(anything)], order: "given" });
    while (await log.more()) while (log.next() !== null);
    expect([log.isEnded(0), log.isEnded(1)]).toEqual([true, true]);
  });
});

describe("files", () => {
  const many = Array.from({ length: 20_000 }, (_, i) => line(`key-${(i * 7919) % 5003}`, i)).join(
    "",
  );

  it("may be gzips, whatever they are called", async () => {
    for (const path of [
      file("log.ndjson.gz", gzipSync(many)),
      file("packed.ndjson", gzipSync(many)),
      file("plain.ndjson", many),
    ]) {
      const source = await openFile(path);
      const { seen, errors } = await readLog([source], "given");
      expect([seen.length, errors]).toEqual([20_000, []]);
      expect(source.progress.bytesRead).toBe(source.progress.bytesTotal);
    }
  });

  it("of a truncated gzip what was read is used, then it is an input error with its position", async () => {
    const packed = gzipSync(many);
    for (const share of [0.02, 0.5, 0.999]) {
      const path = file("cut.gz", packed.subarray(0, Math.floor(packed.length * share)));
      const { seen, errors } = await readLog([await openFile(path)], "given");
      const whole = seen.filter((each) => each.includes("undeclared"));
      // Nothing that the packed bytes hold is lost, but for what the last block needs.
      expect(whole.length).toBeGreaterThan(20_000 * share * 0.8 - 2000);
      expect(seen.length - whole.length).toBeLessThanOrEqual(1);
      expect(errors).toEqual([`cut.gz: the gzip data end early (after record ${whole.length})`]);
    }
  });

  it("of a damaged gzip likewise", async () => {
    const packed = Buffer.from(gzipSync(many));
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 64);
    const { seen, errors } = await readLog([await openFile(file("bad.gz", packed))], "given");
    expect(seen.length).toBeGreaterThan(1000);
    expect(errors).toEqual([
      expect.stringMatching(/^bad\.gz: the gzip data are damaged: .* \(after record \d+\)$/),
    ]);
  });

  it("that do not exist, or are folders, are told at once", async () => {
    await expect(openFile(join(folder, "nothing"))).rejects.toThrow(InputError);
    await expect(openFile(join(folder, "nothing"))).rejects.toThrow("there is no such file");
    await expect(openFile(folder)).rejects.toThrow("is a folder, not a file");
  });

  it("that break off do not stop the others", async () => {
    const cut = file("first.gz", gzipSync(many).subarray(0, 2000));
    const { seen, errors } = await readLog(
      [await openFile(cut), await openFile(file("rest.ndjson", line("z", 1)))],
      "given",
    );
    expect(seen.at(-1)).toBe("rest.ndjson#1: undeclared z 1");
    expect(errors).toHaveLength(1);
  });

  it("may be streams", async () => {
    const { seen } = await readLog(
      [streamSource("-", Readable.from([Buffer.from(line("a", 1))]), "ndjson")],
      "given",
    );
    expect(seen).toEqual(["-#1: undeclared a 1"]);
  });

  it("a reading that is given up lets go of its bytes", async () => {
    const log = openLog([await openFile(file("long.ndjson", many.repeat(20)))], {
      mappers: [openVocabulary(anything)],
      order: "given",
    });
    for await (const _ of log) break;
    expect(log.isEnded(0)).toBe(true);
  });

  it("memory does not grow with the length of the input", async () => {
    const chunk = new TextEncoder().encode(many);
    async function* endless(megabytes: number): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < megabytes * 1e6; sent += chunk.length) yield chunk;
    }
    const heapAfter = async (megabytes: number) => {
      const log = openLog([{ path: "e", format: "ndjson", chunks: endless(megabytes) }], {
        mappers: [openVocabulary(anything)],
        order: "given",
      });
      let last = null;
      for await (const record of log) last = record;
      globalThis.gc?.();
      return { heap: process.memoryUsage().heapUsed, last };
    };
    await heapAfter(2);
    const small = await heapAfter(2);
    const large = await heapAfter(60);
    expect(large.heap - small.heap).toBeLessThan(30e6);
  }, 60_000);
});
