import type { LabelsOf, Metric } from "./metric.ts";

interface Histogram {
  readonly counts: number[];
  sum: number;
  count: number;
}

/** Values of metrics by labels, and their text for Prometheus (exposition format 0.0.4). */
export class Registry {
  readonly #simple = new Map<Metric, Map<string, number>>();
  readonly #histograms = new Map<Metric, Map<string, Histogram>>();

  add<M extends Metric>(metric: M, labels: LabelsOf<M>, amount: number): void {
    const series = seriesOf(this.#simple, metric);
    const name = labelText(metric, labels);
    series.set(name, (series.get(name) ?? 0) + amount);
  }

  set<M extends Metric>(metric: M, labels: LabelsOf<M>, value: number): void {
    seriesOf(this.#simple, metric).set(labelText(metric, labels), value);
  }

  observe<M extends Metric>(metric: M, labels: LabelsOf<M>, value: number): void {
    const series = seriesOf(this.#histograms, metric);
    const name = labelText(metric, labels);
    const bounds = metric.buckets ?? [];
    let found = series.get(name);
    if (found === undefined) {
      found = { counts: bounds.map(() => 0), sum: 0, count: 0 };
      series.set(name, found);
    }
    const bucket = bounds.findIndex((bound) => value <= bound);
    if (bucket >= 0) found.counts[bucket]!++;
    found.sum += value;
    found.count++;
  }

  /** A gauge of what is not here any more. */
  forget<M extends Metric>(metric: M, labels: LabelsOf<M>): void {
    this.#simple.get(metric)?.delete(labelText(metric, labels));
  }

  text(): string {
    const families = new Set([...this.#simple.keys(), ...this.#histograms.keys()]);
    return [...families].map((metric) => this.#family(metric)).join("");
  }

  #family(metric: Metric): string {
    const { name, type, says } = metric;
    const lines = [`# HELP ${name} ${escaped(`${says}.`)}`, `# TYPE ${name} ${type}`];
    for (const [labels, value] of this.#simple.get(metric) ?? []) {
      lines.push(`${name}${braced(labels)} ${spelled(value)}`);
    }
    for (const [labels, histogram] of this.#histograms.get(metric) ?? []) {
      lines.push(...histogramLines(metric, labels, histogram));
    }
    return `${lines.join("\n")}\n`;
  }
}

/** Buckets are cumulative. */
function histogramLines(
  { name, buckets = [] }: Metric,
  labels: string,
  { counts, sum, count }: Histogram,
): string[] {
  const before = labels === "" ? "" : `${labels},`;
  let below = 0;
  const lines = buckets.map((bound, at) => {
    below += counts[at]!;
    return `${name}_bucket{${before}le="${bound}"} ${below}`;
  });
  return [
    ...lines,
    `${name}_bucket{${before}le="+Inf"} ${count}`,
    `${name}_sum${braced(labels)} ${spelled(sum)}`,
    `${name}_count${braced(labels)} ${count}`,
  ];
}

function seriesOf<T>(all: Map<Metric, Map<string, T>>, metric: Metric): Map<string, T> {
  let series = all.get(metric);
  if (series === undefined) {
    series = new Map();
    all.set(metric, series);
  }
  return series;
}

const labelText = (metric: Metric, labels: Readonly<Record<string, string>>): string =>
  metric.labels
    .map((label) => `${label}="${escaped(labels[label]!).replaceAll('"', '\\"')}"`)
    .join(",");

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

const braced = (labels: string): string => (labels === "" ? "" : `{${labels}}`);

const spelled = (value: number): string =>
  value === Number.POSITIVE_INFINITY
    ? "+Inf"
    : value === Number.NEGATIVE_INFINITY
      ? "-Inf"
      : String(value);
