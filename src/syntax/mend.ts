import type { IToken, TokenType } from "chevrotain";
import {
  Arrow,
  BlockComment,
  Duration,
  Equal,
  ForeignAnd,
  ForeignArrow,
  ForeignDuration,
  ForeignEqual,
  ForeignGreaterEqual,
  ForeignLessEqual,
  ForeignNot,
  ForeignNotEqual,
  ForeignOr,
  ForeignText,
  GreaterEqual,
  HashComment,
  LCurly,
  LessEqual,
  LParen,
  Name,
  NotEqual,
  NumberToken,
  RCurly,
  RParen,
  Semicolon,
  Text,
  UnclosedText,
  Unknown,
  words,
  Yields,
} from "../../grammar/tokens.ts";
import type { Code, Diagnostic, Edit, Source, Span } from "../diagnostic/diagnostic.ts";
import { durationText, milliseconds } from "./durations.ts";
import { readEscapes } from "./texts.ts";

/**
 * Puts tokens right that can mean only one thing, with a diagnostic for each, so that parsing goes on
 * as if they had been written well: `==` for `=`, `30min` for `30m`, 'single' for "double" quotes.
 */
export function mend(
  source: Source,
  tokens: readonly IToken[],
  diagnostics: Diagnostic[],
): IToken[] {
  const mended: IToken[] = [];
  const span = (start: number, end: number): Span => ({ source: source.name, start, end });
  const report = (
    code: Code,
    token: IToken,
    message: string,
    label: string,
    help: string,
    replacement?: string,
  ): void => {
    const at = span(token.startOffset, token.startOffset + token.image.length);
    const edits: Edit[] = replacement === undefined ? [] : [{ span: at, replacement }];
    diagnostics.push({
      code,
      severity: "error",
      message,
      primary: { span: at, text: label },
      related: [],
      help: [edits.length === 0 ? { text: help } : { text: help, edits }],
    });
  };
  const as = (token: IToken, type: TokenType, image: string, payload?: unknown): void => {
    retype(token, type, image);
    token.payload = payload;
    mended.push(token);
  };

  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) continue;
    const type = token.tokenType;
    const swap = swaps.get(type);
    if (swap !== undefined) {
      const { to, code, name } = swap;
      const tight =
        /\w/.test(to) && /\w/.test(source.text[token.startOffset + token.image.length] ?? "");
      report(
        code,
        token,
        `\`${token.image}\` is written \`${to}\` here`,
        name,
        `write \`${to}\``,
        tight ? `${to} ` : to,
      );
      as(token, swap.type, to);
    } else if (type === Text) {
      const body = token.image.slice(1, -1);
      const { value, wrong } = readEscapes(body);
      for (const [at, length] of wrong) {
        const start = token.startOffset + 1 + at;
        const shown = JSON.stringify(body.slice(at, at + length))
          .slice(1, -1)
          .replace("\\\\", "\\");
        diagnostics.push({
          code: "PDA0007",
          severity: "error",
          message: `\`${shown}\` cannot stand in a text`,
          primary: { span: span(start, start + length), text: "no such escape" },
          related: [],
          help: [
            {
              text: 'write `\\\\` for a backslash, `\\"` for a quote, `\\n` for a line break, `\\u00e9` for a character by its number',
            },
          ],
        });
      }
      as(token, Text, token.image, value);
    } else if (type === ForeignText) {
      const body = token.image.slice(1, -1);
      const inner = body.replaceAll("\\'", "'");
      const good = `"${inner.replaceAll(/(?<!\\)"/g, '\\"')}"`;
      report(
        "PDA0004",
        token,
        "a text stands in double quotes",
        "other quotes",
        `write ${good}`,
        good,
      );
      as(token, Text, good, readEscapes(good.slice(1, -1)).value);
    } else if (type === UnclosedText) {
      const body = token.image.slice(1).trimEnd();
      const end = token.startOffset + 1 + body.length;
      diagnostics.push({
        code: "PDA0003",
        severity: "error",
        message: "the text that begins here has no closing quote",
        primary: { span: span(token.startOffset, end), text: "no closing quote in this line" },
        related: [],
        help: [{ text: 'end the text with `"` in the same line' }],
      });
      as(token, Text, token.image, body);
    } else if (type === Duration) {
      const ms = milliseconds(token.image);
      if (!Number.isSafeInteger(ms) || ms > longest)
        report(
          "PDA0006",
          token,
          `\`${token.image}\` is longer than any log`,
          "too long",
          "use at most `36500d`",
        );
      as(token, Duration, token.image, ms);
    } else if (type === ForeignDuration) {
      const ms = guess(token.image);
      const good = ms === null ? undefined : durationText(ms);
      if (good === undefined)
        report(
          "PDA0005",
          token,
          `\`${token.image}\` is neither a number, a duration nor a name`,
          "no unit of time",
          "the units are `ms`, `s`, `m`, `h`, `d`, `w`; a name begins with a letter",
        );
      else
        report(
          "PDA0005",
          token,
          `\`${token.image}\` is written \`${good}\``,
          "units are ms, s, m, h, d, w",
          `write \`${good}\``,
          good,
        );
      as(token, Duration, token.image, ms ?? 0);
    } else if (type === NumberToken) {
      const joined = spelledUnit(source.text, tokens, i);
      if (joined === null) mended.push(token);
      else {
        const next = tokens[i + 1] as IToken;
        const image = source.text.slice(token.startOffset, next.startOffset + next.image.length);
        const good = durationText(joined);
        const whole = { ...token, image, endOffset: next.endOffset ?? 0 };
        report(
          "PDA0005",
          whole,
          `\`${image}\` is written \`${good}\``,
          "units are ms, s, m, h, d, w",
          `write \`${good}\``,
          good,
        );
        as(whole, Duration, good, joined);
        i++;
      }
    } else if (type === Semicolon) {
      report("PDA0009", token, "`;` is not needed", "nothing ends with `;`", "leave it out", "");
    } else if (type === HashComment || type === BlockComment) {
      const bare = token.image.replace(/^(#+|\/\*+)\s*/, "").replace(/\s*\*+\/$/, "");
      const single = !/[\r\n]/.test(bare);
      report(
        "PDA0008",
        token,
        "a comment begins with `//` and ends with its line",
        "not a comment here",
        "write `//` before each line of it",
        single && endsLine(source.text, token) ? `// ${bare}` : undefined,
      );
    } else if (type === Unknown) {
      let last = token;
      while (
        tokens[i + 1]?.tokenType === Unknown &&
        tokens[i + 1]?.startOffset === last.startOffset + last.image.length
      ) {
        last = tokens[i + 1] as IToken;
        i++;
      }
      const end = last.startOffset + last.image.length;
      const image = source.text.slice(token.startOffset, end);
      const whole = { ...token, image, endOffset: end - 1 };
      report(
        "PDA0001",
        whole,
        `${shown(image)} means nothing here`,
        "no part of the language",
        "take it out, or put it into a text in double quotes",
      );
    } else if (type === LParen && opensFields(tokens, i)) {
      const end = closing(tokens, i);
      const braces = [token, ...(end?.tokenType === RParen ? [end] : [])];
      const places = braces.map(({ startOffset }) => span(startOffset, startOffset + 1));
      diagnostics.push({
        code: "PDA0032",
        severity: "error",
        message: "fields stand between `{` and `}`, not `(` and `)`",
        primary: { span: span(token.startOffset, token.startOffset + 1), text: "`{` here" },
        related: [],
        help: [
          {
            text: "write `{` and `}`",
            edits: places.map((at, index) => ({ span: at, replacement: index === 0 ? "{" : "}" })),
          },
        ],
      });
      as(token, LCurly, "{");
      // Seen again when the walk comes to it.
      if (end?.tokenType === RParen) retype(end, RCurly, "}");
    } else mended.push(token);
  }
  return mended;
}

function retype(token: IToken, type: TokenType, image: string): void {
  token.image = image;
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? 0;
}

/** `emit found (`, `event search (`, `at 4s view (`: what follows are fields. */
function opensFields(tokens: readonly IToken[], i: number): boolean {
  const name = tokens[i - 1];
  const head = tokens[i - 2];
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

/** A hundred years. */
const longest = 36_500 * 86_400_000;

const swaps = new Map<TokenType, { type: TokenType; to: string; code: Code; name: string }>([
  [ForeignEqual, { type: Equal, to: "=", code: "PDA0002", name: "`=` compares" }],
  [ForeignNotEqual, { type: NotEqual, to: "!=", code: "PDA0002", name: "not equal" }],
  [ForeignLessEqual, { type: LessEqual, to: "<=", code: "PDA0002", name: "at most" }],
  [ForeignGreaterEqual, { type: GreaterEqual, to: ">=", code: "PDA0002", name: "at least" }],
  [ForeignAnd, { type: words.and, to: "and", code: "PDA0002", name: "a word here" }],
  [ForeignOr, { type: words.or, to: "or", code: "PDA0002", name: "a word here" }],
  [ForeignNot, { type: words.not, to: "not", code: "PDA0002", name: "a word here" }],
  [ForeignArrow, { type: Arrow, to: "->", code: "PDA0002", name: "an arrow is `->`" }],
]);

const spelled = new Map<string, number>();
for (const [ms, names] of [
  [1, "ms msec msecs milli millis millisecond milliseconds"],
  [1000, "s sec secs second seconds"],
  [60_000, "m min mins minute minutes"],
  [3_600_000, "h hr hrs hour hours"],
  [86_400_000, "d day days"],
  [604_800_000, "w wk wks week weeks"],
  // Neither has a fixed length; these are what people mean by them in a window.
  [30 * 86_400_000, "mo month months"],
  [365 * 86_400_000, "y yr year years"],
] as const)
  for (const name of names.split(" ")) spelled.set(name, ms);

/** Milliseconds of `30min`, `1.5h`, `2Hours`; null where they are not whole or the unit is none. */
function guess(image: string): number | null {
  let sum = 0;
  let read = 0;
  for (const match of image.matchAll(/(\d+(?:\.\d+)?)([A-Za-z]+)/g)) {
    if (match.index !== read) return null;
    read += match[0].length;
    const unit = match[2] ?? "";
    const size = spelled.get(unit) ?? (unit === "M" ? undefined : spelled.get(lower(unit)));
    if (size === undefined) return null;
    sum += Number(match[1]) * size;
  }
  return read === image.length && sum <= longest && Number.isInteger(sum) ? sum : null;
}

const lower = (text: string): string =>
  text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));

/** `30 minutes`: a number, a blank, and a unit that is not the beginning of something else. */
function spelledUnit(text: string, tokens: readonly IToken[], i: number): number | null {
  const number = tokens[i];
  const unit = tokens[i + 1];
  if (number === undefined || unit === undefined || !/^[a-z]+$/i.test(unit.image)) return null;
  const between = text.slice(number.startOffset + number.image.length, unit.startOffset);
  if (between === "" || /[\r\n]/.test(between)) return null;
  if (/^[=:,.}]/.test(tokens[i + 2]?.image ?? "")) return null;
  return guess(number.image + unit.image);
}

const endsLine = (text: string, token: IToken): boolean =>
  /^[^\S\r\n]*(?:[\r\n]|$)/.test(text.slice(token.startOffset + token.image.length));

/** Characters that cannot be seen are named by their number. */
function shown(image: string): string {
  const first = image.codePointAt(0) ?? 0;
  if (/^[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Z}]/u.test(image))
    return `the invisible character U+${first.toString(16).toUpperCase().padStart(4, "0")}`;
  return `\`${[...image].slice(0, 20).join("")}\``;
}
