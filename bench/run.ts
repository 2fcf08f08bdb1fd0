import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { bytesOfBranches } from "./branches.ts";
import { compileTimes } from "./compiling.ts";
import { gigabyte, manyKeys } from "./demonstrations.ts";
import type { PatternName } from "./input.ts";
import { median } from "./median.ts";
import { memoryPerSession } from "./memory.ts";
import { pipeline } from "./pipeline.ts";
import { reading } from "./records.ts";
import { type Measured, measure, PATTERNS, type Variant } from "./sessions.ts";

/**
 * `npm run bench`, or one part of it: `npm run bench -- sessions`, `pipeline`, `memory`, `branches`, `compiling`, `reading`;
 * and, only when asked for, `gigabyte` and `keys`. Each figure is taken in a process of its own, so that no
 * garbage of one is another's.
 */
const SIZES = [10_000, 200_000, 1_000_000];
/** Rival and twin take turns so often; a busy machine is busy for both. */
const TURNS = 2;

const self = new URL(import.meta.url).pathname;
const print = (text: string): void => console.log(text);

/** The same program with other arguments; its answer is JSON. */
function inChild<T>(...args: readonly string[]): T {
  const flags = ["--expose-gc", "--max-old-space-size=4096", ...process.execArgv];
  return JSON.parse(
    execFileSync(process.execPath, [...flags, self, ...args], { encoding: "utf8" }),
  );
}

const millions = (perSecond: number): string => (perSecond / 1e6).toFixed(2).padStart(7);

function sessions(): void {
  print("events per second of processor time, in millions; keys uniformly random;");
  print(
    "twin and rival write the same bytes, the silent rival none; the floor looks up a key and adds one",
  );
  print(
    `${"pattern".padEnd(20)}${"sessions".padStart(9)}   floor  silent   rival    twin  twin/rival  silent/floor  outputs`,
  );
  for (const pattern of PATTERNS) for (const size of SIZES) print(sessionsLine(pattern, size));
}

function sessionsLine(pattern: PatternName, size: number): string {
  const taken = (variant: Variant): Measured =>
    inChild<Measured>("measure", pattern, String(size), variant);
  const pairs = Array.from({ length: TURNS }, () => ({
    rival: taken("rival"),
    twin: taken("twin"),
  }));
  const idle = Array.from({ length: TURNS }, () => ({
    floor: taken("floor"),
    silent: taken("rival without outputs"),
  }));
  const hashes = new Set(pairs.flatMap(({ rival, twin }) => [rival.hash, twin.hash]));
  const best = (all: readonly Measured[]): number => median(all.map(({ events }) => events));
  const ratio = (numbers: readonly number[]): string => median(numbers).toFixed(2);
  const speeds = [
    best(idle.map(({ floor }) => floor)),
    best(idle.map(({ silent }) => silent)),
    best(pairs.map(({ rival }) => rival)),
    best(pairs.map(({ twin }) => twin)),
  ];
  return [
    pattern.padEnd(20),
    String(size).padStart(9),
    ` ${speeds.map(millions).join(" ")}`,
    ratio(pairs.map(({ rival, twin }) => twin.events / rival.events)).padStart(12),
    ratio(idle.map(({ floor, silent }) => silent.events / floor.events)).padStart(14),
    `  ${hashes.size === 1 ? `${pairs[0]!.twin.lines} equal, ${[...hashes][0]!.slice(0, 8)}` : "DIFFERENT"}`,
  ].join("");
}

function memory(): void {
  for (const ids of ["number", "text"] as const) {
    const bytes = inChild<number>("measure-memory", ids).toFixed(0);
    const kept = ids === "number" ? "positions" : "declared texts";
    print(`bytes per idle session at a million, ids being ${kept}: ${bytes}`);
  }
}

function branches(): void {
  const bytes = (count: number): number => inChild<number>("measure-branches", String(count));
  const path = bytes(1);
  print(
    "a session of 10,000 events that follow their causes, 100 frames deep where branches part:",
  );
  print(`  one path: ${path} bytes`);
  for (const count of [100, 1000]) {
    const all = bytes(count);
    const each = ((all - path) / (count - 1)).toFixed(0);
    print(`  ${count} branches: ${all} bytes, ${each} more for each branch`);
  }
}

function compiling(): void {
  print("a pattern of 200 states:");
  for (const { what, milliseconds } of inChild<ReturnType<typeof compileTimes>>(
    "measure-compiling",
  ))
    print(`  ${what}: ${milliseconds.toFixed(0)} ms`);
}

const PARTS: Readonly<Record<string, () => unknown>> = {
  sessions,
  pipeline: () => pipeline(print),
  memory,
  branches,
  compiling,
  reading: () => reading(process.argv.slice(3), print),
};
const LONG_PARTS: Readonly<Record<string, () => unknown>> = {
  gigabyte: () => gigabyte(print),
  keys: () => manyKeys(print),
};

/** What was measured: these sources, wherever they stand. */
function describeMachine(): void {
  const lock = readFileSync(new URL("../package-lock.json", import.meta.url));
  const processors = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores`;
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  print(
    `${processors}, ${gigabytes} GB, ${process.platform}; Node ${process.version}, V8 ${process.versions.v8}`,
  );
  print(`package-lock.json ${createHash("sha256").update(lock).digest("hex").slice(0, 12)}`);
}

const [part, ...rest] = process.argv.slice(2);
if (part === "measure") {
  const [pattern, size, variant] = rest;
  print(JSON.stringify(measure(pattern as PatternName, Number(size), variant as Variant)));
} else if (part === "measure-memory") {
  print(JSON.stringify(memoryPerSession(rest[0] as "text" | "number")));
} else if (part === "measure-branches") {
  print(JSON.stringify(bytesOfBranches(Number(rest[0]))));
} else if (part === "measure-compiling") {
  print(JSON.stringify(compileTimes()));
} else if (part !== undefined && PARTS[part] === undefined && LONG_PARTS[part] === undefined) {
  print(
    `there is no part ${part}: ${[...Object.keys(PARTS), ...Object.keys(LONG_PARTS)].join(", ")}`,
  );
  process.exitCode = 2;
} else {
  describeMachine();
  const chosen = part === undefined ? Object.values(PARTS) : [(PARTS[part] ?? LONG_PARTS[part])!];
  for (const run of chosen) {
    print("");
    await run();
  }
}
