import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Vocabulary } from "../src/automaton/automaton.ts";
import { openFile } from "../src/records/files.ts";
import { openLog } from "../src/records/log.ts";
import { openVocabulary } from "../src/records/vocabulary.ts";
import { median } from "./median.ts";
import { parseLines } from "./parse-lines.mjs";

/**
 * Wall time from an NDJSON file to events, against a loop that reads lines and only calls JSON.parse.
 * `npm run bench -- reading [LOG.ndjson[.gz] …]`; without a log, one of generated shop events.
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

/** In one process, so that it is the reading alone that is compared; the rival is that of `pipeline`. */
export async function reading(
  logs: readonly string[],
  print: (text: string) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "pushdown-bench-"));
  try {
    for (const log of logs.length > 0 ? logs : ["generated"]) {
      const path = join(folder, "log.ndjson");
      const bytes = log === "generated" ? Buffer.from(generated()) : readFileSync(log);
      writeFileSync(path, bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
      print(`${basename(log)}: ${await compared(path)}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compared(path: string): Promise<string> {
  const ours: number[] = [];
  const theirs: number[] = [];
  let count = 0;
  for (let round = 0; round < 5; round++) {
    const parsed = await timed(() => parseLines(path));
    const mapped = await timed(() => toEvents(path));
    count = parsed.count;
    if (mapped.count !== count) throw new Error(`${mapped.count} records against ${count}`);
    theirs.push(parsed.ns / count);
    ours.push(mapped.ns / count);
  }
  const ratio = median(ours.map((ns, i) => theirs[i]! / ns));
  return [
    `${count} records; JSON.parse alone ${median(theirs).toFixed(0)} ns,`,
    `file to events ${median(ours).toFixed(0)} ns a record: ${ratio.toFixed(2)} times its speed`,
  ].join(" ");
}
