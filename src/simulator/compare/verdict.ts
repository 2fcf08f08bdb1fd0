/** What became of an output. Every output of either run has exactly one. */
export const VERDICTS = [
  /** In both runs, with the same content. */
  "exact",
  /** In both runs, with other content. */
  "changed",
  /** Only in the disturbed run. */
  "false positive",
  /** Only in the ordered run. */
  "false negative",
  /** Once more than in the ordered run, under an identity that was there already. */
  "duplicate",
  /** Taken back or replaced by the disturbed run itself (rule 36). */
  "retracted",
] as const;

export type Verdict = (typeof VERDICTS)[number];

export const EXACT = 0;
export const CHANGED = 1;
export const FALSE_POSITIVE = 2;
export const FALSE_NEGATIVE = 3;
export const DUPLICATE = 4;
export const RETRACTED = 5;

/** What differs between the two outputs of one identity, beside their content; no verdict depends on it. */
export const MARKS = [
  /** It came more than the budget after its own instant. */
  "late",
  /** It had been taken back, and came again. */
  "flickering",
  /** It belongs to a session that began with another event. */
  "moved",
  /** It carries another time. */
  "shifted",
  /** It depends on other events. */
  "caused otherwise",
] as const;

export type Mark = (typeof MARKS)[number];

/** How a field of the content differs. */
export interface FieldDifference {
  readonly field: string;
  /** `gone`: only the ordered run has it; `come`: only the disturbed one. */
  readonly how: "other" | "gone" | "come";
}

export interface Judgement {
  readonly verdict: Verdict;
  /** Index among the outputs of the ordered run; -1: none. */
  readonly truth: number;
  /** Index among the lines of the disturbed run; -1: none. */
  readonly observed: number;
  /** Of a changed one: which fields; in the order of the ordered run. */
  readonly fields: readonly FieldDifference[];
  readonly marks: readonly Mark[];
}
