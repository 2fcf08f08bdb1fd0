import type { Span } from "../../diagnostic/diagnostic.ts";
import type {
  BooleanLiteral,
  ComparisonOperator,
  Name,
  NumberLiteral,
  TextLiteral,
} from "./expressions.ts";
import type { FieldDeclaration, Path } from "./fields.ts";

export interface EventsDeclaration {
  readonly kind: "events";
  readonly name: Name;
  readonly items: readonly EventsItem[];
  readonly span: Span;
}

export type EventsItem =
  /** key visitor; key visitor from user.id */
  | { readonly kind: "key"; readonly name: Name; readonly from: Path | null; readonly span: Span }
  /** time ts; time ts from meta.at in seconds; time ts in "Europe/Berlin" */
  | {
      readonly kind: "time";
      readonly name: Name;
      readonly from: Path | null;
      readonly unit: "milliseconds" | "seconds" | null;
      readonly zone: TextLiteral | null;
      readonly span: Span;
    }
  /** id event_id; id event_id from meta.id */
  | { readonly kind: "id"; readonly name: Name; readonly from: Path | null; readonly span: Span }
  /** type from event_name */
  | { readonly kind: "typeFrom"; readonly path: Path; readonly span: Span }
  | EventDeclaration;

/** event search is "a", "b" when page = "/search" { term: text from query.q } */
export interface EventDeclaration {
  readonly kind: "event";
  readonly name: Name;
  readonly is:
    | { readonly kind: "names"; readonly names: readonly TextLiteral[] }
    | { readonly kind: "starting"; readonly prefix: TextLiteral }
    | null;
  readonly when: Condition | null;
  readonly fields: readonly FieldDeclaration[];
  readonly span: Span;
}

/** A test on a raw record. The digits of its number may carry a `-`. */
export type Condition =
  | {
      readonly kind: "compare";
      readonly path: Path;
      readonly operator: ComparisonOperator;
      readonly value: TextLiteral | NumberLiteral | BooleanLiteral;
      readonly span: Span;
    }
  | {
      readonly kind: "and" | "or";
      readonly left: Condition;
      readonly right: Condition;
      readonly span: Span;
    }
  | { readonly kind: "not"; readonly operand: Condition; readonly span: Span };
