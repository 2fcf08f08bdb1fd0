import type { FieldDifference, Verdict } from "../compare/verdict.ts";

/** The smallest part of what happened to a key that makes one result wrong; plain JSON. */
export interface Explanation {
  /** In words, for people. */
  readonly text: string;
  /** Whether an exact search showed that no fewer exchanges suffice. */
  readonly certified: boolean;
  /** The same in a sentence: of what, and how far. */
  readonly proof: string;
  readonly certificate: Certificate;
  /** Exchanges of neighbours. */
  readonly swaps: number;
  /** Both runs of these events side by side, a row for each step; a step's lines are its head and what it did. */
  readonly steps: readonly StepPair[];
  readonly key: string;
  readonly verdict: Verdict;
  readonly output: string;
  readonly fields: readonly FieldDifference[];
  /** Without these it does not happen; in the order of time. */
  readonly events: readonly ExplainedEvent[];
  /** What the machine was fed with: places in `events`. */
  readonly fed: readonly FedEvent[];
  /** Undone alone, any of them makes it right, as far as these events go. */
  readonly changes: readonly Change[];
  /** Before anything was left out. */
  readonly of: { readonly events: number; readonly swaps: number; readonly alterations: number };
  /** A change after which the key's whole log gives the right result: found by replaying it. Null: no one does. */
  readonly remedy: Remedy | null;
  /** Explanations of one kind have the same: fault, events, changes and mechanisms. */
  readonly kind: string;
  /** The kind in words. */
  readonly label: string;
}

export interface ExplainedEvent {
  readonly id: string;
  /** Null: no declared event. */
  readonly name: string | null;
  /** When it happened (rule 27). */
  readonly time: string;
  /** From 1, among the key's events in the order of time. */
  readonly place: number;
}

export interface FedEvent {
  readonly event: number;
  readonly id: string;
  /** The time that it carried, where that is another. */
  readonly stamp: string | null;
  readonly copy: boolean;
}

/** By places in `events`. `mechanism`: what did most for it; null: nothing that is known of. */
export type Change =
  | {
      readonly kind: "exchanged";
      /** It should have come first. */
      readonly late: number;
      readonly early: number;
      readonly mechanism: string | null;
    }
  | {
      readonly kind: "lost" | "copied" | "stamped";
      readonly event: number;
      readonly mechanism: string | null;
    };

/** How far it is proved that nothing smaller does. */
export interface Certificate {
  /**
   * `session`: no choice of the key's events shows the fault with fewer exchanges and alterations; `events`: those
   * of the explanation do not; null: not searched to the end.
   */
  readonly among: "session" | "events" | null;
  /** The size of a smaller one whose exchanges did not all take place; null: there is none. */
  readonly elsewhere: number | null;
  /** How many variants were looked at. */
  readonly tried: number;
}

export interface Remedy {
  /** `sooner`, `later`: an event comes so much sooner or later; `undone`: what was altered is not. */
  readonly how: "sooner" | "later" | "undone";
  /** Places in `events`. */
  readonly events: readonly number[];
  /** Whole milliseconds; null where nothing is moved. */
  readonly ms: number | null;
}

/** A step of each run that belong together; null: the other run has none such. */
export interface StepPair {
  readonly ordered: string | null;
  readonly disturbed: string | null;
  readonly differs: boolean;
}
