import type { TokenType } from "chevrotain";
import type { Expression } from "../../src/syntax/tree.ts";
import {
  Comma,
  Dot,
  Duration,
  Identifier,
  LCurly,
  LParen,
  Name,
  NumberToken,
  RParen,
  Text,
  wordFacts,
  words,
} from "../tokens.ts";
import type { Rule } from "./base.ts";
import { LiteralParser } from "./literals.ts";

/** Values that no operator stands in the open of: what operators join. */
export abstract class PrimaryParser extends LiteralParser {
  abstract readonly expression: Rule<Expression>;

  /** `last =` and then `emit found { … }`: the value was forgotten, and the word begins what comes next. */
  protected nextBegins(): boolean {
    const token = this.LA(1);
    if (this.recording || !(this.is(2, Name) || this.is(2, Duration))) return false;
    return this.startsLine(token)
      ? lineWords.has(token.tokenType)
      : blockWords.has(token.tokenType) && this.is(3, LCurly);
  }

  /** Whether the next token is a value that nothing in `joins` goes on from. */
  protected alone(joins: ReadonlySet<TokenType>): boolean {
    return (
      !this.recording && wholeValues.has(this.LA(1).tokenType) && !joins.has(this.LA(2).tokenType)
    );
  }

  /** That value. Most are of this kind, and the ladder of operators need not be climbed for them. */
  protected single(): Expression {
    switch (this.LA(1).tokenType) {
      case Text:
        return this.SUBRULE(this.textLiteral);
      case NumberToken:
        return this.SUBRULE(this.numberLiteral);
      case Duration:
        return this.SUBRULE(this.durationLiteral);
      default: {
        const name = this.SUBRULE(this.anyName);
        return { kind: "name", name, span: name.span };
      }
    }
  }

  // primary = TEXT | NUMBER | DURATION | "true" | "false" | "(" expression ")"
  //         | "if" expression "then" expression "else" expression
  //         | "any" NAME [ [ NAME ] "where" expression ] | "nearest" NAME | "ended" "by"
  //         | NAME "(" [ expression { "," expression } ] ")" | NAME
  readonly primary: Rule<Expression> = this.define("primary", () => {
    const first = this.LA(1);
    return this.OR<Expression>([
      { ALT: () => this.SUBRULE(this.textLiteral) },
      { ALT: () => this.SUBRULE(this.numberLiteral) },
      { ALT: () => this.SUBRULE(this.durationLiteral) },
      { ALT: () => this.boolean(this.CONSUME(words.true), true) },
      { ALT: () => this.boolean(this.CONSUME(words.false), false) },
      {
        ALT: () => {
          this.CONSUME(LParen);
          const inner = this.SUBRULE(this.expression);
          this.CONSUME(RParen);
          return this.deepen<Expression>({ ...inner, span: this.spanFrom(first) }, inner);
        },
      },
      { ALT: () => this.SUBRULE(this.conditional) },
      { ALT: () => this.SUBRULE(this.anyFrame) },
      {
        ALT: () => {
          const first = this.CONSUME(words.nearest);
          const frame = this.SUBRULE(this.anyName);
          return { kind: "nearest", frame, span: this.spanFrom(first) };
        },
      },
      {
        GATE: () => this.LA(2).tokenType === words.by,
        ALT: () => {
          const first = this.CONSUME(words.ended);
          this.CONSUME(words.by);
          return { kind: "endedBy", span: this.spanFrom(first) };
        },
      },
      { GATE: () => this.LA(2).tokenType === LParen, ALT: () => this.SUBRULE(this.functionCall) },
      {
        GATE: () => !this.nextBegins(),
        ALT: () => {
          const name = this.SUBRULE2(this.anyName);
          return this.ACTION(() => ({ kind: "name", name, span: name.span }));
        },
      },
    ]);
  });

  // conditional = "if" expression "then" expression "else" expression
  readonly conditional: Rule<Expression> = this.define("conditional", () => {
    const first = this.CONSUME(words.if);
    const condition = this.SUBRULE(this.expression);
    this.CONSUME(words.then);
    const then = this.SUBRULE2(this.expression);
    this.CONSUME(words.else);
    const otherwise = this.SUBRULE3(this.expression);
    const span = this.spanFrom(first);
    return this.deepen<Expression>(
      { kind: "if", condition, then, otherwise, span },
      condition,
      then,
      otherwise,
    );
  });

  // anyFrame = "any" NAME [ [ NAME ] "where" expression ]
  readonly anyFrame: Rule<Expression> = this.define("anyFrame", () => {
    const first = this.CONSUME(words.any);
    const frame = this.SUBRULE(this.anyName);
    const binding = this.OPTION({
      GATE: () => this.LA(2).tokenType === words.where,
      DEF: () => this.SUBRULE2(this.anyName),
    });
    const where = this.OPTION2(() => {
      this.CONSUME(words.where);
      return this.SUBRULE(this.expression);
    });
    const span = this.spanFrom(first);
    return this.deepen<Expression>(
      { kind: "any", frame, binding: binding ?? null, where: where ?? null, span },
      ...(where === undefined ? [] : [where]),
    );
  });

  // functionCall = NAME "(" [ expression { "," expression } ] ")"
  readonly functionCall: Rule<Expression> = this.define("functionCall", () => {
    const name = this.SUBRULE(this.anyName);
    const first = this.LA(0);
    const values: Expression[] = [];
    this.CONSUME(LParen);
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => values.push(this.SUBRULE(this.expression)),
    });
    this.CONSUME(RParen);
    const span = this.spanFrom(first);
    return this.deepen<Expression>(
      { kind: "call", function: name, arguments: values, span },
      ...values,
    );
  });

  // member = primary { "." NAME }
  readonly member: Rule<Expression> = this.define("member", () => {
    let object = this.alone(joinsNames) ? this.single() : this.SUBRULE(this.primary);
    this.MANY(() => {
      this.CONSUME(Dot);
      const inner = object;
      const member = this.SUBRULE(this.anyName);
      const span = this.ACTION(() => ({ ...inner.span, end: member.span.end }));
      object = this.link<Expression>(
        { kind: "member", object: inner, member, span },
        inner,
        member,
      );
    });
    return object;
  });
}

/** Actions that are followed by a name and a block. */
const blockWords: ReadonlySet<TokenType> = new Set([words.emit, words.push, words.replace]);

/** Words that begin a member of a block and are followed by a name. */
const lineWords: ReadonlySet<TokenType> = new Set([
  ...blockWords,
  words.call,
  words.for,
  words.on,
  words.after,
  words.within,
  words.afterwards,
  words.start,
  words.state,
  words.group,
  words.part,
  words.emits,
  words.stack,
  words.remember,
  words.session,
  words.ignore,
  words.by,
  words.param,
  words.events,
  words.pattern,
]);

const beginsMore: ReadonlySet<TokenType> = new Set([
  ...lineWords,
  ...[words.any, words.nearest, words.ended],
]);

/** Literals, and names that are not words which more than a name may begin with. */
const wholeValues: ReadonlySet<TokenType> = new Set([
  ...[Identifier, Text, NumberToken, Duration],
  ...wordFacts.flatMap(({ type, use }) => (use === "free" && !beginsMore.has(type) ? [type] : [])),
]);

const joinsNames: ReadonlySet<TokenType> = new Set([LParen]);
