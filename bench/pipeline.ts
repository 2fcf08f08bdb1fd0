import { createHash } from "node:crypto";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./median.ts";
import { buildPda, patternFile, secondsOf } from "./pda.ts";
import { type ShopLog, shopLog } from "./shop-log.ts";

/** `pda run` from file to outputs, its start included, against a loop that reads lines and only calls JSON.parse. */
const ROUNDS = 5;
const VISITORS = { active: 5_000, stay: 12, visitors: Number.POSITIVE_INFINITY, stepMs: 40 };
/** Some 300 megabytes each: shorter ones would measure the start and the engine's settling, longer ones change little. */
const LOGS: readonly { readonly log: ShopLog; readonly records: number }[] = [
  { log: { shape: "wide", ...VISITORS }, records: 700_000 },
  { log: { shape: "short", ...VISITORS }, records: 2_800_000 },
];

const parseLines = fileURLToPath(new URL("parse-lines.mjs", import.meta.url));

export function pipeline(print: (text: string) => void): void {
  buildPda();
  print(
    `pda run against reading lines and JSON.parse alone: wall time from start to end, median of ${ROUNDS} pairs`,
  );
  const folder = mkdtempSync(join(tmpdir(), "pushdown-bench-"));
  try {
    for (const { log, records } of LOGS) {
      const path = join(folder, "log.ndjson");
      writeLog(path, log, records);
      const { size } = statSync(path);
      print(
        `  ${log.shape} records, ${records} of ${Math.round(size / records)} bytes, ${(size / 1e6).toFixed(0)} MB: ${measured(path, folder)}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeLog(path: string, log: ShopLog, records: number): void {
  const line = shopLog(log);
  const file = openSync(path, "w");
  for (let written = 0; written < records; written += 1000)
    writeSync(file, Array.from({ length: 1000 }, () => `${line()}\n`).join(""));
  closeSync(file);
}

function measured(path: string, folder: string): string {
  const outputs = join(folder, "outputs.ndjson");
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(secondsOf(parseLines, [path], join(folder, "count")));
    ours.push(secondsOf("pda", ["run", patternFile("search-attribution"), path], outputs));
  }
  const ratio = median(ours.map((seconds, i) => theirs[i]! / seconds));
  const bytes = readFileSync(outputs);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  return [
    `JSON.parse ${median(theirs).toFixed(2)} s, pda run ${median(ours).toFixed(2)} s:`,
    `${ratio.toFixed(2)} times its speed; ${(bytes.length / 1e6).toFixed(0)} MB of outputs, sha256 ${hash}…`,
  ].join(" ");
}
