import type { Expression } from "./expressions.ts";

/** States and groups, their rules, and what rules do. */

export interface State {
  readonly name: string;
  /** The innermost group or part it stands in; null at pattern level. */
  readonly group: string | null;
  readonly transitions: readonly Transition[];
  readonly timers: readonly Timer[];
  readonly onEnd: readonly EndRule[];
  readonly afterwards: readonly AfterwardsRule[];
}

export interface Group {
  readonly name: string;
  readonly parent: string | null;
  /** For a part, the state where a call begins; null for a group. Parts have no parent. */
  readonly start: string | null;
  readonly transitions: readonly Transition[];
  readonly timers: readonly Timer[];
  readonly onEnd: readonly EndRule[];
  readonly afterwards: readonly AfterwardsRule[];
}

/** `other`: declared events that nothing took; `any`: every record (rule 13). */
export type Trigger = { readonly events: readonly string[] } | "other" | "any";

export interface Transition {
  readonly on: Trigger;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  /** null: the state is not left (also where the last action is call or return). */
  readonly target: string | null;
}

export interface Timer {
  readonly kind: "after" | "within" | "idle";
  /** Milliseconds, > 0. */
  readonly duration: number;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly target: string | null;
}

/** Actions are `emit` and `forEach` only. */
export interface EndRule {
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
}

/** Actions are `assign` only; trigger "other" does not occur. */
export interface AfterwardsRule {
  readonly on: Trigger;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
}

export type Action =
  | {
      readonly do: "push" | "replace";
      readonly kind: string;
      readonly fields: readonly NamedExpression[];
    }
  | { readonly do: "pop" | "clear" | "return" | "endSession" }
  | { readonly do: "assign"; readonly register: string; readonly value: Expression }
  | EmitAction
  | {
      readonly do: "forEach";
      readonly kind: string;
      /** The type of a part is `amount.type`, which is exact; weight is a number. */
      readonly sharing: {
        readonly amount: Expression;
        readonly weight: Expression;
        readonly as: string;
      } | null;
      readonly emits: readonly EmitAction[];
    }
  | { readonly do: "call"; readonly part: string; readonly then: string };

export interface EmitAction {
  readonly do: "emit";
  readonly output: string;
  /** In the order of the output's declaration; optional fields may be left out. */
  readonly fields: readonly NamedExpression[];
  readonly withEvent: boolean;
}

export interface NamedExpression {
  readonly name: string;
  readonly value: Expression;
}
