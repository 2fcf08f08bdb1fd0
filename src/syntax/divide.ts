import type { TokenType } from "chevrotain";
import {
  Colon,
  Identifier,
  LCurly,
  Name,
  RCurly,
  Text,
  wordFacts,
  words,
} from "../../grammar/tokens.ts";
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
    const fresh =
      depth === 0
        ? startsOutside(tokens, i) || (complete(part) && startsAnew(token))
        : token.startsLine && token.indent <= (part[0]?.indent ?? 0) && startsInside(tokens, i);
    if (fresh && !follows(part, token)) {
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

const isDeclarationWord = (token: Token | undefined): boolean =>
  token !== undefined && declarationWords.has(token.tokenType);

/** `pattern events on shop`: the second word is a name. */
const follows = (part: readonly Token[], token: Token): boolean =>
  part.length === 1 && isDeclarationWord(part[0]) && !token.startsLine;

function complete(part: readonly Token[]): boolean {
  const last = part[part.length - 1];
  return last?.tokenType === RCurly || (part[0]?.tokenType === words.use && part.length === 2);
}

/** After a complete declaration: any word but one that may belong to it still, were a brace not too many. */
const startsAnew = (token: Token): boolean =>
  token.tokenType === Identifier || reserved.has(token.tokenType);

function startsOutside(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i] as Token;
  const next = tokens[i + 1];
  if (isDeclarationWord(token)) return token.startsLine || startsInside(tokens, i);
  if (!token.startsLine || token.indent > 0 || next === undefined || !isName(next)) return false;
  const misspelledParam = token.tokenType === Identifier && tokens[i + 2]?.tokenType === Colon;
  return misspelledParam || reserved.has(token.tokenType);
}

/** The beginning of a declaration that can be nothing else. */
function startsInside(tokens: readonly Token[], i: number): boolean {
  const type = tokens[i]?.tokenType;
  const next = tokens[i + 1];
  const after = tokens[i + 2];
  if (type === words.use || type === words.scenario) return next?.tokenType === Text;
  if (next === undefined || !isName(next)) return false;
  if (type === words.pattern) return after?.tokenType === words.on || after?.tokenType === LCurly;
  if (type === words.events) return after?.tokenType === LCurly;
  return type === words.param && after?.tokenType === Colon;
}

const isName = (token: Token): boolean => Name.categoryMatchesMap?.[token.tokenTypeIdx] === true;

const declarationWords: ReadonlySet<TokenType> = new Set([
  words.use,
  words.param,
  words.events,
  words.pattern,
  words.scenario,
]);

const reserved: ReadonlySet<TokenType> = new Set(
  wordFacts.filter((fact) => fact.use === "reserved").map((fact) => fact.type),
);
