import { expect, it } from "vitest";
import type { ChunkCommitted } from "../../../src/worker/news.ts";
import { meter } from "../../../src/worker/ops/meter.ts";
import type { Metric } from "../../../src/worker/ops/metric.ts";
import { metrics } from "../../../src/worker/ops/metrics.ts";
import { measureProcess } from "../../../src/worker/ops/process.ts";
import { Registry } from "../../../src/worker/ops/registry.ts";

const clock = { nowMs: () => 1_000_000, sleep: async () => {} };

const chunk = (over: Partial<ChunkCommitted> = {}): ChunkCommitted => ({
  kind: "chunk",
  task: 3,
  number: 1,
  records: 100,
  late: 2,
  canaries: 0,
  outputs: 7,
  deadLetters: 3,
  dead: { record: 1, ahead: 0, step: 2 },
  keysWritten: 40,
  keysDeleted: 5,
  changelogBytes: 4_000,
  sessions: 35,
  byPattern: [6, 1],
  steppingMs: 20,
  transactionMs: 30,
  positions: [{ topic: "clicks", partition: 3, offset: 100 }],
  lag: 12,
  watermarkMs: 990_000,
  idle: false,
  ...over,
});

function metered() {
  const registry = new Registry();
  const told = meter(registry, { inputs: ["clicks"], patterns: ["search", "odd"] }, clock);
  const line = (start: string): string | undefined =>
    registry
      .text()
      .split("\n")
      .find((one) => one.startsWith(start));
  return { registry, told, line };
}

it("turns a committed chunk into figures, times in seconds", () => {
  const { registry, told } = metered();
  told.tell({ kind: "assigned", generation: 1, tasks: [3] });
  told.tell({ kind: "phase", task: 3, phase: "reading" });
  told.tell(chunk());
  told.tell(chunk({ lag: 0 }));
  told.refresh();
  for (const line of [
    'pda_records_consumed_total{topic="clicks",partition="3"} 200',
    'pda_records_produced_total{kind="output"} 14',
    'pda_records_produced_total{kind="changelog"} 80',
    'pda_matches_total{pattern="search"} 12',
    'pda_records_dead_lettered_total{stage="record"} 2',
    'pda_records_dead_lettered_total{stage="ahead"} 0',
    'pda_records_late_total{partition="3"} 4',
    'pda_sessions_open{partition="3"} 35',
    'pda_sessions_closed_total{partition="3"} 10',
    'pda_chunk_duration_seconds_bucket{le="0.025"} 0',
    'pda_chunk_duration_seconds_bucket{le="0.05"} 2',
    'pda_chunk_duration_seconds_bucket{le="+Inf"} 2',
    "pda_chunk_duration_seconds_sum 0.1",
    "pda_transaction_duration_seconds_sum 0.06",
    'pda_transactions_total{result="committed"} 2',
    'pda_task_state{partition="3"} 2',
    'pda_consumer_lag_records{topic="clicks",partition="3"} 0',
    'pda_event_time_lag_seconds{partition="3"} 10',
    "pda_changelog_bytes_total 8000",
  ]) {
    expect(registry.text().split("\n")).toContain(line);
  }
});

it("tells a task's states, and nothing of a task that is gone", () => {
  const { told, line } = metered();
  const state = () => line("pda_task_state")?.split(" ").at(-1);
  told.tell({ kind: "assigned", generation: 1, tasks: [3] });
  expect(state()).toBe("0");
  told.tell({ kind: "phase", task: 3, phase: "restoring" });
  expect(state()).toBe("1");
  told.tell({ kind: "phase", task: 3, phase: "stepping" });
  expect(state()).toBe("2");
  const stop = { reason: "wrong key", message: "m", remedy: "r" } as const;
  told.tell({ kind: "stopped", task: 3, stop });
  expect(state()).toBe("3");
  told.tell(chunk());
  told.tell({ kind: "assigned", generation: 2, tasks: [4] });
  expect(line('pda_task_state{partition="3"}')).toBeUndefined();
  expect(line("pda_sessions_open{")).toBeUndefined();
  expect(line("pda_consumer_lag_records{")).toBeUndefined();
  expect(line("pda_records_consumed_total{")).toContain(" 100");
});

it("counts transactions that failed, and only those", () => {
  const { told, line } = metered();
  const failed = { kind: "failed", task: 1, message: "" } as const;
  told.tell({ ...failed, failure: "unknown", during: "committing" });
  told.tell({ ...failed, failure: "refused", during: "sent" });
  told.tell({ ...failed, failure: "unavailable", during: "reading" });
  expect(line('pda_transactions_total{result="unknown"}')).toContain(" 1");
  expect(line('pda_transactions_total{result="other"}')).toContain(" 1");
  expect(line('pda_transactions_total{result="unavailable"}')).toContain(" 0");
  told.tell({ kind: "revoked", generation: 1, lost: true });
  expect(line('pda_rebalances_total{end="lost"}')).toContain(" 1");
});

it("writes the text as Prometheus reads it, whatever labels hold", () => {
  const registry = new Registry();
  registry.add(metrics.matches, { pattern: 'a"b\\c\nd' }, 1);
  registry.set(metrics.memory, {}, Number.POSITIVE_INFINITY);
  measureProcess(registry).stop();
  const sample =
    /^[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? (-?\d[\d.e+-]*|[+-]Inf)$/;
  for (const line of registry.text().trimEnd().split("\n")) {
    if (!line.startsWith("# ")) expect(line).toMatch(sample);
  }
  expect(registry.text()).toContain('pattern="a\\"b\\\\c\\nd"');
});

it("has names as Prometheus wants them", () => {
  const all: Metric[] = Object.values(metrics);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { name, type, says, act, buckets } of all) {
    expect(name).toMatch(/^(pda|process|nodejs)_[a-z_]+$/);
    expect(name.endsWith("_total"), name).toBe(type === "counter");
    expect(name, "base units").not.toMatch(/_(ms|milliseconds|kb|mb)(_|$)/);
    expect(says, name).not.toMatch(/\.$/);
    expect(act, name).toMatch(/\.$/);
    expect(buckets !== undefined, name).toBe(type === "histogram");
    expect([...(buckets ?? [])].sort((a, b) => a - b)).toEqual(buckets ?? []);
  }
});

it("tells of the stage before the patterns and of canaries", () => {
  const registry = new Registry();
  const told = meter(registry, { inputs: ["clicks"], patterns: ["search"] }, clock);
  const has = (line: string): boolean => registry.text().split("\n").includes(line);
  const dead = { record: 2, ahead: 1, step: 0 };
  told.tell({ kind: "rekeyed", task: 4, records: 50, dead, lag: 9 });
  expect(has('pda_records_rekeyed_total{partition="4"} 50')).toBe(true);
  expect(has('pda_rekey_lag_records{partition="4"} 9')).toBe(true);
  expect(has('pda_records_dead_lettered_total{stage="record"} 2')).toBe(true);
  told.tell({ kind: "rekeyed", task: 4, records: 0, dead, lag: null });
  expect(registry.text()).not.toContain("pda_rekey_lag_records{");

  const run = { kind: "canary", task: 0, pattern: "search", scenario: "sells", ms: 200 } as const;
  told.tell({ ...run, result: "passed", message: null });
  told.tell({ ...run, result: "failed", message: "expected a, got b" });
  const labels = 'pattern="search",scenario="sells"';
  expect(has(`pda_canary_runs_total{${labels},result="passed"} 1`)).toBe(true);
  expect(has(`pda_canary_runs_total{${labels},result="failed"} 1`)).toBe(true);
  expect(has(`pda_canary_last_pass_timestamp_seconds{${labels}} 1000`)).toBe(true);
  expect(has('pda_canary_duration_seconds_bucket{le="0.25"} 2')).toBe(true);
});

it("tells of announced changes: made, waited for, and what became of what was open", () => {
  const { registry, told, line } = metered();
  expect(line('pda_changed_keys_total{outcome="given_up"}')).toMatch(/ 0$/); // from the start
  told.tell({ kind: "assigned", generation: 1, tasks: [3] });
  told.tell({ kind: "change waits", task: 3, number: 1, why: "its output has no topic" });
  expect(registry.text()).toContain('pda_change_waiting{partition="3"} 1');
  const made = { positions: [], carried: 4, drained: 2, givenUp: 1, ms: 3 };
  told.tell({ kind: "changed", task: 3, number: 1, ...made });
  told.tell({ kind: "changed", task: 3, number: 2, ...made, carried: 5 });
  for (const line of [
    'pda_change_waiting{partition="3"} 0',
    'pda_changes_made_total{partition="3"} 2',
    'pda_changed_keys_total{outcome="carried"} 9',
    'pda_changed_keys_total{outcome="drained"} 4',
    'pda_changed_keys_total{outcome="given_up"} 2',
  ])
    expect(registry.text()).toContain(line);
  told.tell({ kind: "assigned", generation: 2, tasks: [] });
  expect(registry.text()).not.toContain("pda_change_waiting{");
});
