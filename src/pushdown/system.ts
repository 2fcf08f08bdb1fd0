/**
 * A pushdown system: finitely many control states, a stack of symbols, and rules that look at the control
 * state and the top symbol only. Control states and symbols are integers from 0; what they mean is the
 * caller's business, and so is the number that labels a rule.
 */
export interface PushdownSystem {
  readonly controls: number;
  readonly symbols: number;
  readonly rules: readonly Rule[];
}

/** ⟨from, top⟩ → ⟨to, push⟩. */
export interface Rule {
  readonly from: number;
  readonly top: number;
  readonly to: number;
  /** What stands in place of `top`: at most two symbols, the new top first. */
  readonly push: readonly number[];
  readonly label: number;
  /** What a run pays for the rule, ≥ 0; witnesses are cheapest runs. */
  readonly cost: number;
}

/** A control state with a stack, the top first. */
export interface PushdownConfiguration {
  readonly control: number;
  readonly stack: readonly number[];
}
