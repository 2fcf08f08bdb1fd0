import type { Span } from "../../diagnostic/diagnostic.ts";

/** What a name can be the name of. */
export type SymbolKind =
  | "parameter"
  | "events"
  | "key"
  | "time"
  | "id"
  | "event"
  | "field"
  | "pattern"
  | "state"
  | "group"
  | "part"
  | "frame kind"
  | "frame field"
  | "register"
  | "output"
  | "output field"
  /** `any query q where …` */
  | "found frame"
  /** `sharing amount by weight as part` */
  | "share";

/** Where a name is given, and what is said there. */
export interface Definition {
  readonly name: Span;
  /** The whole declaration. */
  readonly whole: Span;
  /** The type as it was written. */
  readonly type: string | null;
  /** Where the name also says what is read of a record; renaming must not change that. */
  readonly reads: Reads | null;
}

/** `term: text` reads the member `term`, as `term: text from term` does; `event search` is `event search is "search"`. */
export interface Reads {
  readonly word: "from" | "is";
  /** Where the clause would be put. */
  readonly at: number;
  /** The clause, if it names one thing only. */
  readonly clause: { readonly start: number; readonly end: number; readonly value: string } | null;
  /** A clause stands there, or a test that makes it needless. */
  readonly said: boolean;
}

/** One thing with a name, wherever it is declared. */
export interface NamedThing {
  readonly id: string;
  readonly kind: SymbolKind;
  readonly name: string;
  /** The name of what it belongs to: a field's event, a state's pattern. */
  readonly owner: string | null;
  readonly definitions: Definition[];
}

/** A place where a name is written. */
export interface Occurrence {
  readonly span: Span;
  /** Ids of what it names: several where events share a field; none of them where it is unknown. */
  readonly things: readonly string[];
  readonly role: "definition" | "reference" | "assignment";
  /** `product` for `product: product` is two occurrences in one place. */
  readonly short: "field" | "value" | null;
}

export interface Meaning {
  readonly things: ReadonlyMap<string, NamedThing>;
  /** File by file, in order of place. */
  readonly occurrences: readonly Occurrence[];
}
