import type { SemanticTokens, SemanticTokensLegend } from "vscode-languageserver/node";
import type { Lines } from "../../service/positions.ts";
import type { SemanticKind, SemanticToken } from "../../service/tokens.ts";

/** The protocol's own kinds of tokens, so that every theme has a colour for each. */
const types = {
  keyword: "keyword",
  operator: "operator",
  type: "type",
  constant: "keyword",
  number: "number",
  text: "string",
  comment: "comment",
  function: "function",
  name: "variable",
  parameter: "parameter",
  events: "namespace",
  key: "property",
  time: "property",
  id: "property",
  event: "event",
  field: "property",
  pattern: "class",
  state: "enumMember",
  group: "enum",
  part: "enum",
  "frame kind": "struct",
  "frame field": "property",
  register: "variable",
  output: "interface",
  "output field": "property",
  "found frame": "variable",
  share: "variable",
} as const satisfies Record<SemanticKind, string>;

const tokenTypes = [...new Set(Object.values(types))];

export const legend: SemanticTokensLegend = {
  tokenTypes: [...tokenTypes],
  tokenModifiers: ["declaration"],
};

/** Five numbers for each token, its place relative to the one before. Tokens of several lines are left out. */
export function semanticTokensOf(tokens: readonly SemanticToken[], lines: Lines): SemanticTokens {
  const data: number[] = [];
  let [line, character] = [0, 0];
  for (const { start, end, kind, definition } of tokens) {
    const at = lines.position(start);
    if (lines.position(end).line !== at.line) continue;
    if (at.line !== line) character = 0;
    data.push(at.line - line, at.character - character, end - start);
    data.push(tokenTypes.indexOf(types[kind]), definition ? 1 : 0);
    [line, character] = [at.line, at.character];
  }
  return { data };
}
