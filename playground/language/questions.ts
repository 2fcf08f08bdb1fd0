import type { Span } from "../../src/diagnostic/diagnostic.ts";
import type { Completion } from "../../src/service/complete/item.ts";
import type { Findings } from "../../src/service/findings.ts";
import type { Fold } from "../../src/service/folding.ts";
import type { Formatted } from "../../src/service/formatting.ts";
import type { InlayHint } from "../../src/service/hints.ts";
import type { Hover } from "../../src/service/hover.ts";
import type { OutlineItem } from "../../src/service/outline.ts";
import type { Renaming } from "../../src/service/rename.ts";
import type { Fix, Reference } from "../../src/service/service.ts";
import type { SignatureHelp } from "../../src/service/signature.ts";
import type { SemanticToken } from "../../src/service/tokens.ts";

/** What the editor asks of the language service, which lives in a thread of its own. */
export interface Questions {
  examine(): Findings;
  complete(offset: number): Promise<Completion | null>;
  hover(offset: number): Promise<Hover | null>;
  signature(offset: number): Promise<SignatureHelp | null>;
  definitions(offset: number): readonly Span[];
  highlights(offset: number): readonly Reference[];
  renamable(offset: number): Promise<{ readonly span: Span; readonly name: string } | null>;
  rename(offset: number, to: string): Promise<Renaming>;
  fixes(start: number, end: number): readonly Fix[];
  outline(): readonly OutlineItem[];
  folds(): readonly Fold[];
  format(): Promise<Formatted>;
  hints(): readonly InlayHint[];
  tokens(): readonly SemanticToken[];
  /** The `events` block that fits a log, and a first pattern on it. */
  fromLog(name: string, log: Blob): Promise<Drafted>;
}

export type Drafted =
  | { readonly text: string; readonly records: number; readonly events: number }
  /** Why not, as a sentence. */
  | { readonly refused: string };

export type Question = keyof Questions;
export type Asked<Q extends Question> = Parameters<Questions[Q]>;
export type Answer<Q extends Question> = Awaited<ReturnType<Questions[Q]>>;

/** The text where it has changed since the last message, and a question about it. */
export interface Request {
  readonly id: number;
  readonly text: string | null;
  readonly question: Question;
  readonly asked: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  /** Our own mistake; the text is never at fault. */
  | { readonly id: number; readonly broken: string };
