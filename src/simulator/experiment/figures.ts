import type { FieldDifference, Mark, Verdict } from "../compare/verdict.ts";
import type { Explanation as Explained } from "../explain/explanation.ts";

/** An estimate, and where the truth lies in 95 of 100 such intervals. */
export interface Estimate {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
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
