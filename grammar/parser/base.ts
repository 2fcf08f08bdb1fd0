import type { IRecognitionException, IToken, ParserMethod, TokenType } from "chevrotain";
import type { Span } from "../../src/diagnostic/diagnostic.ts";
import type { Name as NameNode } from "../../src/syntax/tree.ts";
import { EmbeddedActionsParser, EOF } from "../chevrotain.ts";
import { Arrow, allTokens, Comma, LCurly, LParen, Name, RCurly, RParen } from "../tokens.ts";
import type { Closest, Lost, Mistake, Special } from "./mistake.ts";

export type Rule<T> = ParserMethod<[], T>;

/** What every rule needs: spans, names, how deep a node is, and a place for what was wrong. */
export class BaseParser extends EmbeddedActionsParser {
  source = "";
  mistakes: Mistake[] = [];
  lost: Lost[] = [];
  /** The tokens that the members being read began with, outermost first. */
  protected readonly begun: IToken[] = [];
  protected readonly closest: Closest;
  /** How deep the nodes of the declaration being read are. */
  protected readonly levels = new Map<object, number>();
  /** Chevrotain's: the rules being read, outermost first. Its types leave it out. */
  declare protected readonly getHumanReadableRuleStack: () => string[];

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
    return this.RECORDING_PHASE;
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
      rules: this.getHumanReadableRuleStack(),
      expected: [expected],
      found: this.LA(1),
      previous: this.LA(0),
      first: this.begun[this.begun.length - 1] ?? null,
      special,
    });
  }

  // NAME = letters of any script, digits, `_`; or a word of the language that is not hard
  readonly anyName: Rule<NameNode> = this.define("anyName", () => this.nameOf(this.CONSUME(Name)));
}

export const isName = (token: IToken): boolean =>
  Name.categoryMatchesMap?.[token.tokenTypeIdx] === true;

const levelMax = 1000;
