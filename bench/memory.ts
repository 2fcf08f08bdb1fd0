import { loadTwin } from "../src/machine/compile.ts";
import { noCounts } from "../src/machine/counts.ts";
import type { Event } from "../src/machine/event.ts";
import type { TwinTable } from "../src/machine/twin/runtime.ts";
import { SessionTable } from "../src/stream/session-table.ts";
import { machineOf } from "./sessions.ts";

const SESSIONS = 1_000_000;

/** Flat texts of their own, as a reader makes them. */
const text = (prefix: string, number: number, length: number): string =>
  Buffer.from(prefix + String(number).padStart(length - prefix.length, "0")).toString("latin1");

const searched = (number: number): Event => ({
  key: text("u", number, 16),
  time: 1_704_067_200_000 + number,
  name: "search",
  fields: { term: text("term", number, 12) },
  id: text("log.ndjson#", number, 18),
  members: () => [],
});

/** Each with its key, one frame with a term and its cause, and its end in the due queue. Needs `--expose-gc`. */
export function memoryPerSession(ids: "text" | "number"): number {
  const machine = machineOf("search-attribution");
  let fed = 0;
  const make = loadTwin(machine, ids);
  const table: TwinTable = make({
    counts: noCounts(),
    line: () => {},
    dead: () => {},
    ...(ids === "text"
      ? {}
      : { ids: { refOf: () => fed, textOf: (number) => text("log.ndjson#", number, 18) } }),
  });
  const sessions = new SessionTable(table, true);
  for (let i = 0; i < 1000; i++) sessions.feed(searched(++fed), false);
  const before = used();
  for (let i = 0; i < SESSIONS; i++) sessions.feed(searched(++fed), false);
  const after = used();
  if (sessions.size !== SESSIONS + 1000) throw new Error("not all sessions are open");
  return (after - before) / SESSIONS;
}

function used(): number {
  for (let i = 0; i < 3; i++) globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
