import type { Span } from "../../diagnostic/diagnostic.ts";

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type BinaryOperator = "or" | "and" | ComparisonOperator | "+" | "-" | "*" | "/" | "or else";

export interface TextLiteral {
  readonly kind: "text";
  readonly value: string;
  readonly span: Span;
}
export interface NumberLiteral {
  readonly kind: "number";
  /** The digits as written, without a sign: `5`, `9.95`, `1e3`. */
  readonly digits: string;
  readonly span: Span;
}
export interface BooleanLiteral {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly span: Span;
}
export interface DurationLiteral {
  readonly kind: "duration";
  readonly milliseconds: number;
  /** As written: `30m`, `1h30m`. */
  readonly text: string;
  readonly span: Span;
}

/**
 * Binding, loosest first: `or`, `and`, `not`, comparison and `is`, `+ -`, `* /`, unary `-`, `or else`, member.
 * `if ... then ... else ...` and `any K q where ...` reach as far to the right as they can.
 */
export type Expression =
  | TextLiteral
  | NumberLiteral
  | BooleanLiteral
  | DurationLiteral
  /** A bare name: event field, register, parameter, lane value, or one of the words every step knows. */
  | { readonly kind: "name"; readonly name: Name; readonly span: Span }
  /** `top.term`, `session.id`, `touch.campaign`, `nearest query.term` (object: nearest). */
  | {
      readonly kind: "member";
      readonly object: Expression;
      readonly member: Name;
      readonly span: Span;
    }
  /** `top`, `bottom` are names; `nearest query` is this. */
  | { readonly kind: "nearest"; readonly frame: Name; readonly span: Span }
  /** any query q where q.term = term; the name may be left out */
  | {
      readonly kind: "any";
      readonly frame: Name;
      readonly binding: Name | null;
      readonly where: Expression | null;
      readonly span: Span;
    }
  /** `ended by` */
  | { readonly kind: "endedBy"; readonly span: Span }
  | {
      readonly kind: "call";
      readonly function: Name;
      readonly arguments: readonly Expression[];
      readonly span: Span;
    }
  | {
      readonly kind: "unary";
      readonly operator: "not" | "-";
      readonly operand: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  /** x is known, x is missing, top is filter */
  | {
      readonly kind: "is";
      readonly operand: Expression;
      readonly test: "known" | "missing" | Name;
      readonly span: Span;
    }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
      readonly span: Span;
    };
