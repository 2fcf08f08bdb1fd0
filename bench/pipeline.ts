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
const RECORDS = 700_000;
const ROUNDS = 3;
const LOGS: Readonly<Record<string, ShopLog>> = {
  "wide records": {
    ...{ shape: "wide", active: 5_000, stay: 12, visitors: Number.POSITIVE_INFINITY, stepMs: 40 },
  },
  "short records": {
    ...{ shape: "short", active: 5_000, stay: 12, visitors: Number.POSITIVE_INFINITY, stepMs: 40 },
  },
};

const parseLines = fileURLToPath(new URL("parse-lines.mjs", import.meta.url));

export function pipeline(print: (text: string) => void): void {
  buildPda();
  print(
    `pda run against reading lines and JSON.parse alone: ${RECORDS} records, wall time, median of ${ROUNDS} pairs`,
  );
  const folder = mkdtempSync(join(tmpdir(), "pushdown-bench-"));
  try {
    for (const [name, log] of Object.entries(LOGS)) {
      const path = join(folder, "log.ndjson");
      writeLog(path, log);
      print(
        `  ${name}, ${Math.round(statSync(path).size / RECORDS)} bytes: ${measured(path, folder)}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeLog(path: string, log: ShopLog): void {
  const line = shopLog(log);
  const file = openSync(path, "w");
  for (let written = 0; written < RECORDS; written += 1000)
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
