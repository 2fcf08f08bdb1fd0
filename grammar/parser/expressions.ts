import type { TokenType } from "chevrotain";
import type { BinaryOperator, Expression, Name as NameNode } from "../../src/syntax/tree.ts";
import {
  Comma,
  Comparison,
  Divide,
  Dot,
  Duration,
  LCurly,
  LParen,
  Minus,
  Name,
  Plus,
  RParen,
  Times,
  words,
} from "../tokens.ts";
import type { Rule } from "./base.ts";
import { LiteralParser } from "./literals.ts";

export class ExpressionParser extends LiteralParser {
  private binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
    const span = this.ACTION(() => ({ ...left.span, end: right.span.end }));
    return this.link<Expression>({ kind: "binary", operator, left, right, span }, left, right);
  }

  // expression = conjunction { "or" conjunction }
  readonly expression: Rule<Expression> = this.define("expression", () => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY({
      GATE: () => this.LA(2).tokenType !== words.else,
      DEF: () => {
        this.CONSUME(words.or);
        left = this.binary("or", left, this.SUBRULE2(this.conjunction));
      },
    });
    return left;
  });

  // conjunction = negation { "and" negation }
  readonly conjunction: Rule<Expression> = this.define("conjunction", () => {
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(words.and);
      left = this.binary("and", left, this.SUBRULE2(this.negation));
    });
    return left;
  });

  // negation = "not" negation | comparison
  readonly negation: Rule<Expression> = this.define("negation", () =>
    this.OR<Expression>([
      {
        ALT: () => {
          const first = this.CONSUME(words.not);
          const operand = this.SUBRULE(this.negation);
          return this.deepen<Expression>(
            { kind: "unary", operator: "not", operand, span: this.spanFrom(first) },
            operand,
          );
        },
      },
      { ALT: () => this.SUBRULE(this.comparison) },
    ]),
  );

  // comparison = sum [ ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) sum | "is" ( "known" | "missing" | NAME ) ]
  readonly comparison: Rule<Expression> = this.define("comparison", () => {
    let left = this.SUBRULE(this.sum);
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            const operator = this.CONSUME(Comparison).image as BinaryOperator;
            left = this.binary(operator, left, this.SUBRULE2(this.sum));
          },
        },
        {
          ALT: () => {
            this.CONSUME(words.is);
            const operand = left;
            if (!this.recording && this.is(1, words.not)) {
              this.notice("is not", words.not);
              this.SKIP_TOKEN();
            }
            const test = this.OR2<"known" | "missing" | NameNode>([
              { ALT: () => this.as(this.CONSUME(words.known), "known") },
              { ALT: () => this.as(this.CONSUME(words.missing), "missing") },
              { ALT: () => this.SUBRULE(this.anyName) },
            ]);
            const span = this.ACTION(() => ({
              ...operand.span,
              end: this.spanFrom(this.LA(0)).end,
            }));
            left = this.deepen<Expression>({ kind: "is", operand, test, span }, operand);
          },
        },
      ]);
    });
    while (!this.recording && (this.is(1, Comparison) || this.is(1, words.is))) {
      this.notice("chained comparison", words.and);
      this.SKIP_TOKEN();
      this.SUBRULE3(this.sum);
    }
    return left;
  });

  // sum = product { ( "+" | "-" ) product }
  readonly sum: Rule<Expression> = this.define("sum", () => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.CONSUME(Plus) },
        { ALT: () => this.CONSUME(Minus) },
      ]).image as BinaryOperator;
      left = this.binary(operator, left, this.SUBRULE2(this.product));
    });
    return left;
  });

  // product = sign { ( "*" | "/" ) sign }
  readonly product: Rule<Expression> = this.define("product", () => {
    let left = this.SUBRULE(this.sign);
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.CONSUME(Times) },
        { ALT: () => this.CONSUME(Divide) },
      ]).image as BinaryOperator;
      left = this.binary(operator, left, this.SUBRULE2(this.sign));
    });
    return left;
  });

  // sign = "-" sign | fallback
  readonly sign: Rule<Expression> = this.define("sign", () =>
    this.OR<Expression>([
      {
        ALT: () => {
          const first = this.CONSUME(Minus);
          const operand = this.SUBRULE(this.sign);
          return this.deepen<Expression>(
            { kind: "unary", operator: "-", operand, span: this.spanFrom(first) },
            operand,
          );
        },
      },
      { ALT: () => this.SUBRULE(this.fallback) },
    ]),
  );

  // fallback = member { "or" "else" [ "-" ] member }
  readonly fallback: Rule<Expression> = this.define("fallback", () => {
    let left = this.SUBRULE(this.member);
    this.MANY({
      GATE: () => this.LA(2).tokenType === words.else,
      DEF: () => {
        this.CONSUME(words.or);
        this.CONSUME(words.else);
        const sign = this.OPTION(() => this.CONSUME(Minus));
        let right = this.SUBRULE2(this.member);
        if (sign !== undefined) {
          const operand = right;
          right = { kind: "unary", operator: "-", operand, span: this.spanFrom(sign) };
        }
        left = this.binary("or else", left, right);
      },
    });
    return left;
  });

  // member = primary { "." NAME }
  readonly member: Rule<Expression> = this.define("member", () => {
    let object = this.SUBRULE(this.primary);
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

  /** `last =` and then `emit found { … }`: the value was forgotten, and the word begins what comes next. */
  protected nextBegins(): boolean {
    const token = this.LA(1);
    if (this.recording || !(this.is(2, Name) || this.is(2, Duration))) return false;
    return this.startsLine(token)
      ? lineWords.has(token.tokenType)
      : blockWords.has(token.tokenType) && this.is(3, LCurly);
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
