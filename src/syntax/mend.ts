import type { IToken, TokenType } from "chevrotain";
import {
  BlockComment,
  Duration,
  ForeignAssign,
  ForeignDuration,
  ForeignText,
  HashComment,
  Identifier,
  LParen,
  NumberToken,
  Semicolon,
  Text,
  UnclosedText,
  Unknown,
} from "../../grammar/tokens.ts";
import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";
import { foreignAssign } from "./mend/assignment.ts";
import { duration, foreignDuration, number } from "./mend/durations.ts";
import { foreignComment, foreignSign, foreignSigns, semicolon, unknown } from "./mend/foreign.ts";
import { Mending } from "./mend/mending.ts";
import { parenthesis } from "./mend/parentheses.ts";
import { spacedEvent } from "./mend/spaced.ts";
import { foreignText, text, unclosedText } from "./mend/texts.ts";

type Mend = (token: IToken, mending: Mending) => void;

const mends: ReadonlyMap<TokenType, Mend> = new Map<TokenType, Mend>([
  ...foreignSigns.map((type): [TokenType, Mend] => [type, foreignSign]),
  [ForeignAssign, foreignAssign],
  [Text, text],
  [ForeignText, foreignText],
  [UnclosedText, unclosedText],
  [Duration, duration],
  [ForeignDuration, foreignDuration],
  [NumberToken, number],
  [Semicolon, semicolon],
  [HashComment, foreignComment],
  [BlockComment, foreignComment],
  [Unknown, unknown],
  [LParen, parenthesis],
  [Identifier, spacedEvent],
]);

/**
 * Puts tokens right that can mean only one thing, with a diagnostic for each, so that parsing goes on
 * as if they had been written well: `==` for `=`, `30min` for `30m`, 'single' for "double" quotes.
 */
export function mend(
  source: Source,
  tokens: readonly IToken[],
  diagnostics: Diagnostic[],
): IToken[] {
  const mending = new Mending(source, tokens, diagnostics);
  for (let token = tokens[0]; token !== undefined; token = tokens[mending.next]) {
    mending.next++;
    const put = mends.get(token.tokenType);
    if (put === undefined) mending.mended.push(token);
    else put(token, mending);
  }
  return mending.mended;
}
