import type { Ceiling } from "./ceiling.ts";
import type { Contest } from "./contest.ts";
import type { Late } from "./latency.ts";
import type { Shares } from "./profile.ts";
import type { Restored } from "./restore.ts";
import { bothCosts, cost, rate } from "./table.ts";

type Print = (text: string) => void;

const whole = (value: number): string => value.toFixed(0);
const percent = (share: number): string => `${(100 * share).toFixed(0).padStart(3)} %`;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

export function tellCeiling(ceiling: Ceiling, print: Print): void {
  const { written, read, records, writtenBrokerSeconds, readBrokerSeconds } = ceiling;
  const micros = (seconds: number): string => ((seconds / records) * 1e6).toFixed(2);
  print(`the broker's own tools, ${records} records of 200 bytes:`);
  print(
    `  written ${whole(written)} a second, ${micros(writtenBrokerSeconds)} µs of the broker each`,
  );
  print(`  read    ${whole(read)} a second, ${micros(readBrokerSeconds)} µs of the broker each`);
}

/** Each event is read once and makes so many records; what the tools would take for that is the ceiling. */
export function tellCeilingShare(one: Contest, ceiling: Ceiling, records: number, print: Print) {
  const { outputs, changelog } = one.outcome;
  const writes = (outputs + changelog) / records;
  const most = 1 / (1 / ceiling.read + writes / ceiling.written);
  print(
    `the tools' ceiling for one read and ${writes.toFixed(2)} writes: ${whole(most)} events/s;`,
  );
  print(`  ours reaches ${percent(rate(one) / most).trim()} of it`);
}

/** What a worker is to be measured by: as it is best deployed on these cores. */
export function tellHead(best: Contest, processes: number, print: Print): void {
  const how = processes === 1 ? "one process" : `${processes} processes of one group`;
  print(`exactly once from topic to topic: ${whole(rate(best))} events/s (${how})`);
}

/** By processor time, which a busy machine disturbs least; and by the clock. */
export function tellRatio(what: string, one: Contest, other: Contest, print: Print): void {
  const equal = one.outcome.hash === other.outcome.hash ? "equal outputs" : "OUTPUTS DIFFER";
  const own = (cost(other, "worker") / cost(one, "worker")).toFixed(2);
  const both = (bothCosts(other) / bothCosts(one)).toFixed(2);
  const byClock = (rate(one) / rate(other)).toFixed(2);
  print(`our throughput as a ratio to that of ${what} (${equal}):`);
  print(`  by processor time ${own}, with the broker's ${both}; by the clock ${byClock}`);
}

export function tellOnce(once: Contest, least: Contest, print: Print): void {
  const own = (cost(once, "worker") - cost(least, "worker")).toFixed(2);
  const broker = (cost(once, "broker") - cost(least, "broker")).toFixed(2);
  const share = (bothCosts(once) / bothCosts(least)).toFixed(2);
  print(`exactly once costs ${own} µs of ours and ${broker} of the broker's an event more than`);
  print(
    `  at least once: ${share} times as much; by the clock ${(rate(least) / rate(once)).toFixed(2)}`,
  );
}

export function tellPatterns(byCount: readonly Contest[], print: Print): void {
  const [first, last] = [byCount[0]!, byCount.at(-1)!];
  const more = (of: (one: Contest) => number): string =>
    ((of(last) - of(first)) / (byCount.length - 1)).toFixed(2);
  const own = more((one) => cost(one, "worker"));
  print(
    `each added pattern costs ${own} µs of ours an event, ${more(bothCosts)} with the broker's`,
  );
}

const SHOWN = 12;

export function tellProfile({ parts, functions }: Shares, print: Print): void {
  print("what the worker's processor time goes into (uniform, JSON, the start included):");
  for (const [name, share] of parts) if (share >= 0.005) print(`  ${percent(share)}  ${name}`);
  print("and the functions at the top:");
  for (const [name, share] of functions.slice(0, SHOWN)) print(`  ${percent(share)}  ${name}`);
}

export function tellLatency({ latency, spans }: Late, perSecond: number, print: Print): void {
  const { results, median, p99, p999, most } = latency;
  print(`event in to result readable under read_committed, at ${perSecond} events/s:`);
  print(
    `  median ${median} ms, p99 ${p99} ms, p99.9 ${p999} ms, most ${most} ms; ${results} results`,
  );
  const cells = (...all: readonly string[]): string =>
    all.map((cell, i) => (i === 0 ? `  ${cell.padEnd(23)}` : cell.padStart(8))).join("");
  for (const [at, one] of spans.entries()) {
    print(cells(`worker ${at + 1}, ms`, "times", "median", "p99", "most"));
    for (const { what, count, ...of } of one)
      print(cells(what, whole(count), ...[of.median, of.p99, of.most].map((ms) => ms.toFixed(0))));
  }
}

export function tellRestored(restored: Restored, print: Print): void {
  const { sessions, seconds, processorSeconds, heapBytes, residentBytes } = restored;
  print(`${sessions} open sessions:`);
  const processor = processorSeconds.toFixed(1);
  print(`  restored from the changelog ${seconds.toFixed(1)} s after the process began,`);
  print(`  which took ${processor} s of its processor's time;`);
  const each = whole(heapBytes / sessions);
  print(
    `  heap ${megabytes(heapBytes)} MB, ${each} bytes each; resident ${megabytes(residentBytes)} MB`,
  );
}
