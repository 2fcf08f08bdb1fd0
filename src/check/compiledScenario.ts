import type { Type } from "../automaton/automaton.ts";
import type { Span } from "../diagnostic/diagnostic.ts";
/** A value as the machine holds it: exact ones as the scaled integer, missing ones as undefined. */
export type Value = string | number | bigint | boolean | undefined;

/** A scenario as data: what to feed and what to expect. Times are milliseconds after 2024-01-01T00:00Z. */
export interface CompiledScenario {
  readonly title: string;
  readonly pattern: string;
  readonly lines: readonly CompiledLine[];
  /** In written order. */
  readonly survives: readonly CompiledSurvival[];
  readonly span: Span;
}

/**
 * `survives "snowplow-kinesis" with error under 1%`: the scenario's events are one session; of many such sessions, each
 * with keys of its own, sent through the disorder, fewer than the share have any result that is not as in order.
 */
export interface CompiledSurvival {
  /** In the simulator's notation, the name of a preset or stages; not looked at here. */
  readonly disorder: string;
  /** With its quotes. */
  readonly disorderSpan: Span;
  /** Of sessions, above 0 and at most 1. */
  readonly below: number;
  readonly span: Span;
}

export type CompiledLine =
  | {
      readonly kind: "event";
      readonly time: number;
      readonly event: CompiledEvent;
      readonly expect: CompiledExpectation;
      readonly span: Span;
    }
  /** A watermark for all keys. */
  | {
      readonly kind: "watermark";
      readonly time: number;
      readonly expect: CompiledExpectation;
      readonly span: Span;
    }
  /** Time runs out. */
  | { readonly kind: "end"; readonly expect: CompiledExpectation; readonly span: Span }
  | {
      readonly kind: "final";
      readonly state: string | null;
      /** From the bottom; null: not said. */
      readonly stack: readonly CompiledFrame[] | null;
      /** Key, then lane; null: the only one that lived. */
      readonly of: { readonly key: string; readonly lane: readonly string[] } | null;
      readonly withoutSession: boolean;
      readonly span: Span;
    };

export interface CompiledEvent {
  /** null: undeclared. */
  readonly name: string | null;
  readonly key: string;
  /** What the block's `id` is given; null: nothing, so that it is known by its place. */
  readonly id: string | null;
  /** A missing one is absent. */
  readonly fields: Readonly<Record<string, Value>>;
  /** A required field or the key is missing: the record is a dead letter and reaches no machine. */
  readonly dead: boolean;
}

/** `fails`: a dead letter. Else the outputs since the line before, all of them and in order. */
export type CompiledExpectation =
  | { readonly kind: "fails"; readonly span: Span }
  | {
      readonly kind: "outputs";
      readonly outputs: readonly CompiledOutput[];
      /** Of the expectation, or of the line where none is written. */
      readonly span: Span;
    };

export interface CompiledOutput {
  readonly output: string;
  /** It is taken back; then there are no fields. */
  readonly retracted: boolean;
  /** Only these are compared; of what `late emit` gives out, with the fields of the late event and its key. */
  readonly fields: readonly CompiledField[];
  readonly span: Span;
}

export interface CompiledFrame {
  readonly kind: string;
  readonly fields: readonly CompiledField[];
  readonly span: Span;
}

export interface CompiledField {
  readonly name: string;
  readonly type: Type;
  /** undefined: expected to be missing. */
  readonly value: Value;
}
