import { bytesOfBranches } from "./branches.ts";
import { compileTimes } from "./compiling.ts";
import type { PatternName } from "./input.ts";
import { memoryPerSession } from "./memory.ts";
import { measureRestore, type STORES } from "./restore.ts";
import { measure, type Variant } from "./sessions.ts";

/** One figure, taken in a process of its own, compiled as the package is; told as JSON. */
const FIGURES: Readonly<Record<string, (...args: string[]) => unknown>> = {
  sessions: (pattern, size, variant) =>
    measure(pattern as PatternName, Number(size), variant as Variant),
  memory: (ids) => memoryPerSession(ids as "text" | "number"),
  branches: (count) => bytesOfBranches(Number(count)),
  compiling: () => compileTimes(),
  restore: (store, count) => measureRestore(store as (typeof STORES)[number], Number(count)),
};

const [figure, ...rest] = process.argv.slice(2);
console.log(JSON.stringify(await FIGURES[figure!]!(...rest)));
