import type { Plugin } from "vite";
import { lexed, type Scope, tokenFacts, wordFacts } from "../../grammar/tokens.ts";

/** How the lexer's tokens are told apart, in its order, with the scope of each; null where none is said. */
export interface HighlightTable {
  readonly tokens: readonly (readonly [source: string, scope: Scope | null])[];
  readonly words: Readonly<Record<string, Scope>>;
}

/**
 * The colours of the text need no more than the tokens' own patterns: the page gets them as a table, and not the
 * lexer's library with them, which lives in the threads only.
 */
export function highlightTable(): HighlightTable {
  const scopes = new Map(tokenFacts.map(({ type, scope }) => [type, scope]));
  return {
    tokens: lexed.map((type) => {
      const category = type.CATEGORIES?.find((one) => scopes.has(one));
      const scope = scopes.get(type) ?? (category === undefined ? null : scopes.get(category)!);
      return [sourceOf(type.PATTERN), scope] as const;
    }),
    words: Object.fromEntries(wordFacts.map(({ text, scope }) => [text, scope])),
  };
}

function sourceOf(pattern: unknown): string {
  if (typeof pattern === "string") return pattern.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  if (pattern instanceof RegExp) return unicode(pattern.source);
  if (typeof pattern === "function" && "source" in pattern) return String(pattern.source);
  throw new Error("a token whose pattern is not known as text");
}

/** With the flag `u` a needless escape is a mistake. */
const unicode = (source: string): string => source.replace(/\\(["'#!&;%=<>])/g, "$1");

const NAME = "virtual:highlight-table";

/** `import table from "virtual:highlight-table"`. */
export const highlightTablePlugin = (): Plugin => ({
  name: "highlight-table",
  resolveId: (source) => (source === NAME ? `\0${NAME}` : null),
  load: (id) => (id === `\0${NAME}` ? `export default ${JSON.stringify(highlightTable())}` : null),
});
