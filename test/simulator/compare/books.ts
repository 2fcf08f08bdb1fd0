import { expect } from "vitest";
import { revisionOf } from "../../../src/simulator/compare/line.ts";
import type { Judgement } from "../../../src/simulator/compare/verdict.ts";

/** Every output of either run has exactly one verdict, and the verdict fits what there is. */
export function balanced(
  truth: readonly string[],
  observed: readonly string[],
  judgements: readonly Judgement[],
): void {
  const ofTruth = judgements.flatMap(({ truth: index }) => (index < 0 ? [] : [index]));
  const ofObserved = judgements.flatMap(({ observed: index }) => (index < 0 ? [] : [index]));
  const emissions = [...observed.keys()].filter((i) => !revisionOf(observed[i]!)?.retracted);
  expect(ofTruth.toSorted((a, b) => a - b)).toEqual([...truth.keys()]);
  expect(ofObserved.toSorted((a, b) => a - b)).toEqual(emissions);
  for (const { verdict, truth: of, observed: by, fields } of judgements) {
    expect([of >= 0, by >= 0]).toEqual(SIDES[verdict]);
    expect(fields.length > 0).toBe(verdict === "changed");
  }
}

const SIDES = {
  exact: [true, true],
  changed: [true, true],
  "false positive": [false, true],
  "false negative": [true, false],
  duplicate: [false, true],
  retracted: [false, true],
} as const;
