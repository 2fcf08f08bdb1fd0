import type { HighlightTable } from "../build/highlight-table.ts";

export type Kind =
  | "declaration"
  | "control"
  | "operator"
  | "type"
  | "constant"
  | "numeric"
  | "text"
  | "remark"
  | "name"
  | "wrong";

/** What a token is coloured as, by the grammar's scopes. */
const kinds: Readonly<Partial<Record<string, Kind>>> = {
  "keyword.declaration": "declaration",
  "keyword.control": "control",
  "keyword.operator": "operator",
  "storage.type": "type",
  "constant.language": "constant",
  "constant.numeric": "numeric",
  "string.quoted.double": "text",
  "comment.line": "remark",
  "variable.other": "name",
  "invalid.illegal": "wrong",
};

/** One token of a line, as the lexer would cut it. */
export type Cut = (
  line: string,
  at: number,
) => { readonly length: number; readonly kind: Kind | null };

/** The lexer's own patterns, in its own order. */
export function cutter({ tokens, words }: HighlightTable): Cut {
  const patterns = tokens.map(
    ([source, scope]) =>
      [new RegExp(source, "uy"), scope === null ? null : (kinds[scope] ?? null)] as const,
  );
  return (line, at) => {
    for (const [pattern, kind] of patterns) {
      pattern.lastIndex = at;
      const image = pattern.exec(line)?.[0];
      if (image === undefined || image === "") continue;
      const word = kind === "name" && Object.hasOwn(words, image) ? words[image]! : null;
      return {
        length: image.length,
        kind: word === null ? kind : (kinds[word] ?? null),
      };
    }
    return { length: 1, kind: null };
  };
}
