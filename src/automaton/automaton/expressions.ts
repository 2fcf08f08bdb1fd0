import type { ComparisonOperator, ConstantValue, Type } from "./types.ts";

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

type ExpressionNode =
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
