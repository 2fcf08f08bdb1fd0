import type { Action, Expression } from "../automaton/automaton.ts";
import type { StackCells } from "./configuration.ts";
import type { Output } from "./output.ts";
import type { Value } from "./value.ts";

/**
 * What happened in a step, as data. Tracing, "why" and "why not" on every surface are made of this
 * and nothing else.
 */
export interface Explanation {
  /** Transitions, a timer's or an end's rules, in the order tried. */
  readonly tried: readonly Attempt[];
  /** Actions of what fired, in order, with what each did. */
  readonly actions: readonly ActionTaken[];
  /** Assignments of `afterwards`. */
  readonly afterwards: readonly ActionTaken[];
  /** The state before and after. */
  readonly from: string;
  readonly to: string;
}

export type Verdict =
  /** It fired. */
  | "fired"
  /** It waits for other events. */
  | "other event"
  | "guard false"
  /** A pop or return could not be done (rule 13). */
  | "stack too short"
  /** The depth is reached and the word is `refuse` (rule 19). */
  | "depth refused"
  /** The depth is reached, and `else -> S` was taken instead. */
  | "depth else"
  /** Its guard failed the step (rule 16). */
  | "failed";

export interface Attempt {
  /** State, group or part; "" is the pattern. */
  readonly owner: string;
  /** From 1, among the owner's transitions (timers, ends). */
  readonly index: number;
  readonly rule: "on" | "timer" | "onEnd";
  readonly verdict: Verdict;
  /** Every expression of the guard that was evaluated, operands before the whole. */
  readonly values: readonly Evaluated[];
}

export interface Evaluated {
  readonly expression: Expression;
  readonly value: Value;
}

export interface ActionTaken {
  readonly action: Action;
  readonly values: readonly Evaluated[];
  /** After the action. */
  readonly stack: StackCells;
  readonly outputs: readonly Output[];
}
