import { readFileSync } from "node:fs";

/** Of Linux, on all machines that matter: processor time is told in hundredths of a second. */
const TICKS = 100;

/** Seconds of processor time, of user and system, that a process has taken so far. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name of the program is in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
