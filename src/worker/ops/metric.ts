/** One figure that a worker tells, with what the runbook says of it. */
export interface Metric<L extends string = string> {
  /** As Prometheus wants it: base units, counters end in `_total`. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly L[];
  /** What it counts or measures: a sentence without its full stop. */
  readonly says: string;
  /** What to look at, and what to do: sentences for the runbook. */
  readonly act: string;
  /** Upper bounds, in the metric's unit; of histograms. */
  readonly buckets?: readonly number[];
}

export type LabelsOf<M> = M extends Metric<infer L> ? Readonly<Record<L, string>> : never;
