import type { SymbolKind } from "../names/symbol.ts";

export interface CompletionItem {
  readonly label: string;
  readonly kind: SymbolKind | "word" | "type" | "function" | "value" | "keyword";
  /** A few words beside the label: its type, its owner. */
  readonly detail: string;
  readonly documentation: string;
  /** Lower ones first: what fits best where the cursor is. */
  readonly rank: number;
}

export interface Completion {
  /** The range that an item replaces. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly CompletionItem[];
}

/** The names of things come before words that fit as well. */
export const ranks = { best: 0, name: 1, known: 2, function: 3, word: 4 } as const;
