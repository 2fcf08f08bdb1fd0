import type { IToken, TokenType } from "chevrotain";
import {
  Arrow,
  Equal,
  ForeignAnd,
  ForeignArrow,
  ForeignEqual,
  ForeignGreaterEqual,
  ForeignLessEqual,
  ForeignNot,
  ForeignNotEqual,
  ForeignOr,
  GreaterEqual,
  Identifier,
  LessEqual,
  Name,
  NotEqual,
  Unknown,
  words,
} from "../../../grammar/tokens.ts";
import type { Mending } from "./mending.ts";

interface Swap {
  readonly type: TokenType;
  readonly to: string;
  readonly label: string;
}

/** Signs of other languages. */
const swaps: ReadonlyMap<TokenType, Swap> = new Map([
  [ForeignEqual, { type: Equal, to: "=", label: "`=` compares" }],
  [ForeignNotEqual, { type: NotEqual, to: "!=", label: "not equal" }],
  [ForeignLessEqual, { type: LessEqual, to: "<=", label: "at most" }],
  [ForeignGreaterEqual, { type: GreaterEqual, to: ">=", label: "at least" }],
  [ForeignAnd, { type: words.and, to: "and", label: "a word here" }],
  [ForeignOr, { type: words.or, to: "or", label: "a word here" }],
  [ForeignNot, { type: words.not, to: "not", label: "a word here" }],
  [ForeignArrow, { type: Arrow, to: "->", label: "an arrow is `->`" }],
]);

export const foreignSigns = [...swaps.keys()];

export function foreignSign(token: IToken, mending: Mending): void {
  const { type, to, label } = swaps.get(token.tokenType)!;
  const after = mending.source.text[token.startOffset + token.image.length] ?? "";
  const replacement = /\w/.test(to) && /\w/.test(after) ? `${to} ` : to;
  const message = `\`${token.image}\` is written \`${to}\` here`;
  mending.report("PDA0002", token, message, label, `write \`${to}\``, replacement);
  mending.as(token, type, to);
}

export function semicolon(token: IToken, mending: Mending): void {
  const message = "`;` is not needed";
  mending.report("PDA0009", token, message, "nothing ends with `;`", "leave it out", "");
}

/** `# …` and `/* … *\/`. */
export function foreignComment(token: IToken, mending: Mending): void {
  const bare = token.image.replace(/^(#+|\/\*+)\s*/, "").replace(/\s*\*+\/$/, "");
  const single = !/[\r\n]/.test(bare);
  const rest = mending.source.text.slice(token.startOffset + token.image.length);
  mending.report(
    "PDA0008",
    token,
    "a comment begins with `//` and ends with its line",
    "not a comment here",
    "write `//` before each line of it",
    single && /^[^\S\r\n]*(?:[\r\n]|$)/.test(rest) ? `// ${bare}` : undefined,
  );
}

/** Characters that are no part of the language; where they can be seen and touch a word, all of it is meant as a name. */
export function unknown(token: IToken, mending: Mending): void {
  const touches = (one: IToken | undefined, other: IToken | undefined): boolean =>
    one !== undefined && other?.startOffset === one.startOffset + one.image.length;
  const before = mending.mended.at(-1);
  const visible = !invisible.test(token.image);
  const isWord = visible && isName(before) && touches(before, token);
  const first = isWord ? (mending.mended.pop() as IToken) : token;
  let last = token;
  let named = isWord;
  for (let next = mending.beside(1); touches(last, next); next = mending.beside(1)) {
    if (next?.tokenType !== Unknown && !(visible && isName(next))) break;
    named ||= isName(next);
    last = next as IToken;
    mending.next++;
  }
  const whole = mending.whole(first, last);
  if (named) {
    mending.report(
      "PDA0001",
      whole,
      `\`${whole.image}\` is no name, because of ${shown(token.image)}`,
      "no name",
      "a name consists of letters, digits and `_`; the log's own words stand in quotes, after `is` or `from`",
    );
    mending.as(whole, Identifier, whole.image);
    return;
  }
  mending.report(
    "PDA0001",
    whole,
    `${shown(whole.image)} means nothing here`,
    "no part of the language",
    "take it out, or put it into a text in double quotes",
  );
}

const isName = (token: IToken | undefined): boolean =>
  token !== undefined && Name.categoryMatchesMap?.[token.tokenTypeIdx] === true;

const invisible = /^[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Z}]/u;

/** Characters that cannot be seen are named by their number. */
function shown(image: string): string {
  const first = image.codePointAt(0) ?? 0;
  if (invisible.test(image))
    return `the invisible character U+${first.toString(16).toUpperCase().padStart(4, "0")}`;
  return `\`${[...image].slice(0, 20).join("")}\``;
}
