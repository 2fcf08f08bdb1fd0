import { duration } from "../disorder/parameter.ts";
import { spellDuration } from "../disorder/wording.ts";
import { windowsOf } from "./grid.ts";

/** What a sweep is over. */
export type SweepRequest =
  | { readonly over: "reorder"; readonly windowsMs: readonly number[] }
  /** A parameter of the pattern, each value as it is written. */
  | { readonly over: "parameter"; readonly name: string; readonly values: readonly string[] };

export type SweepReading =
  | { readonly request: SweepRequest; readonly problem: null }
  | { readonly request: null; readonly problem: string };

const refuse = (problem: string): SweepReading => ({ request: null, problem });
const EXAMPLE = "write reorder=0..10s, reorder=0,1s,2s or a parameter's name and its values";

/** Reads `reorder=0..10s`, `reorder=0,1s,2s` or `limit=5,10,20`. */
export function readSweep(text: string): SweepReading {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(0, equals)).trim();
  const written = text.slice(equals + 1).trim();
  if (equals < 1 || name === "" || written === "") return refuse(`${text}: ${EXAMPLE}`);
  if (name !== "reorder") {
    const values = written.split(",").map((value) => value.trim());
    if (values.some((value) => value === ""))
      return refuse(`${text}: a value is missing between the commas`);
    if (values.length < 2) return refuse(`${text}: a sweep needs two values or more`);
    return { request: { over: "parameter", name, values }, problem: null };
  }
  const range = written.split("..");
  const parts = range.length === 2 ? range : written.split(",");
  const windows: number[] = [];
  for (const part of parts) {
    const value = windowOf(part.trim());
    if (typeof value === "string") return refuse(`reorder=${written}: ${value}`);
    windows.push(value);
  }
  if (range.length === 2) {
    const [from, to] = windows as [number, number];
    if (from >= to)
      return refuse(`reorder=${written}: a range goes from a smaller window to a larger one`);
    return { request: { over: "reorder", windowsMs: windowsOf(from, to) }, problem: null };
  }
  const sorted = [...new Set(windows)].sort((a, b) => a - b);
  if (sorted.length < 2) return refuse(`reorder=${written}: a sweep needs two windows or more`);
  return { request: { over: "reorder", windowsMs: sorted }, problem: null };
}

const reader = duration({ default: 0, says: "", source: "" });

function windowOf(text: string): number | string {
  const read = reader.read(text);
  if (read === null) return `\`${text}\` is no duration; write 5s, 250ms or 1h30m`;
  if (read !== Math.floor(read)) return `\`${text}\` is no whole number of milliseconds`;
  return reader.refuse(read) ?? read;
}

export const windowLabel = (ms: number): string => (ms === 0 ? "nothing" : spellDuration(ms));
