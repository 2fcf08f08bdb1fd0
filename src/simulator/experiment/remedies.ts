import type { Verdict } from "../compare/verdict.ts";
import type { Delays, ErrorKind, Estimate } from "./figures.ts";

/** One variable at several values (points), at one or several degrees of disorder (levels), all on the same draws. */
export interface Sweep {
  /** `reorder`: the window of `reorder within`; else the name of a parameter of the pattern. */
  readonly over: string;
  readonly isReorder: boolean;
  readonly points: readonly {
    /** As it is written: `4s`, or the parameter's value. */
    readonly label: string;
    /** Milliseconds of a window or of a parameter that is a duration; a number's value; null: text. */
    readonly value: number | null;
  }[];
  readonly levels: readonly {
    /** What tells it from the others: `flush=5s`, or the pipeline's name; `as given` where there is only one. */
    readonly label: string;
    readonly spelled: string;
    /** By point. */
    readonly cells: readonly SweepCell[];
  }[];
  /** The level that front and recommendation are about. */
  readonly level: number;
  /** Points of that level that no other beats in delay, error and memory at once, in order. */
  readonly front: readonly number[];
  /** Null where the sweep is not over windows. */
  readonly recommendation: Recommendation | null;
}

export interface SweepCell {
  readonly badSessions: Estimate;
  readonly precision: Estimate | null;
  readonly recall: Estimate | null;
  readonly exactly: Estimate | null;
  readonly delays: Delays;
  readonly heldMax: number;
  /** How much less bad sessions there are than at the first point, on the same draws; null at the first. */
  readonly better: Estimate | null;
}

/** Chosen on one half of the seeds, reported on the other: a figure that was chosen for being small is too small. */
export interface Recommendation {
  /** The share of bad sessions that it is to stay under. */
  readonly target: number;
  /** Index among the points; null: none reaches the target. */
  readonly point: number | null;
  /** What to write into the pattern, such as `reorder within 4s`; null: nothing is needed, or nothing helps. */
  readonly edit: string | null;
  /** A sentence for people. */
  readonly text: string;
  readonly chosenOn: { readonly seeds: number; readonly badSessions: Estimate | null };
  readonly reportedOn: {
    readonly seeds: number;
    readonly badSessions: Estimate | null;
    readonly delayMs99: number | null;
    readonly heldMax: number | null;
  };
}

/** One way to meet disorder, on the same draws as the others. */
export interface Strategy {
  /** `nothing`, `hold 4s`, `reorder within 4s`, `order by seq wait 4s`, `late retract within 4s`, `follow cause wait 4s`. */
  readonly label: string;
  readonly kind: "nothing" | "hold" | "reorder" | "sequence" | "retract" | "cause";
  /** Why it cannot be tried on this log; then there are no figures. */
  readonly unavailable: string | null;
  readonly figures: StrategyFigures | null;
}

export interface StrategyFigures {
  readonly badSessions: Estimate;
  readonly precision: Estimate | null;
  readonly recall: Estimate | null;
  readonly exactly: Estimate | null;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly delays: Delays;
  /** The most events held at once: those that wait, and under `late retract` those that may be run again. */
  readonly heldMax: number;
  /** Taken back per thousand results put out. */
  readonly retractedPerThousand: number;
  readonly kept: StrategyCounts;
  /** What is still wrong, the most frequent kinds first. */
  readonly worst: readonly ErrorKind[];
}

/** What a strategy did with events, over all seeds, in keys that did not come in perfect order. */
export interface StrategyCounts {
  /** Taken behind a later one of their key: they came too late even for it. */
  readonly takenLate: number;
  /** Copies that were recognized. */
  readonly duplicates: number;
  /** Not taken: later than `late retract within` allows. */
  readonly dropped: number;
  /** Numbers that were waited for in vain. */
  readonly numbersMissed: number;
  /** Causes that were waited for in vain, and those whose session had ended. */
  readonly causesMissed: number;
  readonly causesEnded: number;
  /** Configurations that went because there was no room. */
  readonly evicted: number;
  /** Results that were taken back. */
  readonly takenBack: number;
}

/** For `late retract`: which share of results is still taken back after it has stood so long. */
export interface SettleCurve {
  readonly within: string;
  /** Results put out, over all seeds, corrections included. */
  readonly results: number;
  readonly retracted: number;
  /** Falling; the first at age 0. */
  readonly points: readonly { readonly ageMs: number; readonly share: number }[];
  /** `after 3 s, 0.1 % of results are still taken back`: one sentence for each of some shares. */
  readonly sentences: readonly string[];
}
