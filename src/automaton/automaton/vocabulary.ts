import type { ComparisonOperator, Type } from "./types.ts";

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
