import type { FrameReference, Type } from "../automaton/automaton.ts";
import type { Span } from "../diagnostic/diagnostic.ts";

/**
 * A read of a frame, in a place that needs a value, that only the stack can justify:
 * no test in the text has shown the frame to be there. Saturation proves or refutes it (rule 21).
 */
export interface FrameObligation {
  /** JSON pointer of the transition, timer, end rule, afterwards rule or overflow `else` (`/stack/depth/overflow`). */
  readonly pointer: string;
  /** In the guard, or in the action at this place of the rule's list. */
  readonly site: "guard" | { readonly action: number };
  readonly reference: FrameReference;
  /** The read has a value if the frame is one of these. */
  readonly kinds: readonly string[];
  /** What is read of it, and the kinds that have it as an optional field; null: age or kind. */
  readonly field: {
    readonly name: string;
    readonly type: Type;
    readonly optionalIn: readonly string[];
  } | null;
  readonly span: Span;
}
