/**
 * The automaton: a frozen, plain, versioned JSON value that says all a machine needs to know.
 * It imports nothing and refers to no source text (but for the optional source map).
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

// ---------------------------------------------------------------- types and values

/**
 * `exact` is integer (scale 0) and decimal(n) (scale n). `one of` is text with `values`.
 */
export type Type =
  | { readonly kind: "text"; readonly values?: readonly string[] }
  | { readonly kind: "exact"; readonly scale: number }
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  | { readonly kind: "time" }
  | { readonly kind: "duration" };

/**
 * A constant in JSON: text as string; exact as the decimal digits of the scaled integer in a string
 * (`"995"` for 9.95 of scale 2, `"-3"`); number as a finite JSON number; boolean; time and duration as
 * whole milliseconds.
 */
export type ConstantValue = string | number | boolean;

// ---------------------------------------------------------------- vocabulary

/** One `events` block, used files' events first where they belong to it. */
export interface Vocabulary {
  readonly name: string;
  readonly key: { readonly name: string; readonly path: readonly string[] };
  readonly time: {
    readonly name: string;
    readonly path: readonly string[];
    readonly unit: "milliseconds" | "seconds";
    /** IANA name for texts without a zone; "UTC" unless said. */
    readonly zone: string;
  };
  readonly id: { readonly name: string; readonly path: readonly string[] } | null;
  /** Where the type name stands; ["type"] unless said. */
  readonly typePath: readonly string[];
  readonly events: readonly EventType[];
}

export interface EventType {
  readonly name: string;
  /**
   * Type names that fit; null: not asked. Where the event has neither `is` nor `when`, its own name.
   */
  readonly is: { readonly names: readonly string[] } | { readonly prefix: string } | null;
  readonly when: RecordCondition | null;
  readonly fields: readonly EventField[];
}

export interface EventField {
  readonly name: string;
  readonly path: readonly string[];
  readonly type: Type;
  readonly optional: boolean;
  /** More decimal places than declared are rounded half away from zero. */
  readonly rounded: boolean;
}

/** Rule 2. A number is compared with its digits as written, exactly. */
export type RecordCondition =
  | {
      readonly op: "compare";
      readonly path: readonly string[];
      readonly operator: ComparisonOperator;
      readonly value:
        | { readonly text: string }
        | { readonly number: string }
        | { readonly boolean: boolean };
    }
  | { readonly op: "and" | "or"; readonly left: RecordCondition; readonly right: RecordCondition }
  | { readonly op: "not"; readonly operand: RecordCondition };

export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

// ---------------------------------------------------------------- sessions, lanes, stack, registers, outputs

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

// ---------------------------------------------------------------- states

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

// ---------------------------------------------------------------- actions

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

// ---------------------------------------------------------------- expressions

/** A frame that can be read. `loop`: the frame of the enclosing `forEach`; `bound`: the one an `any` looks at. */
export type FrameReference =
  | { readonly frame: "top" | "bottom" | "loop" }
  | { readonly frame: "nearest"; readonly kind: string }
  /** `depth` counts enclosing `any`s outwards: 0 is the innermost. */
  | { readonly frame: "bound"; readonly depth: number };

/**
 * Every node carries its type. Conversions are explicit (`widen`, `rescale`), so an evaluator never guesses.
 * A value may be missing at run time; an operation on a missing operand gives missing, except for
 * `isKnown`, `orElse`, `and`, `or`, `if` as their comments say. The checker sees to it that no guard,
 * condition or required place gets a missing one; a machine that meets one there fails the step (rule 16).
 */
export type Expression = { readonly type: Type } & ExpressionNode;

export type ExpressionNode =
  | { readonly op: "constant"; readonly value: ConstantValue }
  /** A declared field of the event at hand. */
  | { readonly op: "field"; readonly name: string }
  | { readonly op: "register"; readonly name: string }
  /** A value of `by`, the key's own name aside. */
  | { readonly op: "lane"; readonly name: string }
  /** Rule 12. `key` is text, `sessionId` text, `sessionEvents` integer, the others times. */
  | {
      readonly op:
        | "key"
        | "at"
        | "now"
        | "sessionId"
        | "sessionStart"
        | "sessionLatest"
        | "sessionEvents";
    }
  /** "gap", "max" or "pattern". */
  | { readonly op: "endedBy" }
  /** A field of a frame; missing where the frame is absent, of another kind, or the field is missing. */
  | {
      readonly op: "frameField";
      readonly of: FrameReference;
      readonly kind: string;
      readonly name: string;
    }
  /** Duration now - birth; missing where the frame is absent. */
  | { readonly op: "frameAge"; readonly of: FrameReference }
  /** Text: the frame's kind; missing where the frame is absent. */
  | { readonly op: "frameKind"; readonly of: FrameReference }
  /** Boolean: there is such a frame (and, with `kind`, it is of that kind). Never missing. */
  | { readonly op: "frameIs"; readonly of: FrameReference; readonly kind: string | null }
  /** Integer: frames seen. */
  | { readonly op: "depth" }
  | { readonly op: "count"; readonly kind: string }
  /** Boolean: topmost first, is there a frame of the kind for which `where` is true? */
  | { readonly op: "any"; readonly kind: string; readonly where: Expression | null }
  /** In `forEach`: integer from 1; integer; the exact part. */
  | { readonly op: "loopIndex" | "loopCount" | "part" }
  /** Boolean, never missing. `isMissing` is `not isKnown`. */
  | { readonly op: "isKnown"; readonly operand: Expression }
  /** The left unless it is missing, else the right. */
  | { readonly op: "orElse"; readonly left: Expression; readonly right: Expression }
  /** Left first; the right is not evaluated where the left decides. */
  | { readonly op: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly op: "not"; readonly operand: Expression }
  | {
      readonly op: "if";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  /**
   * Operands of one kind: text (by code point), exact of any two scales, number, boolean (= and != only), time, duration.
   */
  | {
      readonly op: "compare";
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  /**
   * exact: + and - take the larger scale, * adds scales. number: IEEE double.
   * time - time = duration; time ± duration = time; duration ± duration = duration;
   * duration * integer = duration (either order). Results beyond 38 digits (exact), beyond
   * ±8.64e15 ms (time, duration), NaN or infinite fail the step.
   */
  | {
      readonly op: "add" | "subtract" | "multiply";
      readonly left: Expression;
      readonly right: Expression;
    }
  /** number / number; zero fails the step. */
  | { readonly op: "divide"; readonly left: Expression; readonly right: Expression }
  /** round(x / y, n) of exact values: half away from zero, the intermediate exact; scale n is the node's type's. */
  | { readonly op: "roundedQuotient"; readonly left: Expression; readonly right: Expression }
  | { readonly op: "negate"; readonly operand: Expression }
  /** Integer to number (the nearest double). */
  | { readonly op: "widen"; readonly operand: Expression }
  /** Exact to exact of the node's larger scale; the value stays. */
  | { readonly op: "rescale"; readonly operand: Expression }
  /** A built-in function of grammar/builtins.ts, by its name there; arguments have exactly the types that one of its signatures asks for. */
  | { readonly op: "call"; readonly function: string; readonly arguments: readonly Expression[] };
