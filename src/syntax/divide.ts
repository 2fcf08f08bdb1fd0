import { Colon, LCurly, Name, RCurly, Text, words } from "../../grammar/tokens.ts";
import type { Token } from "./lex.ts";

/**
 * The tokens of a file, declaration by declaration. A declaration begins with its first word outside of all
 * braces; or inside, where it starts a line at the margin, because nothing else looks like it: then braces
 * were forgotten before it.
 */
export function divide(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  let part: Token[] = [];
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const margin = token.startsLine && token.indent <= (part[0]?.indent ?? 0);
    if ((depth === 0 || margin) && begins(tokens, i) && part.length !== 1) {
      if (part.length > 0) parts.push(part);
      part = [];
      depth = 0;
    }
    part.push(token);
    if (token.tokenType === LCurly) depth++;
    else if (token.tokenType === RCurly) depth = Math.max(0, depth - 1);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function begins(tokens: readonly Token[], i: number): boolean {
  const type = tokens[i]?.tokenType;
  const next = tokens[i + 1];
  const after = tokens[i + 2];
  if (type === words.use || type === words.scenario) return next?.tokenType === Text;
  if (next === undefined || Name.categoryMatchesMap?.[next.tokenTypeIdx] !== true) {
    // `pattern {`: a declaration without a name is one all the same, at the margin.
    return (
      (type === words.pattern || type === words.events) &&
      tokens[i]?.indent === 0 &&
      next?.tokenType === LCurly
    );
  }
  if (type === words.pattern) return after?.tokenType === words.on || after?.tokenType === LCurly;
  if (type === words.events) return after?.tokenType === LCurly || after?.startsLine === true;
  return type === words.param && after?.tokenType === Colon;
}
