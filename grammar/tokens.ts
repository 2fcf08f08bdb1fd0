import type { TokenType } from "chevrotain";
import { createToken, Lexer } from "./chevrotain.ts";
import { Name, PlainType, Step, type TokenFact, type WordFact, wordFacts, words } from "./words.ts";

export type { Scope } from "./words.ts";
export { Name, PlainType, Step, type TokenFact, type WordFact, wordFacts, words };

/*
 * Every token of the language that is no word: its name, its pattern, how editors colour it, one line of doc.
 */

/** `=`, `<` and their like. */
export const Comparison = createToken({ name: "Comparison", pattern: Lexer.NA });
/** `!`, `==` and their like: spellings of other languages, each with its mending in `syntax/mend.ts`. */
const Foreign = createToken({ name: "Foreign", pattern: Lexer.NA });

// ---------------------------------------------------------------- names and literals

/** Sticky matching by hand, because Chevrotain drops the `u` flag that `\p` needs. */
function sticky(source: string) {
  const expression = new RegExp(source, "uy");
  const match = (text: string, offset: number): RegExpExecArray | null => {
    expression.lastIndex = offset;
    return expression.exec(text);
  };
  // Told on, for those who colour texts without the lexer.
  return Object.assign(match, { source });
}

/** One character of each group that Chevrotain sorts start characters into. */
function startsAbove(code: number): number[] {
  const codes: number[] = [];
  for (let c = code; c < 256; c++) codes.push(c);
  for (let c = 256; c < 0x10000; c += 255) codes.push(c);
  codes.push(0xffff);
  return codes;
}
const range = (from: string, to: string): number[] =>
  Array.from(
    { length: to.charCodeAt(0) - from.charCodeAt(0) + 1 },
    (_, i) => from.charCodeAt(0) + i,
  );

/** Letters as Unicode has them; `_` may stand anywhere, digits and marks not first. */
export const namePattern = String.raw`[\p{ID_Start}_][\p{ID_Continue}]*`;

export const Identifier = createToken({
  name: "Identifier",
  pattern: sticky(namePattern),
  line_breaks: false,
  start_chars_hint: [
    ...range("a", "z"),
    ...range("A", "Z"),
    "_".charCodeAt(0),
    ...startsAbove(128),
  ],
  categories: [Name, Step],
});

export const Text = createToken({
  name: "Text",
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/,
  line_breaks: false,
  categories: [Step],
});

export const NumberToken = createToken({
  name: "Number",
  pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/,
  categories: [Step],
});

/** A share, as of sessions. */
export const Percent = createToken({
  name: "Percent",
  pattern: /\d+(?:\.\d+)?%/,
});

/** Milliseconds of each unit, longest first: the order in which they may follow each other. */
export const units = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
} as const;

export const durationPattern =
  "(?=\\d)(?:\\d+w)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m(?!s))?(?:\\d+s)?(?:\\d+ms)?";

export const Duration = createToken({
  name: "Duration",
  pattern: sticky(
    String.raw`(?=\d+[a-z])${durationPattern}(?![\p{ID_Continue}.]*\p{ID_Start})(?<=[a-z])`,
  ),
  line_breaks: false,
  start_chars_hint: range("0", "9"),
  categories: [Step],
});

// ---------------------------------------------------------------- punctuation

const mark = (name: string, text: string, ...categories: readonly TokenType[]): TokenType =>
  createToken({ name, label: text, pattern: text, categories: [...categories] });

export const LCurly = mark("LCurly", "{");
export const RCurly = mark("RCurly", "}");
export const LParen = mark("LParen", "(");
export const RParen = mark("RParen", ")");
export const Comma = mark("Comma", ",");
export const Colon = mark("Colon", ":");
export const Dot = mark("Dot", ".");
export const Question = mark("Question", "?");
export const Arrow = mark("Arrow", "->");
export const Yields = mark("Yields", "=>");
export const Equal = mark("Equal", "=", Comparison);
export const NotEqual = mark("NotEqual", "!=", Comparison);
export const LessEqual = mark("LessEqual", "<=", Comparison);
export const Less = mark("Less", "<", Comparison);
export const GreaterEqual = mark("GreaterEqual", ">=", Comparison);
export const Greater = mark("Greater", ">", Comparison);
export const Plus = mark("Plus", "+");
export const Minus = mark("Minus", "-");
export const Times = mark("Times", "*");
export const Divide = mark("Divide", "/");

// ---------------------------------------------------------------- layout

const Blank = createToken({
  name: "Blank",
  // The byte-order mark and Unicode's own blanks count as blanks: they come with pasted text.
  pattern: /[\s\u0085\ufeff]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

export const Comment = createToken({
  name: "Comment",
  pattern: /\/\/[^\r\n]*/,
  group: "comments",
  line_breaks: false,
});

// ---------------------------------------------------------------- what other languages write

const foreign = (name: string, pattern: RegExp): TokenType =>
  createToken({ name, pattern, line_breaks: false, categories: [Foreign] });

export const ForeignEqual = foreign("ForeignEqual", /===?/);
export const ForeignNotEqual = foreign("ForeignNotEqual", /!==|<>|≠/);
export const ForeignLessEqual = foreign("ForeignLessEqual", /≤|=</);
export const ForeignGreaterEqual = foreign("ForeignGreaterEqual", /≥/);
export const ForeignAnd = foreign("ForeignAnd", /&&?/);
export const ForeignOr = foreign("ForeignOr", /\|\|?/);
export const ForeignNot = foreign("ForeignNot", /!/);
export const ForeignArrow = foreign("ForeignArrow", /→|—>|–>|-->/);
/** `total += amount`, `n++`. */
export const ForeignAssign = foreign("ForeignAssign", /[-+*/]=(?![=>])|\+\+/);
export const Semicolon = foreign("Semicolon", /;/);
export const BlockComment = createToken({
  name: "BlockComment",
  pattern: /\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))/,
  line_breaks: true,
  categories: [Foreign],
});
export const HashComment = foreign("HashComment", /#[^\r\n]*/);
/** 'single' or “typographic” quotes. */
export const ForeignText = foreign(
  "ForeignText",
  /'(?:[^'\\\r\n]|\\[^\r\n])*'|[“„”][^“”"\r\n]*[“”"]/,
);

/** A text without its closing quote: up to where the line seems to go on without it. */
export const UnclosedText = foreign(
  "UnclosedText",
  /["'“„”](?:[^,{}()\r\n=\-/]|=(?!>)|-(?!>)|\/(?!\/))*/,
);

/** `30min`, `5sec`, `1.5h`: a number with letters that are no unit. */
export const ForeignDuration = createToken({
  name: "ForeignDuration",
  pattern: sticky(
    String.raw`(?!\d+(?:\.\d+)?[eE][+-]?\d+(?!\p{ID_Continue}))\d+(?:\.\d+)?[\p{ID_Start}_][\p{ID_Continue}]*`,
  ),
  line_breaks: false,
  start_chars_hint: range("0", "9"),
  categories: [Foreign, Step],
});

/** Anything else, a whole code point at a time. */
export const Unknown = createToken({
  name: "Unknown",
  pattern: /[\ud800-\udbff][\udc00-\udfff]|[\s\S]/,
  line_breaks: false,
  start_chars_hint: startsAbove(0),
  categories: [Foreign],
});

/** In the order in which the lexer tries them. Words are told from identifiers after lexing. */
export const lexed: readonly TokenType[] = [
  Blank,
  Comment,
  BlockComment,
  Identifier,
  Duration,
  ForeignDuration,
  Percent,
  NumberToken,
  Text,
  ForeignText,
  UnclosedText,
  LCurly,
  RCurly,
  LParen,
  RParen,
  Comma,
  Colon,
  Dot,
  Question,
  ForeignArrow,
  Arrow,
  ForeignAssign,
  ForeignEqual,
  Yields,
  ForeignNotEqual,
  NotEqual,
  ForeignLessEqual,
  Equal,
  LessEqual,
  Less,
  ForeignGreaterEqual,
  GreaterEqual,
  Greater,
  Plus,
  Minus,
  Times,
  Divide,
  ForeignAnd,
  ForeignOr,
  ForeignNot,
  Semicolon,
  HashComment,
  Unknown,
];

export const allTokens: readonly TokenType[] = [
  Name,
  Step,
  PlainType,
  Comparison,
  Foreign,
  ...lexed,
  ...wordFacts.map((fact) => fact.type),
];

/** What is no word, for highlighting and the reference. */
export const tokenFacts: readonly TokenFact[] = [
  { type: Comment, scope: "comment.line", doc: "From `//` to the end of the line." },
  {
    type: Text,
    scope: "string.quoted.double",
    doc: "A text in double quotes, with JSON's escapes.",
  },
  {
    type: Duration,
    scope: "constant.numeric",
    doc: "A span of time: `30m`, `1h30m`; units ms, s, m, h, d, w.",
  },
  { type: Percent, scope: "constant.numeric", doc: "A share: `1%`, `0.5%`." },
  { type: NumberToken, scope: "constant.numeric", doc: "A number: `5`, `9.95`, `1e3`." },
  { type: Identifier, scope: "variable.other", doc: "A name: letters of any script, digits, `_`." },
  { type: Arrow, scope: "keyword.operator", doc: "Where a transition leads." },
  { type: Yields, scope: "keyword.operator", doc: "What a scenario's line is expected to emit." },
  { type: Comparison, scope: "keyword.operator", doc: "`=`, `!=`, `<`, `<=`, `>`, `>=`." },
  { type: Plus, scope: "keyword.operator", doc: "The sum." },
  { type: Minus, scope: "keyword.operator", doc: "The difference; a sign." },
  { type: Times, scope: "keyword.operator", doc: "The product." },
  { type: Divide, scope: "keyword.operator", doc: "The quotient." },
];
