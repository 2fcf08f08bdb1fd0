import { tokenFacts, wordFacts } from "../../grammar/tokens.ts";
import { endOf, isName } from "./complete/cursor.ts";
import type { Document } from "./document.ts";
import type { SymbolKind } from "./names/symbol.ts";
import type { Project } from "./project.ts";

export type SemanticKind =
  | "keyword"
  | "operator"
  | "type"
  | "constant"
  | "number"
  | "text"
  | "comment"
  | "function"
  | "name"
  | SymbolKind;

export interface SemanticToken {
  readonly start: number;
  readonly end: number;
  readonly kind: SemanticKind;
  readonly definition: boolean;
}

const byScope: Readonly<Record<string, SemanticKind>> = {
  "keyword.declaration": "keyword",
  "keyword.control": "keyword",
  "keyword.operator": "keyword",
  "storage.type": "type",
  "constant.language": "constant",
  "constant.numeric": "number",
  "string.quoted.double": "text",
  "variable.other": "name",
};

const scopes = new Map([...wordFacts, ...tokenFacts].map(({ type, scope }) => [type, scope]));

/** What each token is: words and literals by the grammar's own table, names by what they stand for. */
export function semanticTokens(document: Document, project: Project): readonly SemanticToken[] {
  const { source, lexed } = document;
  const named = new Map<number, { kind: SemanticKind; definition: boolean }>();
  const bound = project.bound(document);
  for (const { span, things, role, short } of bound.occurrences) {
    const kind = things.map((id) => bound.things.get(id)?.kind)[0];
    if (span.source !== source.name || short === "field") continue;
    // A name that is unknown is a name all the same, and no word.
    named.set(span.start, { kind: kind ?? "name", definition: role === "definition" });
  }
  const tokens = lexed.tokens.flatMap((token, at): SemanticToken[] => {
    const [start, end] = [token.startOffset, endOf(token)];
    const name = isName(token) ? named.get(start) : undefined;
    if (name !== undefined) return [{ start, end, ...name }];
    const scope = scopes.get(token.tokenType);
    const call = isName(token) && lexed.tokens[at + 1]?.image === "(";
    const kind = call && token.image !== "of" ? callKind(token.image) : byScope[scope ?? ""];
    return kind === undefined ? [] : [{ start, end, kind, definition: false }];
  });
  const comments = lexed.comments.map(({ span: { start, end } }) => {
    return { start, end, kind: "comment" as const, definition: false };
  });
  return [...tokens, ...comments].sort((a, b) => a.start - b.start);
}

const callKind = (name: string): SemanticKind => (name === "decimal" ? "type" : "function");
