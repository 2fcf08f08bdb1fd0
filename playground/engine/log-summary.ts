import type { Machine } from "../../src/machine/machine.ts";
import type { Counts } from "../../src/machine/output.ts";
import { rulesOf } from "../../src/machine/tally.ts";
import type { SourceAccount } from "../../src/records/log-run.ts";
import type { OrderCounts } from "../../src/stream/order/order-counts.ts";
import { ruleId } from "./rule-id.ts";
import type { Ran } from "./run.ts";
import type { Watch } from "./watch.ts";

/** What a log touched of one pattern. */
export interface PatternSummary {
  readonly pattern: string;
  readonly counts: Counts;
  readonly order: OrderCounts;
  readonly sessions: number;
  /** Sessions that were in each state. */
  readonly reached: readonly (readonly [state: string, count: number])[];
  /** How often each rule fired, by its id in the drawing. */
  readonly fired: readonly (readonly [rule: string, count: number])[];
  readonly outputs: readonly (readonly [output: string, count: number])[];
  /** What `on other` and `on any` took. */
  readonly swept: readonly (readonly [state: string, event: string, count: number])[];
}

/** A log that went through, as far as it is told at once; lists are asked for by piece. */
export interface LogSummary {
  readonly records: number;
  readonly sources: readonly SourceAccount[];
  readonly patterns: readonly PatternSummary[];
  readonly lines: number;
  readonly refused: number;
  /** By reason, the most frequent first. */
  readonly reasons: readonly {
    readonly count: number;
    readonly sentence: string;
    readonly first: string | null;
    readonly detail: string;
  }[];
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  readonly options: readonly string[];
}

export function summaryOf(ran: Ran): LogSummary {
  const { accounting, refused } = ran;
  return {
    ...{ records: accounting.records, sources: accounting.sources, lines: ran.lines.length },
    patterns: ran.patterns.map((watch, i) => ({
      ...{ counts: accounting.patterns[i]!, order: accounting.order[i]! },
      ...patternSummary(watch),
    })),
    refused: refused.rows.length,
    reasons: refused.summary.groups().map(({ count, sentence, first, detail }) => ({
      ...{ count, sentence, first, detail },
    })),
    ...{ warnings: ran.warnings, errors: ran.errors, options: ran.options },
  };
}

function patternSummary({ machine, coverage, sessions }: Watch) {
  return {
    ...{ pattern: machine.automaton.pattern, sessions: sessions.rows.length },
    ...{ reached: coverage.reached(), fired: firedOf(machine, coverage.tally.fired) },
    ...{ outputs: coverage.outputs(), swept: coverage.sweptEvents() },
  };
}

const firedOf = (
  machine: Machine,
  fired: Float64Array,
): readonly (readonly [rule: string, count: number])[] =>
  rulesOf(machine).map(({ rule, owner, index }, i) => [ruleId(rule, owner, index), fired[i]!]);
