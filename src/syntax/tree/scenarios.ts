import type { Span } from "../../diagnostic/diagnostic.ts";
import type {
  DurationLiteral,
  Expression,
  Name,
  NumberLiteral,
  TextLiteral,
} from "./expressions.ts";

export interface ScenarioDeclaration {
  readonly kind: "scenario";
  readonly title: TextLiteral;
  readonly pattern: Name;
  readonly lines: readonly ScenarioLine[];
  readonly survives: readonly Survival[];
  readonly span: Span;
}

/** survives "snowplow-kinesis" with error under 1% */
export interface Survival {
  readonly kind: "survives";
  /** What happens to the events on their way, in the simulator's own notation. */
  readonly disorder: TextLiteral;
  /** The digits as written, without the `%`. */
  readonly percent: NumberLiteral;
  readonly span: Span;
}

export type ScenarioLine =
  /** at 4s view { product: "p1" } => ...; at 30m => ... (event null: a watermark) */
  | {
      readonly kind: "at";
      /** Signed milliseconds from 2024-01-01T00:00Z: the literal. */
      readonly time: DurationLiteral;
      readonly event: ScenarioEvent | null;
      readonly expect: Expectation | null;
      readonly span: Span;
    }
  /** at end => ... */
  | { readonly kind: "atEnd"; readonly expect: Expectation | null; readonly span: Span }
  /** ends in S, stack query { term: "forex" }, filter for "b", "p1"; ends in S, stack empty; ends without session */
  | {
      readonly kind: "ends";
      readonly state: Name | null;
      /** null: not said. Empty list: `stack empty`. From the bottom. */
      readonly stack: readonly ExpectedFrame[] | null;
      readonly lane: readonly TextLiteral[];
      readonly withoutSession: boolean;
      readonly span: Span;
    };

export interface ScenarioEvent {
  /** An event of the pattern's block, or `undeclared`. */
  readonly name: Name;
  readonly fields: readonly ScenarioValue[];
  readonly span: Span;
}

export interface ScenarioValue {
  readonly name: Name;
  /** A literal, possibly signed, a text for a time, or `missing`. */
  readonly value: Expression | "missing";
  readonly span: Span;
}

export type Expectation =
  | { readonly kind: "nothing" | "fails"; readonly span: Span }
  | { readonly kind: "outputs"; readonly outputs: readonly ExpectedOutput[]; readonly span: Span };

export interface ExpectedOutput {
  readonly name: Name;
  /** `=> retracted found`: it is taken back. */
  readonly retracted: boolean;
  readonly fields: readonly ScenarioValue[];
  readonly span: Span;
}

export interface ExpectedFrame {
  readonly kind: Name;
  readonly fields: readonly ScenarioValue[];
  readonly span: Span;
}
