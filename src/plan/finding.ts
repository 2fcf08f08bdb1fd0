/**
 * What becomes of open sessions when a pattern changes: they go on in the new automaton as they are (`keep`),
 * or under other names (`map`); they end on the old one while new ones begin on the new (`drain`); or nothing
 * of them can be kept (`reset`).
 */
export type Policy = "keep" | "map" | "drain" | "reset";

/** From what is safest. */
export const POLICIES: readonly Policy[] = ["keep", "map", "drain", "reset"];

export interface Finding {
  /** What has changed: `state found`, `register last`. */
  readonly what: string;
  /** How, and what it means for open sessions. */
  readonly how: string;
  /** What it allows at best. */
  readonly policy: Policy;
}

export const finding = (what: string, how: string, policy: Policy = "keep"): Finding => ({
  ...{ what, how, policy },
});

export const worse = (a: Policy, b: Policy): Policy =>
  POLICIES.indexOf(a) > POLICIES.indexOf(b) ? a : b;

/** Of pieces of automata, which are plain JSON. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
