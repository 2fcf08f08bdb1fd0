import type { Machine } from "../machine/machine.ts";
import type { Counts } from "../machine/output.ts";
import type { LogAccounting } from "../records/log-run.ts";
import type { Coverage } from "../stream/coverage.ts";
import type { OrderCounts } from "../stream/order/order-counts.ts";

/** What `--summary` prints: the accounting, then each pattern. */
export function summaryText(
  accounting: LogAccounting,
  machines: readonly Machine[],
  coverage: readonly Coverage[],
): string {
  const sources = accounting.sources.map(
    ({ source, read, dead, handedOn, undeclared }) =>
      `${source}: ${n(read)} read = ${n(dead)} dead + ${n(handedOn)} handed on${
        undeclared === 0 ? "" : ` (${n(undeclared)} undeclared)`
      }`,
  );
  const patterns = machines.flatMap((machine, i) => [
    "",
    ...patternText(machine, accounting.patterns[i]!, accounting.order[i]!, coverage[i]!),
  ]);
  const open =
    accounting.openSessions > 0
      ? [`${counted(accounting.openSessions, "key still has", "keys still have")} an open session`]
      : [];
  const late =
    accounting.endedAfterLast > 0
      ? [
          `${counted(accounting.endedAfterLast, "session ends", "sessions end")} after the last record: only the end of the input says so`,
        ]
      : [];
  return `${[...sources, ...open, ...late, ...patterns].join("\n")}\n`;
}

function patternText(
  { automaton }: Machine,
  counts: Counts,
  kept: OrderCounts,
  coverage: Coverage,
): readonly string[] {
  const { handedOn, ignored, laneless, stepped, taken, unmatched, failed } = counts;
  const before = KEPT.filter(([name]) => kept[name] > 0).map(
    ([name, text]) => `${n(kept[name])} ${text} + `,
  );
  const more = [
    ...EXTRAS.filter(([name]) => counts[name] > 0).map(
      ([name, text]) => `  ${n(counts[name])} ${text}`,
    ),
    ...IN_VAIN.filter(([name]) => kept[name] > 0).map(
      ([name, text]) => `  ${n(kept[name])} ${text}`,
    ),
  ];
  const never = coverage.neverFired();
  const swept = coverage.sweptEvents();
  return [
    `pattern ${automaton.pattern}`,
    `  ${n(handedOn)} handed on = ${before.join("")}${n(ignored)} ignored + ${n(laneless)} without lane + ${n(stepped)} stepped`,
    `  ${n(stepped)} stepped = ${n(taken)} taken + ${n(unmatched)} unmatched + ${n(failed)} failed`,
    `  ${n(counts.sessionsBegun)} sessions begun, ${n(counts.sessionsEnded)} ended`,
    ...more,
    ...section(
      "outputs",
      coverage.outputs().map(([name, count]) => `${n(count)} ${name}`),
    ),
    ...section(
      "sessions that reached",
      coverage.reached().map(([name, count]) => `${n(count)} ${name}`),
    ),
    ...section("never taken", never),
    ...section(
      "taken by `on other` and `on any`",
      swept.map(([state, event, count]) => `${n(count)} ${event} in ${state}`),
    ),
  ];
}

const EXTRAS: readonly (readonly [keyof Counts, string])[] = [
  ["late", "late, applied"],
  ["dueFailed", "due steps failed"],
  ["stalled", "sessions stalled by timers"],
  ["framesDropped", "oldest frames dropped"],
  ["pushesRefused", "pushes refused"],
  ["lanesDropped", "oldest lanes dropped"],
  ["lanesRefused", "lanes refused"],
];

/** What the order words keep from the machine is handed on, too. */
const KEPT: readonly (readonly [keyof OrderCounts, string])[] = [
  ["duplicates", "duplicate"],
  ["lateDropped", "late, dropped"],
  ["lateEmitted", "late, emitted"],
  ["lateBeyond", "too late to retract"],
  ["held", "held"],
];

const IN_VAIN: readonly (readonly [keyof OrderCounts, string])[] = [
  ["numbersMissed", "numbers waited for in vain"],
  ["causesUnknown", "causes waited for in vain"],
  ["causesEnded", "causes of sessions that had ended"],
  ["causesEvicted", "configurations given up for want of room"],
];

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    ${line}`)];

const counted = (count: number, one: string, many: string): string =>
  `${n(count)} ${count === 1 ? one : many}`;

const n = (count: number): string => count.toLocaleString("en");
