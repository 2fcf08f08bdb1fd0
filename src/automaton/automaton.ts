import type { Action, AfterwardsRule, EndRule, Group, State } from "./automaton/rules.ts";
import type { ConstantValue, Type } from "./automaton/types.ts";
import type { Vocabulary } from "./automaton/vocabulary.ts";

export type * from "./automaton/expressions.ts";
export type * from "./automaton/rules.ts";
export type * from "./automaton/types.ts";
export type * from "./automaton/vocabulary.ts";

/**
 * The automaton: a frozen, plain, versioned JSON value that says all a machine needs to know.
 * It imports nothing but its own parts and refers to no source text (but for the optional source map).
 * "Rule n" is rule n of the language reference.
 */

export const AUTOMATON_FORMAT = "pushdown-automaton";
export const AUTOMATON_VERSION = 1;

export interface Automaton {
  readonly format: typeof AUTOMATON_FORMAT;
  readonly version: typeof AUTOMATON_VERSION;
  /** The pattern's name. */
  readonly pattern: string;
  /** How records become this pattern's events. */
  readonly vocabulary: Vocabulary;
  /** Values that parameters had when it was compiled; for people, everything is inlined. Part of the fingerprint. */
  readonly parameters: readonly {
    readonly name: string;
    readonly type: Type;
    readonly value: ConstantValue;
  }[];
  /** Rule 6; null: one automaton per key. */
  readonly lanes: Lanes | null;
  /** Rules 7 to 9. */
  readonly session: SessionLimits;
  /** Rule 8: events that leave session and clock untouched. */
  readonly ignore: { readonly events: readonly string[]; readonly undeclared: boolean };
  /** Rules 32 to 37; absent where the pattern says no word about order, so that its fingerprint is what it was before there were any. */
  readonly order?: Order;
  readonly stack: Stack;
  /** Rule 26. */
  readonly registers: readonly Register[];
  /** Rule 27. */
  readonly outputs: readonly OutputDeclaration[];
  /** The state in which a session begins. */
  readonly start: string;
  /** All states, those of groups and parts too, in written order. State, group and part names share one namespace. */
  readonly states: readonly State[];
  /** Groups and parts, in written order. */
  readonly groups: readonly Group[];
  /** Pattern level. */
  readonly onEnd: readonly EndRule[];
  readonly afterwards: readonly AfterwardsRule[];
}

export interface SessionLimits {
  /** Milliseconds, > 0. `expire after G` is a gap without a maximum. */
  readonly gap: number;
  readonly max: number | null;
  /** `session … of visitor`: one session for all lanes of a key. Always false without lanes. */
  readonly shared: boolean;
}

export interface Lanes {
  /** Fields that make the lane, the key's own name not among them. Text or integer. */
  readonly fields: readonly { readonly name: string; readonly type: Type }[];
  readonly limit: { readonly count: number; readonly overflow: "drop oldest" | "refuse" } | null;
}

/** The order words, in the order in which an event meets them. Durations in milliseconds, > 0. */
export interface Order {
  /** `dedupe by F within D` (rule 33). */
  readonly dedupe: { readonly field: string; readonly within: number } | null;
  /** `reorder within D` (rule 34); not together with a sequence. */
  readonly reorder: { readonly within: number } | null;
  /** `order by F from N wait D` (rule 35); `from` in digits, null: the first number read. */
  readonly sequence: {
    readonly field: string;
    readonly from: string | null;
    readonly wait: number;
  } | null;
  /** Rule 36; "apply" unless said. */
  readonly late:
    | { readonly kind: "apply" | "drop" }
    | { readonly kind: "emit"; readonly output: string }
    | { readonly kind: "retract"; readonly within: number };
  /** `follow cause from C, id from I wait D keep N` (rule 37); not together with lanes. */
  readonly cause: {
    readonly field: string;
    readonly id: string;
    readonly wait: number;
    /** Configurations kept per session. */
    readonly keep: number;
  } | null;
}

export interface Stack {
  readonly kinds: readonly FrameKind[];
  /** Rule 19; null where the checker proved a bound. Counts visible frames, wherever they stand; return addresses do not count. */
  readonly depth: {
    readonly limit: number;
    readonly overflow:
      | { readonly kind: "drop oldest" | "refuse" }
      | { readonly kind: "else"; readonly target: string; readonly actions: readonly Action[] };
  } | null;
  /** Rule 20: nested calls beyond this fail the step. */
  readonly callLimit: number;
}

export interface FrameKind {
  readonly name: string;
  readonly fields: readonly {
    readonly name: string;
    readonly type: Type;
    readonly optional: boolean;
  }[];
  /** Rule 18: absent from steps with birth + expires < now. Milliseconds. */
  readonly expires: number | null;
}

export interface Register {
  readonly name: string;
  readonly type: Type;
  /** An optional register starts missing unless it has an initial value. */
  readonly optional: boolean;
  readonly initial: ConstantValue | null;
}

export interface OutputDeclaration {
  readonly name: string;
  /** The word between `emits` and the name, else "output". */
  readonly kind: string;
  readonly fields: readonly {
    readonly name: string;
    readonly type: Type;
    readonly optional: boolean;
  }[];
}
