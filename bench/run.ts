import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { CompileTimes } from "./compiling.ts";
import { gigabyte, manyKeys } from "./demonstrations.ts";
import { buildBench, inChild } from "./in-child.ts";
import type { PatternName } from "./input.ts";
import { median } from "./median.ts";
import { messages } from "./messages.ts";
import { pipeline } from "./pipeline.ts";
import { reading } from "./records.ts";
import { type Restored, STORES } from "./restore.ts";
import { serviceAnswers } from "./service.ts";
import { type Measured, PATTERNS, type Variant } from "./sessions.ts";
import { simulation } from "./simulate.ts";

/**
 * `npm run bench`, or parts of it: `npm run bench -- sessions memory`; and, only when asked for, `gigabyte` and `keys`.
 * README.md says what they are.
 */
const SIZES = [10_000, 200_000, 1_000_000];
/** What is compared takes turns so often; a busy machine is busy for both. */
const TURNS = 3;
const MANY = 1_000_000;

const self = new URL(import.meta.url).pathname;
const print = (text: string): void => console.log(text);

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
    inChild<Measured>("sessions", pattern, String(size), variant);
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
    const bytes = inChild<number>("memory", ids).toFixed(0);
    const kept = ids === "number" ? "positions" : "declared texts";
    print(`bytes per idle session at a million, ids being ${kept}: ${bytes}`);
  }
}

function branches(): void {
  // What one process measures strays by some ten thousand bytes.
  const bytes = (count: number): number =>
    median(Array.from({ length: TURNS }, () => inChild<number>("branches", String(count))));
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
  const all = Array.from({ length: TURNS }, () =>
    inChild<Readonly<Record<"cold" | "warm", CompileTimes>>>("compiling"),
  );
  print(`a pattern of 200 states, medians of ${all.length} processes:`);
  for (const what of ["cold", "warm"] as const) {
    const of = (figure: keyof CompileTimes): string =>
      median(all.map((one) => one[what][figure])).toFixed(0);
    const total = median(all.map((one) => one[what].proved + one[what].running)).toFixed(0);
    print(
      `  ${what}: text to proved automaton ${of("proved")} ms, to running code ${of("running")} ms: ${total} ms in all (${of("processor")} ms of processors)`,
    );
  }
}

function restoring(): void {
  print("a million open sessions of search-attribution, from the changelog and from a local disk,");
  print("in seconds of processor time; memory as a worker has them:");
  const row = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(22) : cell.padStart(12))).join("");
  print(row(["", "read", "fill", "together", "bytes each"]));
  for (const store of STORES) {
    const of = inChild<Restored>("restore", store, String(MANY));
    const seconds = [of.readSeconds, of.fillSeconds, of.seconds].map((s) => `${s.toFixed(2)} s`);
    print(row([store, ...seconds, of.bytesPerSession.toFixed(0)]));
  }
}

/** In a process of its own, too, but it speaks for itself. */
const simulateInChild = (): void => {
  execFileSync(
    process.execPath,
    ["--expose-gc", "--max-old-space-size=4096", ...process.execArgv, self, "measure-simulate"],
    { stdio: "inherit" },
  );
};

const PARTS: Readonly<Record<string, () => unknown>> = {
  sessions,
  pipeline: () => pipeline(print),
  memory,
  branches,
  compiling,
  restore: restoring,
  reading: () => reading(logs, print),
  messages: () => messages(print),
  simulate: () => simulateInChild(),
  service: () => serviceAnswers(print),
};
const LONG_PARTS: Readonly<Record<string, () => unknown>> = {
  gigabyte: () => gigabyte(print),
  keys: () => manyKeys(print),
};

/** Taken by child.ts. */
const IN_CHILD: ReadonlySet<string> = new Set([
  "sessions",
  "memory",
  "branches",
  "compiling",
  "restore",
]);

/** Parts, and behind `reading` logs for it. */
const named = process.argv.slice(2);
const parts = named.filter((name) => isPart(name));
const logs = parts.includes("reading") ? named.filter((name) => !isPart(name)) : [];
const unknown = named.find((name) => !isPart(name) && !logs.includes(name));

function isPart(name: string): boolean {
  return Object.hasOwn(PARTS, name) || Object.hasOwn(LONG_PARTS, name);
}

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

if (named[0] === "measure-simulate") simulation(print, Number(named[1] ?? 20));
else if (unknown !== undefined) {
  print(`there is no part ${unknown}: ${Object.keys({ ...PARTS, ...LONG_PARTS }).join(", ")}`);
  process.exitCode = 2;
} else {
  describeMachine();
  const chosen = parts.length === 0 ? Object.keys(PARTS) : parts;
  if (chosen.some((part) => IN_CHILD.has(part))) buildBench();
  for (const part of chosen) {
    print("");
    const begun = performance.now();
    await (PARTS[part] ?? LONG_PARTS[part])!();
    print(`(${((performance.now() - begun) / 1000).toFixed(0)} s)`);
  }
}
