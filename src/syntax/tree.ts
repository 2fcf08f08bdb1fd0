import type { Source, Span } from "../diagnostic/diagnostic.ts";
import type {
  BooleanLiteral,
  ComparisonOperator,
  Expression,
  Name,
  NumberLiteral,
  TextLiteral,
} from "./tree/expressions.ts";
import type { ScenarioDeclaration } from "./tree/scenarios.ts";

export type * from "./tree/expressions.ts";
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

// ---------------------------------------------------------------- types

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

// ---------------------------------------------------------------- events

/** A path into a raw record: `query.q`, `items.0.sku`, `"a name with blanks".x`. */
export interface Path {
  readonly steps: readonly string[];
  readonly span: Span;
}

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

// ---------------------------------------------------------------- patterns

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

export type Rule = TransitionRule | TimerRule | EndRule | AfterwardsRule;

/** What an `on` waits for. */
export type Trigger =
  | { readonly kind: "events"; readonly names: readonly Name[]; readonly span: Span }
  | { readonly kind: "other" | "any"; readonly span: Span };

/** on view, cart if amount > 3 -> found { ... } */
export interface TransitionRule {
  readonly kind: "on";
  readonly trigger: Trigger;
  readonly guard: Expression | null;
  readonly target: Name | null;
  readonly actions: readonly Action[];
  readonly span: Span;
}

/** after 30m -> abandoned { ... }; within 60d else -> overdue { ... }; after 90d idle -> told { ... } */
export interface TimerRule {
  readonly kind: "timer";
  readonly timer: "after" | "within" | "idle";
  readonly duration: Expression;
  readonly guard: Expression | null;
  readonly target: Name | null;
  readonly actions: readonly Action[];
  readonly span: Span;
}

/** on end if depth > 0 { emit ... } */
export interface EndRule {
  readonly kind: "onEnd";
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly span: Span;
}

/** afterwards on reading if celsius > 0 { last = celsius } */
export interface AfterwardsRule {
  readonly kind: "afterwards";
  readonly trigger: Trigger;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly span: Span;
}

// ---------------------------------------------------------------- actions

export type Action =
  | {
      readonly kind: "push" | "replace";
      readonly frame: Name;
      readonly fields: readonly FieldValue[];
      readonly span: Span;
    }
  | { readonly kind: "pop" | "clear" | "return" | "endSession"; readonly span: Span }
  | {
      readonly kind: "assign";
      readonly register: Name;
      readonly value: Expression;
      readonly span: Span;
    }
  | EmitAction
  | {
      readonly kind: "forEach";
      readonly frame: Name;
      /** for each touch sharing amount by WEIGHT as part */
      readonly sharing: {
        readonly amount: Expression;
        readonly weight: Expression;
        readonly as: Name;
      } | null;
      /** Only `emit` is meant; the checker reports anything else. */
      readonly actions: readonly Action[];
      readonly span: Span;
    }
  /** call checkout then -> done */
  | { readonly kind: "call"; readonly part: Name; readonly then: Name; readonly span: Span };

export interface EmitAction {
  readonly kind: "emit";
  readonly output: Name;
  readonly fields: readonly FieldValue[];
  /** `with event` */
  readonly withEvent: Span | null;
  readonly span: Span;
}

/** `term: top.term`, or `term` alone for `term: term`. */
export interface FieldValue {
  readonly name: Name;
  /** null where the name stands alone. */
  readonly value: Expression | null;
  readonly span: Span;
}
