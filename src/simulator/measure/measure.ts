import { type Arrangement, arrangement, ORDERED, together } from "./arrangement.ts";
import { CURVE, Lateness } from "./lateness.ts";
import type { Recording } from "./recording.ts";
import { Sketch } from "./sketch.ts";

/** What must at most be late, of a window that is recommended. */
export const LATE_SHARE = 0.001;

export type ScopeName = "stream" | "partition" | "key";

/** The disorder of a log within the whole stream, within each partition, or within each key. */
export interface Scope extends Arrangement {
  readonly scope: ScopeName;
  readonly sequences: number;
  readonly events: number;
  /** Events behind one of their sequence with a later time. */
  readonly behind: number;
  /** How far, of those that are behind; milliseconds. */
  readonly lateness: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Share of events that are more than K behind. */
  readonly curve: readonly { readonly windowMs: number; readonly share: number }[];
  /** The smallest reorder window that leaves at most one event in a thousand late; milliseconds. */
  readonly windowMs: number;
  /** The sequences with most events behind. */
  readonly worst: readonly {
    readonly name: string;
    readonly behind: number;
    readonly maxMs: number;
  }[];
}

/** What events took from their own time to their arrival; milliseconds. */
export interface Delays {
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** Events that arrive before they happen: a clock is wrong. */
  readonly negative: number;
}

export interface Disorder {
  readonly events: number;
  readonly scopes: readonly Scope[];
  /** null: arrival times are not known. */
  readonly delays: Delays | null;
  /** The log holds one key after the other: it was sorted so, and the stream's figures say nothing of arrival. */
  readonly grouped: boolean;
}

const WORST = 5;

export function measure(recording: Recording): Disorder {
  const { time, key, keys, partition, partitions, arrival } = recording;
  const scopes = [
    scopeOf("stream", time, new Uint32Array(time.length), ["all"]),
    ...(partition === null ? [] : [scopeOf("partition", time, partition, partitions)]),
    scopeOf("key", time, key, keys),
  ];
  return {
    events: time.length,
    scopes,
    grouped: isGrouped(key, keys.length),
    delays: arrival === null || time.length === 0 ? null : delaysOf(time, arrival),
  };
}

/** Hardly ever another key follows than one that was not there before. */
export function isGrouped(key: Uint32Array, keys: number): boolean {
  if (keys < 2 || key.length < 2 * keys) return false;
  let stretches = 1;
  for (let i = 1; i < key.length; i++) if (key[i] !== key[i - 1]) stretches++;
  return stretches <= keys * 1.02;
}

/** The share of events behind, the one figure for which nothing needs to be kept. */
export function shareBehind(time: Float64Array, sequence: ArrayLike<number> | null): number {
  const lateness = new Lateness();
  for (let i = 0; i < time.length; i++)
    lateness.add(sequence === null ? 0 : sequence[i]!, time[i]!);
  return lateness.behind / Math.max(1, lateness.events);
}

function scopeOf(
  scope: ScopeName,
  time: Float64Array,
  sequence: Uint32Array,
  names: readonly string[],
): Scope {
  const lateness = new Lateness();
  for (let i = 0; i < time.length; i++) lateness.add(sequence[i]!, time[i]!);
  const { events, behind, sketch, beyond } = lateness;
  return {
    scope,
    sequences: lateness.sequences,
    events,
    behind,
    lateness: {
      p50: sketch.quantile(0.5),
      p90: sketch.quantile(0.9),
      p99: sketch.quantile(0.99),
      max: sketch.max,
    },
    ...arrangements(time, sequence, names.length),
    curve: CURVE.map((windowMs, i) => ({ windowMs, share: beyond[i]! / Math.max(1, events) })),
    windowMs: lateness.window(LATE_SHARE),
    worst: lateness
      .worst(WORST)
      .map(({ sequence, behind, maxMs }) => ({ name: names[sequence]!, behind, maxMs })),
  };
}

/** Of every sequence, together. */
function arrangements(time: Float64Array, sequence: Uint32Array, sequences: number): Arrangement {
  if (sequences === 1) return arrangement(time);
  const starts = new Uint32Array(sequences + 1);
  for (const of of sequence) starts[of + 1]!++;
  for (let s = 0; s < sequences; s++) starts[s + 1]! += starts[s]!;
  const next = starts.slice(0, sequences);
  const grouped = new Float64Array(time.length);
  for (let i = 0; i < time.length; i++) grouped[next[sequence[i]!]!++] = time[i]!;
  let all = ORDERED;
  for (let s = 0; s < sequences; s++)
    all = together(all, arrangement(grouped.subarray(starts[s]!, starts[s + 1]!)));
  return all;
}

function delaysOf(time: Float64Array, arrival: Float64Array): Delays {
  const sketch = new Sketch();
  let negative = 0;
  let min = Number.POSITIVE_INFINITY;
  for (let i = 0; i < time.length; i++) {
    const delay = arrival[i]! - time[i]!;
    min = Math.min(min, delay);
    if (delay < 0) negative++;
    sketch.add(Math.max(0, delay));
  }
  const [p50, p90, p99, p999] = [0.5, 0.9, 0.99, 0.999].map((share) => sketch.quantile(share));
  return { min, p50: p50!, p90: p90!, p99: p99!, p999: p999!, max: sketch.max, negative };
}
