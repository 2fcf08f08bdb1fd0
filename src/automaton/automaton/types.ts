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

export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";
