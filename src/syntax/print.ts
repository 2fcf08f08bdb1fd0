import {
  Colon,
  Comma,
  Dot,
  LCurly,
  LParen,
  Minus,
  Name,
  Question,
  RCurly,
  RParen,
  words,
  Yields,
} from "../../grammar/tokens.ts";
import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";
import { landmarks, type MemberKind } from "./landmarks.ts";
import { blank, concat, type Doc, group, hardLine, indent, layOut, line } from "./layout.ts";
import { lex, type Token } from "./lex.ts";
import { type Parsed, parse } from "./parse.ts";
import type { Comment } from "./tree.ts";
import { conditionText, valueText } from "./values.ts";

const width = 100;

/**
 * The one canonical form of a text; null where it has syntax errors. Tokens and comments keep their order;
 * the tree says where members of blocks begin and where parentheses can go. A block stands on one line if it
 * did and fits.
 */
export function format(
  source: Source,
  lexed = lex(source),
  { file, diagnostics }: Pick<Parsed, "file" | "diagnostics"> = parse(source, lexed),
): {
  text: string | null;
  diagnostics: readonly Diagnostic[];
} {
  if (diagnostics.some(({ severity }) => severity === "error")) return { text: null, diagnostics };
  const { tokens, comments } = lexed;
  const text = layOut(new Formatter(source.text, tokens, comments, landmarks(file)).file(), width);
  return { text: text === "" ? "" : `${text}\n`, diagnostics };
}

interface Piece {
  readonly token: Token | null;
  readonly image: string;
  readonly start: number;
  readonly end: number;
  /** Line breaks between it and the piece before. */
  readonly breaks: number;
}

class Formatter {
  private readonly source: string;
  private readonly pieces: readonly Piece[];
  private readonly marks: ReturnType<typeof landmarks>;
  private at = 0;

  constructor(
    source: string,
    tokens: readonly Token[],
    comments: readonly Comment[],
    marks: ReturnType<typeof landmarks>,
  ) {
    this.source = source;
    this.marks = marks;
    this.pieces = inOrder(source, tokens, comments);
  }

  file(): Doc {
    return this.join(this.members("item"), hardLine);
  }

  private peek(): Piece | undefined {
    return this.pieces[this.at];
  }

  /** The next token from `from` on, comments left out. */
  private tokenFrom(from: number): Piece | undefined {
    for (let i = from; i < this.pieces.length; i++)
      if (this.pieces[i]?.token !== null) return this.pieces[i];
    return undefined;
  }

  private endsMember(piece: Piece | undefined): boolean {
    return (
      piece === undefined ||
      piece.token?.tokenType === RCurly ||
      this.marks.members.has(piece.start)
    );
  }

  /** The members of a block up to its `}`, with the comments between them. */
  private members(kind: MemberKind): { doc: Doc; blank: boolean }[] {
    const members: { doc: Doc; blank: boolean }[] = [];
    for (let piece = this.peek(); piece !== undefined; piece = this.peek()) {
      if (piece.token?.tokenType === RCurly) break;
      const last = members[members.length - 1];
      if (piece.token === null) {
        this.at++;
        // A comment is the last thing of its line: `hardLine`s around it are forced by `comment`.
        if (piece.breaks === 0 && last !== undefined) last.doc = concat([last.doc, comment(piece)]);
        else
          members.push({
            doc: concat([piece.image, forced]),
            blank: piece.breaks > 1 && last !== undefined,
          });
      } else
        members.push({ doc: this.member(kind), blank: piece.breaks > 1 && last !== undefined });
    }
    return members;
  }

  private member(kind: MemberKind): Doc {
    const parts: Doc[] = [];
    let previous: Token | null = null;
    const opener = this.peek()?.token ?? null;
    let broken = false;
    let afterComment = false;
    for (let piece = this.peek(); piece !== undefined; piece = this.peek()) {
      const { token } = piece;
      if (previous !== null && this.endsMember(piece)) break;
      if (token === null) {
        if (this.endsMember(this.tokenFrom(this.at))) break;
        parts.push(
          piece.breaks === 0 ? comment(piece) : indent(4, concat([hardLine, piece.image])),
        );
        this.at++;
        afterComment = true;
        continue;
      }
      if (
        kind === "field" &&
        token.tokenType === Comma &&
        this.endsMember(this.tokenFrom(this.at + 1))
      ) {
        this.at++;
        continue;
      }
      const at = this.marks.breaks.get(piece.start) ?? (token.tokenType === Yields ? 4 : undefined);
      if (afterComment) parts.push(indent(4, hardLine));
      else if (at !== undefined) {
        broken ||= piece.breaks > 0;
        parts.push(indent(at, line(" ")));
      } else if (
        previous !== null &&
        (this.marks.values.has(piece.start) || spaced(previous, token))
      )
        parts.push(" ");
      afterComment = false;
      const body =
        this.value(piece) ?? (token.tokenType === LCurly ? this.block(opener, previous) : null);
      if (body === "") parts.pop();
      else if (body === null) {
        parts.push(piece.image);
        this.at++;
      } else parts.push(at === undefined ? body : indent(at, body));
      previous = this.pieces[this.at - 1]?.token ?? token;
    }
    return group(concat(parts), broken);
  }

  /** A whole value from the tree, unless a comment stands in it. */
  private value(piece: Piece): Doc | null {
    const value = this.marks.values.get(piece.start);
    if (value === undefined) return null;
    let next = this.at;
    for (; (this.pieces[next]?.start ?? Number.POSITIVE_INFINITY) < value.span.end; next++)
      if (this.pieces[next]?.token === null) return null;
    this.at = next;
    const raw = (span: { start: number; end: number }) => this.source.slice(span.start, span.end);
    return isCondition(value) ? conditionText(value, raw) : valueText(value, raw);
  }

  /** A block; nothing for an empty one that need not be written. */
  private block(opener: Token | null, before: Token | null): Doc {
    const inner = this.pieces[this.at + 1];
    const first = this.tokenFrom(this.at + 1);
    this.at++;
    const kind = (first === undefined ? undefined : this.marks.members.get(first.start)) ?? "item";
    const head = inner?.token === null && inner.breaks === 0 ? inner : null;
    if (head !== null) this.at++;
    const members = this.members(kind);
    this.at++;
    if (members.length === 0 && head === null) return droppable(opener, before) ? "" : "{}";
    const body = this.join(
      members,
      kind === "item" ? hardLine : line(kind === "field" ? ", " : "  "),
    );
    const edge = kind === "item" ? hardLine : line(" ");
    return group(
      concat(["{", head === null ? "" : comment(head), indent(2, concat([edge, body])), edge, "}"]),
      head !== null || (inner?.breaks ?? 0) > 0,
    );
  }

  private join(members: readonly { doc: Doc; blank: boolean }[], separator: Doc): Doc {
    return concat(
      members.flatMap(({ doc, blank: empty }, index) =>
        index === 0 ? [doc] : empty ? [blank, separator, doc] : [separator, doc],
      ),
    );
  }
}

/** Breaks the groups around it, prints nothing. */
const forced: Doc = { kind: "concat", parts: [], hard: true };

const comment = (piece: Piece): Doc => concat(["  ", piece.image, forced]);

const isCondition = (value: { kind: string }): value is Parameters<typeof conditionText>[0] =>
  ["compare", "and", "or", "not"].includes(value.kind);

const needBlock = new Set([
  words.events,
  words.pattern,
  words.scenario,
  words.state,
  words.group,
  words.part,
  words.afterwards,
  words.for,
]);

/** Whether `{}` after this word says no more than leaving it out. */
function droppable(opener: Token | null, before: Token | null): boolean {
  return (
    opener !== null &&
    !needBlock.has(opener.tokenType) &&
    before !== null &&
    Name.categoryMatchesMap?.[before.tokenTypeIdx] === true &&
    ![words.nothing, words.fails, words.empty].includes(before.tokenType)
  );
}

function spaced(left: Token, right: Token): boolean {
  const [a, b] = [left.tokenType, right.tokenType];
  if (a === LParen || a === Dot || b === RParen || b === Dot || b === Comma) return false;
  if (b === Colon || b === Question) return false;
  if (b === LParen) return a === words.of || !isWord(left);
  // Signs; a minus between two values stands only inside of values.
  if (a === Minus) return false;
  return true;
}

const isWord = (token: Token): boolean => Name.categoryMatchesMap?.[token.tokenTypeIdx] === true;

function inOrder(source: string, tokens: readonly Token[], comments: readonly Comment[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const add = (token: Token | null, image: string, start: number): void => {
    let breaks = 0;
    for (let i = end; i < start; i++) {
      const code = source.charCodeAt(i);
      if (code === 10 || (code === 13 && source.charCodeAt(i + 1) !== 10)) breaks++;
    }
    end = start + image.length;
    pieces.push({ token, image, start, end, breaks });
  };
  // Both come in their order.
  let next = 0;
  const commentsBefore = (offset: number): void => {
    for (let one = comments[next]; one !== undefined && one.span.start < offset; ) {
      add(null, one.text, one.span.start);
      next++;
      one = comments[next];
    }
  };
  for (const token of tokens) {
    commentsBefore(token.startOffset);
    add(token, token.image, token.startOffset);
  }
  commentsBefore(Number.POSITIVE_INFINITY);
  return pieces;
}
