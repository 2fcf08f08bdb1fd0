import type { FieldDifference, Mark, Verdict } from "../compare/verdict.ts";
import type { Explanation as Explained } from "../explain/explanation.ts";

/**
 * What one `pda simulate` gives, as plain JSON: what `--json` prints and the report is drawn from. It holds no
 * timings, so that the same command gives the same bytes whatever the machine and its threads. Durations are in
 * milliseconds, shares from 0 to 1.
 */
export interface SimulationResult {
  readonly format: "pushdown simulation 1";
  readonly pattern: PatternFacts;
  readonly log: LogFacts;
  readonly truth: TruthFacts;
  readonly pipeline: PipelineFacts;
  /** Seeds `first` to `first + count - 1`. */
  readonly seeds: { readonly first: number; readonly count: number };
  /** An output that comes more than so long after the ordered run could know it is late. */
  readonly budgetMs: number | null;
  /** The pattern as it stands, behind the pipeline, over all seeds. */
  readonly outcome: Outcome;
  /** What the outcome means, in the pattern's terms: the first is the summary, the rest go from frequent to rare. Empty: nothing goes wrong. */
  readonly sentences: readonly string[];
  readonly sweep: Sweep | null;
  readonly strategies: readonly Strategy[] | null;
  readonly settle: SettleCurve | null;
  /** Kinds of errors of the outcome with an example each, the most frequent first. */
  readonly worst: readonly ErrorKind[];
}

/** An estimate, and where the truth lies in 95 of 100 such intervals. */
export interface Estimate {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface PatternFacts {
  readonly name: string;
  /** The automaton's fingerprint. */
  readonly version: string;
  readonly file: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly outputs: readonly string[];
  /** The pattern's order words, such as `reorder within 4s`; empty: it has none. */
  readonly order: readonly string[];
}

export interface LogFacts {
  readonly names: readonly string[];
  readonly events: number;
  readonly keys: number;
  readonly sessions: number;
  /** Records that could not be used. */
  readonly dead: number;
  /** Instants (rule 27) of the first and last event. */
  readonly from: string;
  readonly to: string;
  /** Events behind an earlier one of their key, as recorded. */
  readonly behind: number;
  /** Outputs of the ordered run, by name. */
  readonly outputs: Readonly<Record<string, number>>;
}

export interface TruthFacts {
  /** One sentence: what is taken as true. */
  readonly statement: string;
  /** What the figures hold only under, a sentence each. */
  readonly assumptions: readonly string[];
  /** Whether the log's own `_expect` is the truth. */
  readonly annotated: boolean;
}

export interface PipelineFacts {
  /** As it was asked for: stages, or the name of a preset. */
  readonly written: string;
  readonly preset: string | null;
  /** The shortest text that says the same. */
  readonly spelled: string;
  readonly stages: readonly {
    readonly mechanism: string;
    /** What it models, one sentence. */
    readonly models: string;
    readonly parameters: readonly {
      readonly name: string;
      /** As it is written. */
      readonly value: string;
      readonly isDefault: boolean;
      readonly says: string;
      /** Where the default comes from. */
      readonly source: string;
    }[];
  }[];
  /** Of a preset: where its numbers come from. */
  readonly sources: readonly string[];
}

/** Sums and shares of all outputs of the pattern, or of one of them. Null: nothing to tell a share of. */
export interface Figures {
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly marks: Readonly<Record<Mark, number>>;
  /** Of what stands in the end, what the truth has, too, whatever its content. */
  readonly precision: Estimate | null;
  /** Of what the truth has, what stands in the end, whatever its content. */
  readonly recall: Estimate | null;
  /** Of what the truth has, what stands with the same content. */
  readonly exactly: Estimate | null;
}

export interface Outcome extends Figures {
  /** Sessions times seeds is how often a session was tried. */
  readonly sessions: number;
  readonly seeds: number;
  /** Share of sessions with any error: anything but exact and retracted. */
  readonly badSessions: Estimate;
  readonly outputs: readonly (Figures & {
    readonly output: string;
    /** How changed ones differ, the most frequent first; `share` of what the truth has. */
    readonly fields: readonly (FieldDifference & {
      readonly count: number;
      readonly share: number;
    })[];
  })[];
  /** By blamed stage of the pipeline; the last one stands for what no stage explains. */
  readonly mechanisms: readonly {
    /** Index among the pipeline's stages; null: none explains it. */
    readonly stage: number | null;
    readonly mechanism: string | null;
    readonly counts: Readonly<Record<Verdict, number>>;
    /** What precision and recall would be if these errors were the only ones. */
    readonly precision: number;
    readonly recall: number;
    readonly badSessions: Estimate;
  }[];
  readonly delays: Delays;
  /** The most events held at once before the machine, over all keys. */
  readonly heldMax: number;
}

export interface Delays {
  /** Outputs whose delay could be told. */
  readonly outputs: number;
  /** Outputs that only the end of the input brought; they have no delay. */
  readonly atEnd: number;
  /** From when the ordered run could know it until the events that it needs had arrived. */
  readonly information: Quantiles;
  /** From there until what is held before the machine let it go. */
  readonly system: Quantiles;
  /** Both. */
  readonly total: Quantiles;
}

/** Milliseconds that 50, 90, 99 and 99.9 % do not exceed; to 1.1 % of their size. */
export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
}

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

/** Errors that are alike: of one output, with one verdict, in the same fields, put down to one stage. */
export interface ErrorKind {
  readonly output: string;
  readonly verdict: Verdict;
  readonly fields: readonly FieldDifference[];
  readonly mechanism: string | null;
  /** Over all seeds. */
  readonly count: number;
  readonly example: ErrorExample;
}

export interface ErrorExample {
  readonly seed: number;
  readonly key: string;
  /** Whole lines (rule 27); null: that run has none. */
  readonly expected: string | null;
  readonly got: string | null;
  /** The key's events as the machine took them, with what happened to each on its way. */
  readonly events: readonly {
    readonly id: string;
    /** null: no declared event. */
    readonly name: string | null;
    /** When it happened. */
    readonly time: string;
    /** From 1, in the order of time. */
    readonly place: number;
    /** From 1, in the order in which the machine took it; null: it did not arrive. */
    readonly arrival: number | null;
    /** When it arrived; null: it did not. */
    readonly arrivedAt: string | null;
    /** The event time that it carried when it arrived, where that is another. */
    readonly stamp: string | null;
    /** `waited 4.1 s in collector 3`, in the order of the stages. */
    readonly happened: readonly string[];
  }[];
  /** Where one was looked for. */
  readonly explanation?: Explanation;
}

/** The smallest change that would have made it right, as far as a list of examples tells it. */
export type Explanation = Pick<Explained, "text" | "certified" | "swaps" | "steps">;
