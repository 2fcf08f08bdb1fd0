import type { IRecognitionException, IToken, TokenType } from "chevrotain";
import { EOF, isRecognitionException } from "../chevrotain.ts";
import {
  Colon,
  Comma,
  Duration,
  Equal,
  Identifier,
  LCurly,
  Name,
  RCurly,
  words,
} from "../tokens.ts";
import { BaseParser, isName } from "./base.ts";
import type { Nested } from "./mistake.ts";

/**
 * Reading on after a mistake. It is our own, not Chevrotain's: each list of a block reads its members by
 * `attempt`, and a member that cannot be read is skipped up to the next one of the same block, told by braces
 * and first words.
 */
export class RecoveringParser extends BaseParser {
  /** Reads a member of a block; where that fails, notes the mistake and goes to the next member. */
  protected attempt<T>(read: () => T, begins: (token: IToken) => boolean): T | null {
    if (this.recording) return read();
    const first = this.LA(1) as Nested;
    this.begun.push(first);
    try {
      return read();
    } catch (error) {
      if (!isUnread(error)) throw error;
      this.note(error);
      // Chevrotain keeps each one it throws, and hands out copies of the list.
      this.errors = this.errors.slice(0, -1);
      this.skip(first, begins);
      return null;
    } finally {
      this.begun.pop();
    }
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
  }): T[] {
    const { record, read, firsts, begins, outer } = block;
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
          if (this.separates(firsts)) this.notice("needless comma", Comma);
          this.SKIP_TOKEN();
        }
      }
    return members;
  }

  /** Whether a comma stands between members that begin with words, of which none is separated by it. */
  private separates(firsts: ReadonlySet<TokenType>): boolean {
    if (firsts.size === 0) return false;
    return firsts.has(this.LA(2).tokenType) || this.is(2, RCurly) || this.is(3, Equal);
  }

  /** A misspelled first word is taken for the one that was meant. */
  protected correct(firsts: ReadonlySet<TokenType>): void {
    const token = this.LA(1);
    if (
      firsts.size === 0 ||
      token.tokenType !== Identifier ||
      this.is(2, Equal) ||
      this.is(2, Colon)
    )
      return;
    const types = [...firsts];
    const near = this.closest(
      token.image,
      types.map((type) => type.LABEL ?? type.name),
    );
    const meant = types.find((type) => type.LABEL === near);
    if (meant !== undefined) this.takeFor(meant);
  }

  /** The word that comes is noted as misspelled, and read as the one that was meant. */
  protected takeFor(meant: TokenType): void {
    const token = this.LA(1);
    this.notice("misspelled word", meant);
    token.tokenType = meant;
    token.tokenTypeIdx = meant.tokenTypeIdx ?? 0;
  }

  /** `-> state found`, `start at browsing`: the name alone says it. */
  protected passNeedless(): void {
    const word = this.LA(1);
    if (this.recording || (word.tokenType !== words.state && word.tokenType !== words.at)) return;
    if (!this.is(2, Name) || this.startsLine(this.LA(2))) return;
    // A state may be called so: then the word behind it begins what comes next, as in `-> at on cart -> …`.
    const goesOn = (this.is(3, Name) || this.is(3, Duration)) && !this.startsLine(this.LA(3));
    if (this.LA(2).tokenType !== Identifier && goesOn) return;
    this.notice("needless word", Name);
    this.SKIP_TOKEN();
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

  /** `:` before a type, which begins with a name: `last = 0` gives a value, and no type. */
  protected typeColon(read: () => IToken): void {
    if (!this.recording && this.is(1, Equal) && !this.is(2, Name)) read();
    else this.colon(read);
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
}

/** What Chevrotain throws where the next token is none of those that may stand there. */
const isUnread = (error: unknown): error is IRecognitionException =>
  error instanceof Error && isRecognitionException(error);
