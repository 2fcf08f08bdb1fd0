import type { Metric } from "../metric.ts";
import { metrics } from "../metrics.ts";

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly query: string;
  readonly legend: string;
  readonly of: readonly Metric[];
}

const panel = (
  title: string,
  unit: string,
  of: Metric | readonly Metric[],
  query: (names: readonly string[]) => string,
  legend = "{{partition}}",
): Panel => {
  const all = Array.isArray(of) ? (of as readonly Metric[]) : [of as Metric];
  return { title, unit, legend, of: all, query: query(all.map(({ name }) => name)) };
};

const rate =
  (by: string) =>
  ([name]: readonly string[]): string =>
    `sum by (${by}) (rate(${name}{job=~"$job"}[$__rate_interval]))`;
const highest =
  (by: string) =>
  ([name]: readonly string[]): string =>
    `max by (${by}) (${name}{job=~"$job"})`;
const quantile =
  (of: number) =>
  ([name]: readonly string[]): string =>
    `histogram_quantile(${of}, sum by (le) (rate(${name}_bucket{job=~"$job"}[$__rate_interval])))`;

/** What the runbook looks at first comes first. */
const PANELS: readonly Panel[] = [
  panel("Records per second", "reqps", metrics.consumed, rate("topic"), "{{topic}}"),
  panel("Lag", "short", metrics.lag, highest("partition")),
  panel("Task state (2 runs, 3 is stopped)", "short", metrics.taskState, highest("partition")),
  panel("Outputs per second", "reqps", metrics.matches, rate("pattern"), "{{pattern}}"),
  panel("Dead letters per second", "reqps", metrics.deadLettered, rate("stage"), "{{stage}}"),
  panel("Event time behind the clock", "s", metrics.eventLag, highest("partition")),
  panel("Open keys", "short", metrics.sessions, highest("partition")),
  panel("Late records per second", "reqps", metrics.late, rate("partition")),
  panel("Transactions per second", "reqps", metrics.transactions, rate("result"), "{{result}}"),
  panel("Transaction, 99th percentile", "s", metrics.transactionSeconds, quantile(0.99), "p99"),
  panel("Chunk, 99th percentile", "s", metrics.chunkSeconds, quantile(0.99), "p99"),
  panel("Rebalances per second", "reqps", metrics.rebalances, rate("end"), "{{end}}"),
  panel("Memory", "bytes", metrics.memory, highest("instance"), "{{instance}}"),
  panel(
    "Event loop late, 99th percentile",
    "s",
    metrics.eventLoop,
    ([name]) => `max by (instance) (${name}{job=~"$job",quantile="0.99"})`,
    "{{instance}}",
  ),
];

const WIDTH = 12;
const HEIGHT = 8;

/** For Grafana 10 and later: import it, choose a Prometheus. */
export function dashboard(name: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own placeholder
  const source = { type: "prometheus", uid: "${datasource}" };
  const panels = PANELS.map(({ title, unit, query, legend }, at) => ({
    id: at + 1,
    type: "timeseries",
    title,
    datasource: source,
    gridPos: { x: (at % 2) * WIDTH, y: Math.floor(at / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } },
    targets: [{ refId: "A", datasource: source, expr: query, legendFormat: legend }],
  }));
  const value = {
    title: `Pushdown: ${name}`,
    uid: `pda-${name}`.slice(0, 40),
    schemaVersion: 39,
    tags: ["pushdown"],
    editable: true,
    refresh: "30s",
    time: { from: "now-1h", to: "now" },
    templating: {
      list: [
        { name: "datasource", type: "datasource", query: "prometheus", label: "Prometheus" },
        {
          name: "job",
          type: "query",
          datasource: source,
          query: { query: `label_values(${metrics.build.name}, job)`, refId: "job" },
          includeAll: true,
          multi: true,
          current: { text: "All", value: "$__all" },
        },
      ],
    },
    panels,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
