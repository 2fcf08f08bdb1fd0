import type { IToken, TokenType } from "chevrotain";
import {
  Duration,
  LCurly,
  LParen,
  Name,
  RCurly,
  RParen,
  words,
  Yields,
} from "../../../grammar/tokens.ts";
import { type Mending, retype } from "./mending.ts";

/** `emit found (…)`: fields stand between braces. */
export function parenthesis(token: IToken, mending: Mending): void {
  if (!opensFields(mending)) {
    mending.mended.push(token);
    return;
  }
  const end = closing(mending.tokens, mending.next - 1);
  const places = [token, ...(end?.tokenType === RParen ? [end] : [])].map(({ startOffset }) =>
    mending.span(startOffset, startOffset + 1),
  );
  mending.report(
    "PDA0032",
    mending.span(token.startOffset, token.startOffset + 1),
    "fields stand between `{` and `}`, not `(` and `)`",
    "`{` here",
    "write `{` and `}`",
    places.map((span, index) => ({ span, replacement: index === 0 ? "{" : "}" })),
  );
  mending.as(token, LCurly, "{");
  // Seen again when the walk comes to it.
  if (end?.tokenType === RParen) retype(end, RCurly, "}");
}

/** `emit found (`, `event search (`, `at 4s view (`: what follows are fields. */
function opensFields(mending: Mending): boolean {
  const name = mending.beside(-1);
  const head = mending.beside(-2);
  return (
    name !== undefined &&
    head !== undefined &&
    Name.categoryMatchesMap?.[name.tokenTypeIdx] === true &&
    fieldHeads.has(head.tokenType)
  );
}

const fieldHeads: ReadonlySet<TokenType> = new Set([
  words.emit,
  words.push,
  words.replace,
  words.event,
  words.emits,
  words.stack,
  Duration,
  Yields,
]);

/** The `)` that closes a `(`, or the brace before it. */
function closing(tokens: readonly IToken[], from: number): IToken | undefined {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i] as IToken;
    if (token.tokenType === LParen) depth++;
    else if (token.tokenType === RParen && --depth === 0) return token;
    else if (token.tokenType === LCurly || token.tokenType === RCurly) return token;
  }
  return undefined;
}
