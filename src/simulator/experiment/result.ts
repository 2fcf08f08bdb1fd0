import type { FieldDifference, Verdict } from "../compare/verdict.ts";
import type { Delays, ErrorKind, Estimate, Figures } from "./figures.ts";
import type { SettleCurve, Strategy, Sweep } from "./remedies.ts";

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
