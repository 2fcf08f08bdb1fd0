import type { MetaRead } from "../task/meta.ts";
import { type Header, SHELF_FORMAT } from "./shelf.ts";

/** What a shelf is held against before the changelog is read. */
export interface Surroundings {
  readonly app: string;
  readonly changelog: string;
  readonly task: number;
  /** Of the changelog. */
  readonly start: number;
  readonly end: number;
  /** How long it keeps what says that a key has ended. */
  readonly deletionsMs: number;
  readonly nowMs: number;
}

/** Clocks and log cleaners are not exact. */
const MARGIN = 0.9;

/** Why a shelf cannot be gone on from, as half a sentence; null: the changelog's tail may tell more. */
export function unfit(header: Header, around: Surroundings): string | null {
  const { app, changelog, task, start, end, deletionsMs, nowMs } = around;
  if (header.format !== SHELF_FORMAT) return `it is in format ${header.format} of another release`;
  if (header.app !== app || header.changelog !== changelog || header.task !== task) {
    return `it is that of task ${header.task} of ${header.app}, from ${header.changelog}`;
  }
  if (header.resume > end) {
    return `it is ahead of ${changelog}, which ends at ${end} and was read up to ${header.resume}: the topic was made anew`;
  }
  if (header.resume < start) {
    return `${changelog} begins at ${start} and was read up to ${header.resume} only`;
  }
  // A key that has ended since may have left no trace.
  if (nowMs - header.writtenMs > deletionsMs * MARGIN) {
    return `it was written last at ${new Date(header.writtenMs).toISOString()}, and ${changelog} forgets ended keys after ${deletionsMs} ms (delete.retention.ms)`;
  }
  return null;
}

/** Why it is of no use to these patterns, by slot and fingerprint; null: it serves them. */
export function misfit(header: Header, patterns: Header["patterns"]): string | null {
  const known = new Map(header.patterns);
  const other = patterns.find(([slot, print]) => (known.get(slot) ?? print) !== print);
  return other === undefined ? null : `it has states of another version of ${other[0]}`;
}

/** Whether the changelog has gone on from where the shelf is; null: it has. */
export function strayed(header: Header, read: MetaRead | null): string | null {
  const { meta } = header;
  if (read === null) return `${header.changelog} has nothing of the task where it should`;
  if (read.kind !== "read") return null; // told to the operator by who judges the changelog
  const now = read.meta;
  if ((now.origin ?? null) !== (meta.origin ?? null)) {
    return `it is of another life of ${header.changelog}: the topic was made anew`;
  }
  const before = new Map(meta.positions);
  const behind = now.positions.some(([topic, offset]) => offset < (before.get(topic) ?? 0));
  if (now.chunk < meta.chunk || (now.chunk === meta.chunk && behind)) {
    return `${AHEAD}: it has chunk ${meta.chunk}, ${header.changelog} has ${now.chunk}`;
  }
  return behind ? "the task's position was set back since" : null;
}

/** Must never be, but where a topic was put back to an earlier state. */
export const AHEAD = "it is ahead of what was committed";
