import type { IToken } from "chevrotain";
import { LCurly, LParen, Minus, RCurly, RParen, words } from "../../grammar/tokens.ts";
import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";

/** What a person can read ends far below; what a stack of calls can bear lies far above. */
export const depthMax = 200;

/** Words that open a value inside a value without a bracket. */
const prefixes = new Set([words.not, words.if, words.any, Minus]);

/** The greatest nesting of brackets and prefixes, and where it first exceeds the limit. */
export function nesting(tokens: readonly IToken[]): { max: number; at: IToken | null } {
  let depth = 0;
  let prefix = 0;
  let max = 0;
  let at: IToken | null = null;
  const outer: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const type = token.tokenType;
    if (type === LCurly || type === LParen) {
      depth++;
      outer.push(prefix);
    } else if (type === RCurly || type === RParen) {
      depth = Math.max(0, depth - 1);
      prefix = outer.pop() ?? 0;
    } else if (prefixes.has(type)) prefix++;
    // Whatever else begins with a word of its own ends the value before it.
    else if (type === words.on || type === words.emit || type === words.at)
      prefix = outer[outer.length - 1] ?? 0;
    const now = depth + prefix;
    if (now > max) max = now;
    if (now > depthMax && at === null) at = token;
  }
  return { max, at };
}

export function tooDeep(source: Source, at: IToken): Diagnostic {
  return {
    code: "PDA0010",
    severity: "error",
    message: `more than ${depthMax} levels of brackets, \`not\`, \`if\` or signs stand inside each other`,
    primary: {
      span: { source: source.name, start: at.startOffset, end: at.startOffset + at.image.length },
      text: `level ${depthMax + 1}`,
    },
    related: [],
    help: [{ text: "split the value: keep parts of it in registers, or make states of the cases" }],
  };
}
