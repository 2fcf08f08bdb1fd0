import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Vocabulary } from "../src/automaton/automaton.ts";
import { openFile } from "../src/records/files.ts";
import { openLog } from "../src/records/log.ts";
import { openVocabulary } from "../src/records/vocabulary.ts";

/**
 * Wall time from an NDJSON file to events, against a loop that reads lines and only calls JSON.parse.
 * `npm run bench:records [LOG.ndjson[.gz] …]`; without a log, one of generated shop events.
 */

const TEXT = { kind: "text" } as const;
const field = (name: string, type: Vocabulary["events"][number]["fields"][number]["type"]) => ({
  name,
  path: [name],
  type,
  optional: true,
  rounded: false,
});

const vocabulary: Vocabulary = {
  name: "bench",
  key: { name: "key", path: ["key"] },
  time: { name: "ts", path: ["ts"], unit: "milliseconds", zone: "UTC" },
  id: null,
  typePath: ["type"],
  events: [
    { name: "search", is: { names: ["search"] }, when: null, fields: [field("term", TEXT)] },
    { name: "view", is: { names: ["view", "pv"] }, when: null, fields: [field("item", TEXT)] },
    {
      name: "buy",
      is: { names: ["buy"] },
      when: null,
      fields: [field("item", TEXT), field("price", { kind: "exact", scale: 4 })],
    },
    {
      name: "clickout",
      is: { names: ["clickout item"] },
      when: null,
      fields: [field("reference", TEXT)],
    },
  ],
};

function generated(): string {
  let state = 42;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const types = ["search", "view", "view", "view", "cart", "buy"];
  const lines: string[] = [];
  for (let i = 0; i < 400_000; i++) {
    const type = types[random(types.length)];
    const own = type === "search" ? { term: `term ${random(500)}` } : { item: `p${random(5000)}` };
    const price = type === "buy" ? { price: `${random(100)}.${10 + random(90)}` } : {};
    const key = `visitor-${String(random(200_000)).padStart(8, "0")}`;
    const rest = { device: "tablet", platform: "FR", step: i % 30 };
    lines.push(
      JSON.stringify({ key, ts: 1.6e12 + i * 137, seq: i, type, ...own, ...price, ...rest }),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** The honest rival: chunks, line feeds found natively, one JSON.parse per line. */
function parseOnly(path: string): number {
  const file = openSync(path, "r");
  const buffer = Buffer.allocUnsafe(256 * 1024);
  let rest = Buffer.alloc(0);
  let count = 0;
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
    const bytes = Buffer.concat([rest, buffer.subarray(0, read)]);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      if (typeof JSON.parse(bytes.toString("utf8", start, end)) === "object") count++;
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  closeSync(file);
  return count;
}

async function toEvents(path: string): Promise<number> {
  const mappers = [openVocabulary(vocabulary)];
  const log = openLog([await openFile(path)], {
    mappers,
    order: "given",
  });
  let count = 0;
  for (;;) {
    for (let record = log.next(); record !== null; record = log.next()) {
      if (record.results[0] !== undefined) count++;
    }
    if (!(await log.more())) break;
  }
  return count;
}

async function timed(run: () => number | Promise<number>): Promise<{ ns: number; count: number }> {
  const begun = process.hrtime.bigint();
  const count = await run();
  return { ns: Number(process.hrtime.bigint() - begun), count };
}

const folder = mkdtempSync(join(tmpdir(), "pushdown-bench-"));
try {
  const logs = process.argv.slice(2);
  for (const log of logs.length > 0 ? logs : ["generated"]) {
    const path = join(folder, "log.ndjson");
    const bytes = log === "generated" ? Buffer.from(generated()) : readFileSync(log);
    writeFileSync(path, bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
    const ours: number[] = [];
    const theirs: number[] = [];
    let count = 0;
    for (let round = 0; round < 7; round++) {
      const parsed = await timed(() => parseOnly(path));
      const mapped = await timed(() => toEvents(path));
      count = parsed.count;
      if (mapped.count !== count) throw new Error(`${mapped.count} records against ${count}`);
      theirs.push(parsed.ns / count);
      ours.push(mapped.ns / count);
    }
    const median = (figures: number[]) => figures.sort((a, b) => a - b)[figures.length >> 1]!;
    const [theirNs, ourNs] = [median(theirs), median(ours)];
    console.log(
      `${basename(log)}: ${count} records; JSON.parse alone ${theirNs.toFixed(0)} ns, file to events ${ourNs.toFixed(0)} ns a record: ${(theirNs / ourNs).toFixed(2)} times its speed`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
