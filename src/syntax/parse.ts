import { FileParser, type Reading } from "../../grammar/parser.ts";
import { Name } from "../../grammar/tokens.ts";
import type { Diagnostic, Source, Span } from "../diagnostic/diagnostic.ts";
import { closest } from "../diagnostic/suggest.ts";
import { pair, unpaired } from "./braces.ts";
import { divide } from "./divide.ts";
import { lex, type Token } from "./lex.ts";
import { describe, describeRest } from "./mistakes.ts";
import { moved } from "./moved.ts";
import { depthMax, nesting, tooDeep } from "./nesting.ts";
import type { Declaration, File, Lost } from "./tree.ts";

/** The parser is costly to build and clears itself before each text; one serves all of them. */
const parser = new FileParser(closest);

/** A declaration in which nothing is wrong, and all that its tree follows from beside its place. */
interface Sound {
  readonly text: string;
  readonly start: number;
  readonly declaration: Declaration;
}

export interface Parsed {
  readonly file: File;
  readonly diagnostics: readonly Diagnostic[];
  /** To be taken over into the next version of the text, where it reads the same. */
  readonly sound: ReadonlyMap<string, Sound>;
}

/**
 * Text to tree. Never throws: whatever cannot be read is a diagnostic, and is left out of the tree.
 * Mistakes are looked for declaration by declaration, so that one does not hide those in the next; what has not
 * changed since a version `before` is not read again.
 */
export function parse(source: Source, lexed = lex(source), before: Parsed | null = null): Parsed {
  const diagnostics = [...lexed.diagnostics];
  const declarations: Declaration[] = [];
  const lost: Lost[] = [];
  const sound = new Map<string, Sound>();
  // What was mended on the way is no longer what is written.
  const asWritten = lexed.diagnostics.length === 0;

  for (const tokens of divide(lexed.tokens)) {
    if (diagnostics.length > mistakesMax) {
      lost.push(whole(source, tokens));
      continue;
    }
    const { start, end } = spanOf(source, tokens);
    const text = nameOf(source.text.slice(start, end), tokens);
    const known = asWritten ? before?.sound.get(text) : undefined;
    if (known !== undefined && known.declaration.span.source === source.name) {
      const by = start - known.start;
      const declaration =
        by === 0 ? known.declaration : moved(known.declaration, (offset) => offset + by);
      declarations.push(declaration);
      sound.set(text, { text, start, declaration });
      continue;
    }
    const { max, at } = nesting(tokens);
    if (at !== null && max > depthMax) {
      diagnostics.push(tooDeep(source, at));
      lost.push(whole(source, tokens));
      continue;
    }
    const told = diagnostics.length;
    const reading = read(source, tokens, diagnostics);
    if (reading.declaration === null) lost.push(whole(source, tokens));
    else declarations.push(reading.declaration);
    lost.push(...reading.lost);
    for (const mistake of reading.mistakes) diagnostics.push(describe(source, mistake));
    if (reading.rest !== null) diagnostics.push(describeRest(source, reading.rest));
    const { declaration } = reading;
    const whollyRead = diagnostics.length === told && reading.lost.length === 0;
    if (asWritten && whollyRead && declaration !== null)
      sound.set(text, { text, start, declaration });
  }
  return {
    file: { source, declarations, comments: lexed.comments, lost },
    diagnostics: quiet(source, diagnostics),
    sound,
  };
}

/** Where it stands in its line and in braces, the parser looks at, too. */
const nameOf = (text: string, [first]: readonly Token[]): string =>
  `${first?.indent} ${first?.nesting} ${first?.startsLine} ${text}`;

/** Beyond this, the text is something else than patterns, and nobody reads on. */
const mistakesMax = 200;

/** Braces that do not pair are put right first; but where one is too many, one may be missing before it. */
function read(source: Source, tokens: readonly Token[], diagnostics: Diagnostic[]): Reading {
  const unclosed = unpaired(tokens);
  if (unclosed < 0) {
    const reading = parser.read(
      source.name,
      tokens.map((token) => ({ ...token })),
    );
    if (reading.mistakes.some(({ special }) => special === "missing brace"))
      return { ...reading, rest: null };
  }
  return parser.read(source.name, pair(source, tokens, unclosed, diagnostics));
}

function whole(source: Source, tokens: readonly Token[]): Lost {
  const isName = (token: Token) => Name.categoryMatchesMap?.[token.tokenTypeIdx] === true;
  return {
    span: spanOf(source, tokens),
    names: tokens.filter(isName).map((token) => token.image),
  };
}

function spanOf(source: Source, tokens: readonly Token[]): Span {
  const last = tokens[tokens.length - 1];
  return {
    source: source.name,
    start: tokens[0]?.startOffset ?? 0,
    end: last === undefined ? 0 : last.startOffset + last.image.length,
  };
}

/**
 * In order of place; of several mistakes in one place only the first that was found, and where a quote is
 * missing nothing else of that line, because everything after it is a guess.
 */
function quiet(source: Source, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<number>();
  const kept = diagnostics
    .filter(({ primary }) => {
      const known = seen.has(primary.span.start);
      seen.add(primary.span.start);
      return !known;
    })
    .sort((a, b) => a.primary.span.start - b.primary.span.start);
  const guessed = kept
    .filter(({ code }) => code === "PDA0003")
    .map(({ primary }) => lineAround(source.text, primary.span.start));
  let next = 0;
  const shown = kept.filter(({ code, primary }) => {
    while ((guessed[next]?.end ?? Number.POSITIVE_INFINITY) < primary.span.start) next++;
    return (
      code === "PDA0003" || primary.span.start < (guessed[next]?.start ?? Number.POSITIVE_INFINITY)
    );
  });
  const last = shown[mistakesMax - 1];
  if (last === undefined || shown.length === mistakesMax) return shown;
  return [...shown.slice(0, mistakesMax), tooMany(last.primary.span)];
}

function lineAround(text: string, offset: number): { start: number; end: number } {
  let start = offset;
  while (start > 0 && !/[\r\n]/.test(text[start - 1] ?? "")) start--;
  const end = /[\r\n]/g;
  end.lastIndex = offset;
  return { start, end: end.exec(text)?.index ?? text.length };
}

function tooMany(span: Span): Diagnostic {
  return {
    code: "PDA0033",
    severity: "error",
    message: `more than ${mistakesMax} mistakes: nothing after this is looked at`,
    primary: { span, text: `mistake ${mistakesMax}` },
    related: [],
    help: [{ text: "see whether this file holds patterns at all" }],
  };
}
