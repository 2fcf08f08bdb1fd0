import type { Span } from "../../diagnostic/diagnostic.ts";
import type { Expression, Name } from "./expressions.ts";

export type Rule = TransitionRule | TimerRule | EndRule | AfterwardsRule;

/** What an `on` waits for. */
export type Trigger =
  | { readonly kind: "events"; readonly names: readonly Name[]; readonly span: Span }
  | { readonly kind: "other" | "any"; readonly span: Span };

/** on view, cart if amount > 3 -> found { ... } */
export interface TransitionRule {
  readonly kind: "on";
  readonly trigger: Trigger;
  readonly guard: Expression | null;
  readonly target: Name | null;
  readonly actions: readonly Action[];
  readonly span: Span;
}

/** after 30m -> abandoned { ... }; within 60d else -> overdue { ... }; after 90d idle -> told { ... } */
export interface TimerRule {
  readonly kind: "timer";
  readonly timer: "after" | "within" | "idle";
  readonly duration: Expression;
  readonly guard: Expression | null;
  readonly target: Name | null;
  readonly actions: readonly Action[];
  readonly span: Span;
}

/** on end if depth > 0 { emit ... } */
export interface EndRule {
  readonly kind: "onEnd";
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly span: Span;
}

/** afterwards on reading if celsius > 0 { last = celsius } */
export interface AfterwardsRule {
  readonly kind: "afterwards";
  readonly trigger: Trigger;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly span: Span;
}

export type Action =
  | {
      readonly kind: "push" | "replace";
      readonly frame: Name;
      readonly fields: readonly FieldValue[];
      readonly span: Span;
    }
  | { readonly kind: "pop" | "clear" | "return" | "endSession"; readonly span: Span }
  | {
      readonly kind: "assign";
      readonly register: Name;
      readonly value: Expression;
      readonly span: Span;
    }
  | EmitAction
  | {
      readonly kind: "forEach";
      readonly frame: Name;
      /** for each touch sharing amount by WEIGHT as part */
      readonly sharing: {
        readonly amount: Expression;
        readonly weight: Expression;
        readonly as: Name;
      } | null;
      /** Only `emit` is meant; the checker reports anything else. */
      readonly actions: readonly Action[];
      readonly span: Span;
    }
  /** call checkout then -> done */
  | { readonly kind: "call"; readonly part: Name; readonly then: Name; readonly span: Span };

export interface EmitAction {
  readonly kind: "emit";
  readonly output: Name;
  readonly fields: readonly FieldValue[];
  /** `with event` */
  readonly withEvent: Span | null;
  readonly span: Span;
}

/** `term: top.term`, or `term` alone for `term: term`. */
export interface FieldValue {
  readonly name: Name;
  /** null where the name stands alone. */
  readonly value: Expression | null;
  readonly span: Span;
}
