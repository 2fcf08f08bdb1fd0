import type {
  Expression,
  FrameKind,
  FrameReference,
  OutputDeclaration,
  Register,
  Type,
  Vocabulary,
} from "../automaton/automaton.ts";
import type { Span } from "../diagnostic/diagnostic.ts";
import type { Expression as Written } from "../syntax/tree.ts";
import type { Report } from "./report.ts";
import type { Constant } from "./type.ts";

/** Where each piece of an automaton was written; the source map is made of it. */
export type Origins = Map<object, Span>;

export interface Parameter extends Constant {
  readonly name: string;
  readonly span: Span;
}

export interface Declared<T> {
  readonly value: T;
  readonly span: Span;
}

/** A checked `events` block. */
export interface VocabularyScope {
  readonly vocabulary: Vocabulary;
  readonly span: Span;
  /** Without errors, so that patterns on it can be compiled. */
  readonly valid: boolean;
  /** By event, then field. */
  readonly fieldSpans: ReadonlyMap<string, ReadonlyMap<string, Span>>;
}

/** A read of a frame as it was written; where several kinds have the field it is a chain of `orElse`. */
export interface FrameRead {
  readonly of: FrameReference;
  /** The read can have a value only if the frame is one of these. */
  readonly kinds: readonly string[];
  /** null: age or kind. */
  readonly field: string | null;
  /** Those of the kinds in which the field may be missing although the frame is there. */
  readonly optionalIn: readonly string[];
}

/** What the names of one file's declarations stand for. */
export interface FileScope {
  readonly report: Report;
  readonly origins: Origins;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /**
   * The text seems to declare this name, but in a part that could not be read:
   * saying that it is unknown would be an echo of the mistake already reported.
   * Parts inside of `besides` do not count: what another pattern declares is of no use here.
   */
  readonly echoes: (name: string, besides?: readonly Span[]) => boolean;
  /** A part of this text could not be read, so what is not found in it may have been there. */
  readonly broken: (span: Span) => boolean;
  /** The same, but for mistakes that hid nothing: `==` was read as `=`. */
  readonly torn: (span: Span) => boolean;
  /** Stand-ins for types that could not be told; what is said of them would be an echo, too. */
  readonly unsure: Set<Type>;
  /** Names that scenarios speak of: a field may be kept for them alone. */
  readonly shown: ReadonlySet<string>;
  /** `param limit`, `register last`, `kind query`, `output found`, `state idle`, … */
  readonly used: Set<string>;
}

export interface PatternScope extends FileScope {
  readonly name: string;
  readonly block: VocabularyScope;
  readonly frameReads: Map<Expression, FrameRead>;
  /** What can be read in steps, by what they know of their event: many steps know the same. */
  readonly steps: Map<string, StepScope>;
  readonly registers: ReadonlyMap<string, Declared<Register>>;
  readonly kinds: ReadonlyMap<string, Declared<FrameKind>>;
  readonly outputs: ReadonlyMap<string, Declared<OutputDeclaration>>;
  /** Lane values, the key's own name aside. */
  readonly lanes: ReadonlyMap<string, Type>;
}

/** What the step knows of an event. */
export type EventReach =
  | { readonly kind: "events"; readonly names: readonly string[] }
  /** There is an event, but its fields are out of reach. */
  | { readonly kind: "other" | "any" | "overflow" }
  /** Which event it is could not be told; a name that is nothing else may be a field of it. */
  | { readonly kind: "unknown" }
  /** There is none. */
  | { readonly kind: "timer" | "end" };

/**
 * Gives the typed expression; null where it is wrong, which is then reported.
 * `hint` is the type of the place: a written constant takes it.
 */
type CheckExpression = (written: Written, scope: StepScope, hint: Type | null) => Expression | null;

/** What an expression can read where it stands. */
export interface StepScope extends PatternScope {
  /** Expressions stand in expressions: the checks of each kind find the others here. */
  readonly check: CheckExpression;
  readonly event: EventReach;
  /** In `for each`. */
  readonly loop: {
    readonly kind: string;
    readonly part: { readonly name: string; readonly type: Type } | null;
  } | null;
  /** Enclosing `any`s, the innermost first. */
  readonly bound: readonly { readonly name: string; readonly kind: string }[];
}

/** Notes where a piece of the automaton was written. */
export function from<T extends object>(scope: FileScope, span: Span, piece: T): T {
  scope.origins.set(piece, span);
  return piece;
}

/** The words every step knows, each with what it is (rules 7, 12). */
export const stepWords: Readonly<Record<string, "key" | "at" | "now">> = {
  key: "key",
  at: "at",
  now: "now",
};

export const sessionWords: Readonly<
  Record<string, "sessionId" | "sessionStart" | "sessionLatest" | "sessionEvents">
> = {
  id: "sessionId",
  start: "sessionStart",
  latest: "sessionLatest",
  events: "sessionEvents",
};

/** The same for an expression. */
export function node(scope: FileScope, span: Span, expression: Expression): Expression {
  return from(scope, span, expression);
}
