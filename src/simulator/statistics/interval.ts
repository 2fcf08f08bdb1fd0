import { normal } from "../disorder/chance/quantile.ts";

/** An estimate, and where the truth lies with the stated confidence. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** How often an interval is to hold the truth, unless another is asked for. */
export const CONFIDENCE = 0.95;

/** How many standard deviations lie between the middle and either end. */
export const deviations = (confidence: number): number => normal(0.5 + confidence / 2);
