import type { TokenType } from "chevrotain";
import type { BinaryOperator, Expression, Name as NameNode } from "../../src/syntax/tree.ts";
import {
  Comma,
  Comparison,
  Divide,
  Dot,
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LParen,
  Minus,
  NotEqual,
  Plus,
  RParen,
  Text,
  Times,
  words,
} from "../tokens.ts";
import type { Rule } from "./base.ts";
import { PrimaryParser } from "./primaries.ts";

export class ExpressionParser extends PrimaryParser {
  private binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
    const span = this.ACTION(() => ({ ...left.span, end: right.span.end }));
    return this.link<Expression>({ kind: "binary", operator, left, right, span }, left, right);
  }

  // expression = conjunction { "or" conjunction }
  readonly expression: Rule<Expression> = this.define("expression", () => {
    if (this.alone(joinsValues) && !this.foreignTest(2)) return this.single();
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

  /** `product like "p%"`, `product in ("a", "b")`, `price between 5 and 10`: tests of other languages. */
  private foreignTest(at: 1 | 2): boolean {
    const word = this.LA(at);
    if (this.recording || this.startsLine(word)) return false;
    if (this.is(at + 1, Text) || this.is(at + 1, LParen)) return foreignTests.test(word.image);
    return this.is(at + 2, words.and) && between.test(word.image);
  }

  /** Told, and read as something that is true or false. */
  private readForeignTest(left: Expression): Expression {
    this.notice("foreign test", Comparison);
    const inRange = between.test(this.LA(1).image);
    this.SKIP_TOKEN();
    const listed = this.is(1, LParen);
    do {
      if (listed) this.SKIP_TOKEN();
      this.SUBRULE4(this.sum);
    } while (listed && this.is(1, Comma));
    if (listed) this.CONSUME(RParen);
    if (inRange) {
      this.CONSUME2(words.and);
      this.SUBRULE5(this.sum);
    }
    const { end } = this.spanFrom(this.LA(0));
    return { kind: "boolean", value: true, span: { ...left.span, end } };
  }

  // comparison = sum [ ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) sum | "is" ( "known" | "missing" | NAME ) ]
  readonly comparison: Rule<Expression> = this.define("comparison", () => {
    let left = this.SUBRULE(this.sum);
    if (this.foreignTest(1)) return this.readForeignTest(left);
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
    if (this.alone(joinsOperands)) return this.single();
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
}

const between = /^between$/i;
/** Words between two values in other languages, where functions stand here. */
const foreignTests = /^(?:in|like|ilike|rlike|regexp|matches|contains|starts_?with|ends_?with)$/i;

/** What goes on from an operand of a comparison. */
const joinsOperands: ReadonlySet<TokenType> = new Set([
  ...[Dot, LParen, Times, Divide, Plus, Minus],
  words.or,
]);

/** What goes on from a value. */
const joinsValues: ReadonlySet<TokenType> = new Set([
  ...joinsOperands,
  ...[Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual],
  words.is,
  words.and,
]);
