import type { IToken } from "chevrotain";
import type {
  Condition,
  DurationLiteral,
  Expression,
  NumberLiteral,
  TextLiteral,
} from "../../src/syntax/tree.ts";
import { Duration, Minus, NumberToken, Text, words } from "../tokens.ts";
import type { Rule } from "./base.ts";
import { RecoveringParser } from "./recovery.ts";

/** Values that are written out. */
export class LiteralParser extends RecoveringParser {
  // TEXT = '"' characters '"'
  readonly textLiteral: Rule<TextLiteral> = this.define("textLiteral", () => {
    const token = this.CONSUME(Text);
    return this.ACTION(() => ({ kind: "text", value: textOf(token), span: this.spanOf(token) }));
  });

  // NUMBER = digits [ "." digits ] [ ( "e" | "E" ) [ "+" | "-" ] digits ]
  readonly numberLiteral: Rule<NumberLiteral> = this.define("numberLiteral", () => {
    const token = this.CONSUME(NumberToken);
    return { kind: "number", digits: token.image, span: this.spanOf(token) };
  });

  // DURATION = one or more of: digits ( "w" | "d" | "h" | "m" | "s" | "ms" ), longest unit first
  readonly durationLiteral: Rule<DurationLiteral> = this.define("durationLiteral", () => {
    const token = this.CONSUME(Duration);
    return {
      kind: "duration",
      milliseconds: (token.payload as number | undefined) ?? 0,
      text: token.image,
      span: this.spanOf(token),
    };
  });

  // signed = TEXT | [ "-" ] ( NUMBER | DURATION ) | "true" | "false"
  readonly signedLiteral: Rule<Expression> = this.define("signedLiteral", () =>
    this.OR<Expression>([
      {
        ALT: () => {
          const first = this.CONSUME(Minus);
          const operand = this.OR2<Expression>([
            { ALT: () => this.SUBRULE(this.numberLiteral) },
            { ALT: () => this.SUBRULE(this.durationLiteral) },
          ]);
          return { kind: "unary", operator: "-", operand, span: this.spanFrom(first) };
        },
      },
      { ALT: () => this.SUBRULE2(this.numberLiteral) },
      { ALT: () => this.SUBRULE2(this.durationLiteral) },
      { ALT: () => this.boolean(this.CONSUME(words.true), true) },
      { ALT: () => this.boolean(this.CONSUME(words.false), false) },
      { ALT: () => this.SUBRULE(this.textLiteral) },
    ]),
  );

  // rawLiteral = TEXT | [ "-" ] NUMBER | "true" | "false"
  readonly rawLiteral = this.define("rawLiteral", () => {
    const first = this.LA(1);
    return this.OR<Extract<Condition, { kind: "compare" }>["value"]>([
      { ALT: () => this.SUBRULE(this.textLiteral) },
      {
        ALT: () => {
          this.CONSUME(Minus);
          const number: NumberLiteral = this.SUBRULE(this.numberLiteral);
          return { ...number, digits: `-${number.digits}`, span: this.spanFrom(first) };
        },
      },
      { ALT: () => this.SUBRULE2(this.numberLiteral) },
      {
        ALT: () => {
          this.CONSUME(words.true);
          return { kind: "boolean", value: true, span: this.spanFrom(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.false);
          return { kind: "boolean", value: false, span: this.spanFrom(first) };
        },
      },
    ]);
  });

  protected boolean(token: IToken, value: boolean): Expression {
    return { kind: "boolean", value, span: this.spanOf(token) };
  }
}

/** The value of a text token; the lexing pass has already put wrong escapes right. */
function textOf(token: IToken): string {
  return (token.payload as string | undefined) ?? "";
}
