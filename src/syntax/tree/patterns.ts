import type { Span } from "../../diagnostic/diagnostic.ts";
import type { Expression, Name, NumberLiteral } from "./expressions.ts";
import type { FieldDeclaration, TypeReference, Was } from "./fields.ts";
import type { Action, Rule } from "./rules.ts";

export interface PatternDeclaration {
  readonly kind: "pattern";
  readonly name: Name;
  readonly on: Name;
  readonly items: readonly PatternItem[];
  readonly span: Span;
}

export type PatternItem =
  /** by visitor, product */
  | { readonly kind: "by"; readonly fields: readonly Name[]; readonly span: Span }
  /** at most 200 lanes drop oldest | refuse */
  | {
      readonly kind: "lanes";
      readonly limit: NumberLiteral;
      readonly overflow: "drop oldest" | "refuse";
      readonly span: Span;
    }
  /** session gap 30m of visitor max 12h */
  | {
      readonly kind: "session";
      readonly gap: Expression;
      readonly of: Name | null;
      readonly max: Expression | null;
      readonly span: Span;
    }
  /** expire after 30d */
  | { readonly kind: "expire"; readonly after: Expression; readonly span: Span }
  /** stack query { term: text } expires 30m, filter { facet: text } */
  | {
      readonly kind: "stack";
      readonly kinds: readonly FrameKindDeclaration[];
      readonly depth: DepthClause | null;
      readonly span: Span;
    }
  /** calls 8 */
  | { readonly kind: "calls"; readonly limit: NumberLiteral; readonly span: Span }
  /** remember last: number?; remember seen: integer = 0; remember seen was views: integer = 0 */
  | {
      readonly kind: "remember";
      readonly name: Name;
      readonly was: Was | null;
      readonly type: TypeReference;
      readonly value: Expression | null;
      readonly span: Span;
    }
  /** emits attribution { ... }; emits alert overheated { ... } */
  | {
      readonly kind: "emits";
      readonly outputKind: Name | null;
      readonly name: Name;
      readonly fields: readonly FieldDeclaration[];
      readonly span: Span;
    }
  /** ignore heartbeat, undeclared */
  | { readonly kind: "ignore"; readonly names: readonly Name[]; readonly span: Span }
  | OrderItem
  | StartItem
  | StateDeclaration
  | GroupDeclaration
  | PartDeclaration
  | Rule;

/** What stands before the machine (rules 32 to 37). */
export type OrderItem =
  /** dedupe by event_id within 10m */
  | {
      readonly kind: "dedupe";
      readonly field: Name;
      readonly within: Expression;
      readonly span: Span;
    }
  /** reorder within 2s */
  | { readonly kind: "reorder"; readonly within: Expression; readonly span: Span }
  /** order by seq from 1 wait 10s */
  | {
      readonly kind: "orderBy";
      readonly field: Name;
      readonly from: Expression | null;
      readonly wait: Expression;
      readonly span: Span;
    }
  /** follow cause from opener, id from page_id wait 10s keep 100 */
  | {
      readonly kind: "follow";
      readonly cause: Name;
      readonly id: Name;
      readonly wait: Expression;
      readonly keep: Expression;
      readonly span: Span;
    }
  | LateItem;

/** late drop; late apply; late emit late_events; late retract within 10m */
export interface LateItem {
  readonly kind: "late";
  readonly then:
    | { readonly kind: "drop" | "apply" }
    | { readonly kind: "emit"; readonly output: Name }
    | { readonly kind: "retract"; readonly within: Expression };
  readonly span: Span;
}

/** query was search { term: text } expires 30m */
export interface FrameKindDeclaration {
  readonly name: Name;
  readonly was: Name | null;
  readonly fields: readonly FieldDeclaration[];
  readonly expires: Expression | null;
  readonly span: Span;
}

/** depth 32 drop oldest | refuse | else -> S { ... } */
export interface DepthClause {
  readonly limit: NumberLiteral;
  readonly overflow:
    | { readonly kind: "drop oldest" | "refuse" }
    | { readonly kind: "else"; readonly target: Name; readonly actions: readonly Action[] };
  readonly span: Span;
}

/** start browsing */
export interface StartItem {
  readonly kind: "start";
  readonly state: Name;
  readonly span: Span;
}

/** state looking was reading, searching { ... } */
export interface StateDeclaration {
  readonly kind: "state";
  readonly name: Name;
  /** Old names: sessions that were in those states are in this one now. */
  readonly was: readonly Name[];
  readonly rules: readonly Rule[];
  readonly span: Span;
}

/** What all states inside share. Items in written order. */
export interface GroupDeclaration {
  readonly kind: "group";
  readonly name: Name;
  readonly was: Name | null;
  readonly items: readonly (StateDeclaration | GroupDeclaration | Rule)[];
  readonly span: Span;
}

/** part checkout { start address  state address { ... } }; like a group that is entered by a call. */
export interface PartDeclaration {
  readonly kind: "part";
  readonly name: Name;
  readonly was: Name | null;
  readonly items: readonly (StartItem | StateDeclaration | GroupDeclaration | Rule)[];
  readonly span: Span;
}
