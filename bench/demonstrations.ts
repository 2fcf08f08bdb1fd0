import { once } from "node:events";
import { buildPda, patternFile, residentBytes, startPda } from "./pda.ts";
import { type ShopLog, shopLog } from "./shop-log.ts";

/** Memory of `pda run` grows with open sessions only, shown on logs that are made while they are read. */

const MEGABYTE = 2 ** 20;

interface Demonstration {
  readonly log: ShopLog;
  readonly options: readonly string[];
  readonly done: (records: number, bytes: number) => boolean;
  /** Parts of it, at whose ends memory is told. */
  readonly parts: (records: number, bytes: number) => number;
}

/** A gigabyte over 10,000 keys, without a watermark: memory stays where it is. */
export async function gigabyte(print: (text: string) => void): Promise<void> {
  buildPda();
  print("a gigabyte of records over 10,000 keys, without a watermark:");
  await demonstrate(print, {
    log: { shape: "wide", active: 10_000, visitors: 10_000, stay: 12, stepMs: 200 },
    options: [],
    done: (_, bytes) => bytes >= 2 ** 30,
    parts: (_, bytes) => Math.floor((8 * bytes) / 2 ** 30),
  });
}

const KEYS = 20_000_000;
const STAY = 4 / 3;

/** Twenty million keys, each with a record or two, with a watermark: memory follows what is open. */
export async function manyKeys(print: (text: string) => void): Promise<void> {
  buildPda();
  print("20 million keys, --watermark 1m; some 70,000 sessions are open at a time:");
  await demonstrate(print, {
    log: {
      ...{ shape: "short", active: 1_000, visitors: Number.POSITIVE_INFINITY },
      ...{ stay: STAY, stepMs: 20 },
    },
    options: ["--watermark", "1m"],
    done: (records) => records >= STAY * KEYS,
    parts: (records) => Math.floor((8 * records) / (STAY * KEYS)),
  });
}

async function demonstrate(
  print: (text: string) => void,
  { log, options, done, parts }: Demonstration,
): Promise<void> {
  const pda = startPda(["run", patternFile("search-attribution"), "-", ...options]);
  let outputs = 0;
  pda.stdout!.on("data", (chunk: Buffer) => {
    outputs += chunk.length;
  });
  const line = shopLog(log);
  const begun = performance.now();
  let records = 0;
  let bytes = 0;
  let part = 0;
  while (!done(records, bytes)) {
    const lines = Buffer.from(Array.from({ length: 1000 }, () => `${line()}\n`).join(""));
    records += 1000;
    bytes += lines.length;
    if (!pda.stdin!.write(lines)) await once(pda.stdin!, "drain");
    if (parts(records, bytes) === part) continue;
    part = parts(records, bytes);
    const resident = residentBytes(pda.pid!);
    print(
      `  ${(bytes / MEGABYTE).toFixed(0).padStart(5)} MB, ${(records / 1e6).toFixed(1).padStart(5)} million records: ${resident === null ? "unknown" : `${(resident / MEGABYTE).toFixed(0)} MB resident`}`,
    );
  }
  pda.stdin!.end();
  await once(pda, "close");
  const seconds = (performance.now() - begun) / 1000;
  print(
    `  ${(outputs / MEGABYTE).toFixed(0)} MB of outputs; ${seconds.toFixed(0)} s, making the log included`,
  );
}
