import type { IRecognitionException, IToken, ParserMethod, TokenType } from "chevrotain";
import type { Span } from "../../src/diagnostic/diagnostic.ts";
import type { Name as NameNode } from "../../src/syntax/tree.ts";
import { EmbeddedActionsParser, EOF, isRecognitionException } from "../chevrotain.ts";
import {
  Arrow,
  allTokens,
  Colon,
  Comma,
  Equal,
  Identifier,
  LCurly,
  LParen,
  Name,
  RCurly,
  RParen,
} from "../tokens.ts";
import type { Closest, Lost, Mistake, Nested, Special } from "./mistake.ts";

export type Rule<T> = ParserMethod<[], T>;

/**
 * What every rule needs: spans, names, and recovery.
 *
 * Recovery is our own, not Chevrotain's: each list of a block reads its members by `attempt`, and a member
 * that cannot be read is skipped up to the next one of the same block, told by braces and first words.
 */
export class BaseParser extends EmbeddedActionsParser {
  source = "";
  mistakes: Mistake[] = [];
  lost: Lost[] = [];
  /** The tokens that the members being read began with, outermost first. */
  private readonly begun: IToken[] = [];
  private readonly closest: Closest;
  /** How deep the nodes of the declaration being read are. */
  protected readonly levels = new Map<object, number>();

  constructor(closest: Closest) {
    super([...allTokens], {
      recoveryEnabled: false,
      maxLookahead: 1,
      // Words that are also names make alternatives overlap on purpose; the first that fits is meant.
      skipValidations: true,
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected }) => expected.name,
        buildNotAllInputParsedMessage: () => "",
        buildNoViableAltMessage: ({ expectedPathsPerAlt }) =>
          expectedPathsPerAlt
            .flatMap((paths) => paths.map((path) => path[0]?.name ?? ""))
            .join(" "),
        buildEarlyExitMessage: ({ expectedIterationPaths }) =>
          expectedIterationPaths.map((path) => path[0]?.name ?? "").join(" "),
      },
    });
    this.closest = closest;
  }

  /** `RULE`, with the type of the node known inside. */
  protected define<T>(name: string, body: () => T): Rule<T> {
    return this.RULE(name, body);
  }

  /** Notes how deep a node is, for `link`. */
  protected deepen<T extends object>(node: T, ...inner: readonly object[]): T {
    const levels = inner.map((child) => this.levels.get(child) ?? 0);
    if (!this.recording) this.levels.set(node, 1 + Math.max(0, ...levels));
    return node;
  }

  /**
   * One more link of a chain of operators. Chains make deep trees, and whoever walks them does so recursively:
   * the link too many is reported, and left out like all after it, which is passed over unread.
   */
  protected link<T extends object>(node: T, left: T, right: object): T {
    if (this.recording) return node;
    this.deepen(node, left, right);
    const level = this.levels.get(node) ?? 0;
    if (level <= levelMax) return node;
    if (level < Number.POSITIVE_INFINITY) {
      this.notice("too long", EOF);
      this.passRest();
    }
    this.levels.set(left, Number.POSITIVE_INFINITY);
    return left;
  }

  /** To the end of a value: a comma, a brace, or a bracket that was opened before it. */
  private passRest(): void {
    let open = 0;
    while (!this.is(1, EOF) && !this.is(1, LCurly) && !this.is(1, RCurly)) {
      if (this.is(1, LParen)) open++;
      else if (this.is(1, RParen)) open--;
      if (open < 0 || (open === 0 && (this.is(1, Comma) || this.is(1, Arrow)))) return;
      this.SKIP_TOKEN();
    }
  }

  /** The value that words stand for, once they are read. */
  protected as<T>(_read: unknown, value: T): T {
    return value;
  }

  /** From the token that a rule began with to the last one read. */
  protected spanFrom(first: IToken): Span {
    const last = this.LA(0);
    return {
      source: this.source,
      start: first.startOffset,
      end: Math.max((last.endOffset ?? last.startOffset) + 1, first.startOffset),
    };
  }

  protected spanOf(token: IToken): Span {
    return {
      source: this.source,
      start: token.startOffset,
      end: (token.endOffset ?? token.startOffset) + 1,
    };
  }

  protected nameOf(token: IToken): NameNode {
    return { text: token.image, span: this.spanOf(token) };
  }

  protected get recording(): boolean {
    return (this as unknown as { RECORDING_PHASE: boolean }).RECORDING_PHASE;
  }

  protected is(ahead: number, type: TokenType): boolean {
    const token = this.LA(ahead);
    return (
      token.tokenType === type || (type.categoryMatchesMap?.[token.tokenTypeIdx] ?? false) === true
    );
  }

  protected startsLine(token: IToken): boolean {
    return (token as { startsLine?: boolean }).startsLine === true;
  }

  /** Reads a member of a block; where that fails, notes the mistake and goes to the next member. */
  protected attempt<T>(read: () => T, begins: (token: IToken) => boolean): T | null {
    if (this.recording) return read();
    const first = this.LA(1) as Nested;
    const before = this.errors.length;
    this.begun.push(first);
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
      this.note(error as unknown as IRecognitionException);
      this.errors = this.errors.slice(0, before);
      this.skip(first, begins);
      return null;
    } finally {
      this.begun.pop();
    }
  }

  /** Puts an exception of Chevrotain's into our own terms. */
  note(error: IRecognitionException, special?: Special): void {
    const names = new Set(error.message.split(" "));
    this.mistakes.push({
      rules: error.context.ruleStack,
      expected: allTokens.filter((type) => names.has(type.name)),
      found: error.token,
      previous: (error as { previousToken?: IToken }).previousToken ?? null,
      first: this.begun[this.begun.length - 1] ?? null,
      ...(special === undefined ? {} : { special }),
    });
  }

  protected notice(special: Special, expected: TokenType): void {
    this.mistakes.push({
      rules: this.currentRules(),
      expected: [expected],
      found: this.LA(1),
      previous: this.LA(0),
      first: this.begun[this.begun.length - 1] ?? null,
      special,
    });
  }

  private currentRules(): string[] {
    return (
      this as unknown as { getHumanReadableRuleStack(): string[] }
    ).getHumanReadableRuleStack();
  }

  /** Skips to the next member of the block that `first` stands in, or to the block's end. */
  private skip(first: Nested, begins: (token: IToken) => boolean): void {
    let token = this.LA(1) as Nested;
    const stop = (candidate: Nested): boolean => {
      if (!Number.isFinite(candidate.startOffset)) return true;
      if (candidate.tokenType === RCurly && candidate.nesting < first.nesting) return true;
      return candidate !== first && candidate.nesting <= first.nesting && begins(candidate);
    };
    while (!stop(token)) {
      this.SKIP_TOKEN();
      token = this.LA(1) as Nested;
    }
    const span = this.spanFrom(first);
    const names: string[] = [];
    for (
      let back = 0;
      this.LA(back) !== undefined && this.LA(back).startOffset >= span.start;
      back--
    )
      if (isName(this.LA(back))) names.push(this.LA(back).image);
    this.lost.push({ span, names });
  }

  /**
   * Reads the members of a block up to its `}`. Whatever stands there is tried as a member, so that a wrong one
   * costs no more than itself. `firsts` are the words that members begin with; `outer` tells what belongs further
   * out, where the `}` was forgotten.
   */
  protected members<T>(block: {
    readonly record: (read: () => void) => void;
    readonly read: () => T;
    readonly firsts: ReadonlySet<TokenType>;
    /** Whether any name may begin a member, too, and then at which tokens reading may go on. */
    readonly begins?: (token: IToken) => boolean;
    readonly outer?: (token: IToken) => boolean;
    readonly comma?: Special;
  }): T[] {
    const { record, read, firsts, begins, outer, comma } = block;
    const members: T[] = [];
    if (this.recording) record(read);
    else
      while (!this.is(1, RCurly) && !this.is(1, EOF) && outer?.(this.LA(1)) !== true) {
        this.correct(firsts);
        const member = this.attempt(
          read,
          begins ?? ((token) => this.startsLine(token) && firsts.has(token.tokenType)),
        );
        if (member !== null) members.push(member);
        if (this.is(1, Comma)) {
          if (comma !== undefined) this.notice(comma, Comma);
          this.SKIP_TOKEN();
        }
      }
    return members;
  }

  /** A misspelled first word is taken for the one that was meant. */
  protected correct(firsts: ReadonlySet<TokenType>): void {
    const token = this.LA(1);
    if (token.tokenType !== Identifier || this.is(2, Equal) || this.is(2, Colon)) return;
    const types = [...firsts];
    const near = this.closest(
      token.image,
      types.map((type) => type.LABEL ?? type.name),
    );
    const meant = types.find((type) => type.LABEL === near);
    if (meant === undefined) return;
    this.notice("misspelled word", meant);
    token.tokenType = meant;
    token.tokenTypeIdx = meant.tokenTypeIdx ?? 0;
  }

  /** A word of a clause, taken as read where it is missing but what follows it is there. */
  protected clause(read: () => IToken, word: TokenType, ...followers: readonly TokenType[]): void {
    if (this.recording || this.is(1, word) || !followers.some((type) => this.is(1, type))) read();
    else this.notice("missing word", word);
  }

  /** `:`, read also where `=` was written. */
  protected colon(read: () => IToken): void {
    if (!this.recording && this.is(1, Equal)) {
      this.notice("equal for colon", Colon);
      this.SKIP_TOKEN();
    } else read();
  }

  /** `{`, taken as read where it is missing but a member of the block follows. Whether it was there. */
  protected open(read: () => IToken, member: (token: IToken) => boolean): boolean {
    if (this.recording || this.is(1, LCurly) || !member(this.LA(1))) {
      read();
      return true;
    }
    this.notice("missing brace", LCurly);
    return false;
  }

  /** `}`, taken as read where it is missing but the text ends or goes on further out. */
  protected close(read: () => IToken, opened = true): void {
    if (this.recording) read();
    else if (!this.is(1, RCurly)) {
      if (opened) this.notice("missing close", RCurly);
    } else if (opened || this.closesHere(this.LA(1) as Nested)) read();
  }

  /** Whether a `}` belongs to a block whose `{` was forgotten, going by where it stands. */
  private closesHere(brace: Nested): boolean {
    const first = this.begun[this.begun.length - 1] as Nested | undefined;
    return !this.startsLine(brace) || first === undefined || brace.indent >= first.indent;
  }

  // NAME = letters of any script, digits, `_`; or a word of the language that is not hard
  readonly anyName: Rule<NameNode> = this.define("anyName", () => this.nameOf(this.CONSUME(Name)));
}

export const isName = (token: IToken): boolean =>
  Name.categoryMatchesMap?.[token.tokenTypeIdx] === true;

const levelMax = 1000;
