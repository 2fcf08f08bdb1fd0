import type { Source, Span } from "../diagnostic/diagnostic.ts";
import type { EventsDeclaration } from "./tree/events.ts";
import type { Expression, Name, TextLiteral } from "./tree/expressions.ts";
import type { TypeReference } from "./tree/fields.ts";
import type { PatternDeclaration } from "./tree/patterns.ts";
import type { ScenarioDeclaration } from "./tree/scenarios.ts";

export type * from "./tree/events.ts";
export type * from "./tree/expressions.ts";
export type * from "./tree/fields.ts";
export type * from "./tree/patterns.ts";
export type * from "./tree/rules.ts";
export type * from "./tree/scenarios.ts";

/**
 * The syntax tree: what was written, with spans, nothing resolved.
 * Every list is in written order. A broken part of a file is left out of the tree
 * (its diagnostic says why); what stands in the tree is complete.
 */

export interface Comment {
  /** With its `//`. */
  readonly text: string;
  readonly span: Span;
}

export interface File {
  readonly source: Source;
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  /** What could not be read and is left out. Checks keep silent about names that may be declared or used there. */
  readonly lost: readonly Lost[];
}

export interface Lost {
  readonly span: Span;
  /** Every name that occurs in it. */
  readonly names: readonly string[];
}

export type Declaration =
  | UseDeclaration
  | ParameterDeclaration
  | EventsDeclaration
  | PatternDeclaration
  | ScenarioDeclaration;

/** use "shop.events.pda" */
export interface UseDeclaration {
  readonly kind: "use";
  readonly path: TextLiteral;
  readonly span: Span;
}

/** param limit: number = 5 */
export interface ParameterDeclaration {
  readonly kind: "param";
  readonly name: Name;
  readonly type: TypeReference;
  readonly value: Expression;
  readonly span: Span;
}
