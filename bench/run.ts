import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { compileTimes } from "./compiling.ts";
import type { PatternName } from "./input.ts";
import { memoryPerSession } from "./memory.ts";
import { type Measured, measure, PATTERNS, VARIANTS, type Variant } from "./sessions.ts";

/**
 * `npm run bench`, or one part of it: `npm run bench -- sessions`, `memory`, `compiling`. Each figure is taken
 * in a process of its own, so that no garbage of one is another's.
 */
const SIZES = [10_000, 200_000, 1_000_000];

const self = new URL(import.meta.url).pathname;

/** The same program with other arguments; its answer is JSON. */
function inChild<T>(...args: readonly string[]): T {
  const flags = ["--expose-gc", "--max-old-space-size=4096", ...process.execArgv];
  return JSON.parse(
    execFileSync(process.execPath, [...flags, self, ...args], { encoding: "utf8" }),
  );
}

const millions = (perSecond: number): string => (perSecond / 1e6).toFixed(2).padStart(7);

function sessions(): void {
  console.log("events per second in millions; keys uniformly random");
  console.log(
    `${"pattern".padEnd(20)}${"sessions".padStart(10)}  floor   rival  silent   twin   twin/rival  silent/floor  outputs`,
  );
  for (const pattern of PATTERNS)
    for (const size of SIZES) {
      const results = Object.fromEntries(
        VARIANTS.map((variant) => [
          variant,
          inChild<Measured>("measure", pattern, String(size), variant),
        ]),
      ) as Record<Variant, Measured>;
      const { floor, rival, twin } = results;
      const silent = results["rival without outputs"];
      const same = rival.hash === twin.hash ? `${twin.lines} equal` : "DIFFERENT";
      console.log(
        `${pattern.padEnd(20)}${String(size).padStart(10)}${[floor, rival, silent, twin].map((one) => millions(one.events)).join(" ")}` +
          `${(twin.events / rival.events).toFixed(2).padStart(11)}${(silent.events / floor.events).toFixed(2).padStart(14)}  ${same}`,
      );
    }
}

const PARTS: Readonly<Record<string, () => void>> = {
  sessions,
  memory: () => {
    for (const ids of ["text", "number"] as const) {
      const bytes = inChild<number>("measure-memory", ids).toFixed(0);
      console.log(`bytes per idle session at a million, ids kept as ${ids}: ${bytes}`);
    }
  },
  compiling: () => {
    for (const { what, milliseconds } of compileTimes())
      console.log(`${what}: ${milliseconds.toFixed(0)} ms`);
  },
};

const [part, ...rest] = process.argv.slice(2);
if (part === "measure") {
  const [pattern, size, variant] = rest;
  console.log(JSON.stringify(measure(pattern as PatternName, Number(size), variant as Variant)));
} else if (part === "measure-memory") {
  console.log(memoryPerSession(rest[0] as "text" | "number"));
} else {
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores; Node ${process.version}, V8 ${process.versions.v8}`,
  );
  for (const [name, run] of Object.entries(PARTS)) if (part === undefined || part === name) run();
}
