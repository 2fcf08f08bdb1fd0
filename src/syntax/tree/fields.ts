import type { Span } from "../../diagnostic/diagnostic.ts";
import type { Expression, Name, TextLiteral } from "./expressions.ts";

/** Fields with their types: of events, frames and outputs. */

/** `text`, `integer`, `number`, `decimal(2)`, `boolean`, `time`, `duration`, `one of ("a", "b")`; `?` makes it optional. */
export type TypeReference = {
  readonly optional: boolean;
  readonly span: Span;
} & (
  | { readonly type: "text" | "integer" | "number" | "boolean" | "time" | "duration" }
  | { readonly type: "decimal"; readonly places: number }
  | { readonly type: "oneOf"; readonly values: readonly TextLiteral[] }
  /** A word that is no type; the checker reports it. */
  | { readonly type: "unknown"; readonly word: string }
);

/** A path into a raw record: `query.q`, `items.0.sku`, `"a name with blanks".x`. */
export interface Path {
  readonly steps: readonly string[];
  readonly span: Span;
}

/**
 * What stood for a register or for a frame's field in the pattern before: `was searched`, another name;
 * `was 0`, nothing, and open sessions begin with that value.
 */
export type Was =
  | { readonly kind: "name"; readonly name: Name; readonly span: Span }
  | { readonly kind: "value"; readonly value: Expression; readonly span: Span };

/** amount: decimal(2)? rounded from total.value; in a frame kind also: term was phrase: text */
export interface FieldDeclaration {
  readonly name: Name;
  /** Of a frame's field. */
  readonly was: Was | null;
  readonly type: TypeReference;
  readonly rounded: boolean;
  readonly from: Path | null;
  readonly span: Span;
}
