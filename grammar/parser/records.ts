import type { IToken } from "chevrotain";
import type { ComparisonOperator, Condition, Path } from "../../src/syntax/tree.ts";
import { Comparison, Dot, LParen, RParen, Step, Text, words } from "../tokens.ts";
import type { Rule } from "./base.ts";
import { ExpressionParser } from "./expressions.ts";

/** What is said of raw records: where in them something stands, and tests of it. */
export class RecordParser extends ExpressionParser {
  // path = step { "." step }        step = any word, TEXT, or digits
  readonly path: Rule<Path> = this.define("path", () => {
    const first = this.LA(1);
    const steps: string[] = [];
    const step = (token: IToken) => {
      if (token.tokenType === Text) steps.push(token.payload as string);
      // `items.0.1` reaches us with `0.1` as one number.
      else steps.push(...token.image.split("."));
    };
    const token = this.CONSUME(Step);
    this.ACTION(() => step(token));
    this.MANY(() => {
      this.CONSUME(Dot);
      const next = this.CONSUME2(Step);
      this.ACTION(() => step(next));
    });
    return { steps, span: this.spanFrom(first) };
  });

  // condition = conditionAnd { "or" conditionAnd }
  readonly condition: Rule<Condition> = this.define("condition", () => {
    let left = this.SUBRULE(this.conditionAnd);
    this.MANY(() => {
      this.CONSUME(words.or);
      left = this.both("or", left, this.SUBRULE2(this.conditionAnd));
    });
    return left;
  });

  // conditionAnd = conditionNot { "and" conditionNot }
  readonly conditionAnd: Rule<Condition> = this.define("conditionAnd", () => {
    let left = this.SUBRULE(this.conditionNot);
    this.MANY(() => {
      this.CONSUME(words.and);
      left = this.both("and", left, this.SUBRULE2(this.conditionNot));
    });
    return left;
  });

  private both(kind: "and" | "or", left: Condition, right: Condition): Condition {
    const span = this.ACTION(() => ({ ...left.span, end: right.span.end }));
    return this.link<Condition>({ kind, left, right, span }, left, right);
  }

  // conditionNot = "not" conditionNot | "(" condition ")"
  //              | path ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) ( TEXT | [ "-" ] NUMBER | "true" | "false" )
  readonly conditionNot: Rule<Condition> = this.define("conditionNot", () => {
    const first = this.LA(1);
    return this.OR<Condition>([
      {
        ALT: () => {
          this.CONSUME(words.not);
          const operand = this.SUBRULE(this.conditionNot);
          return this.deepen<Condition>(
            { kind: "not", operand, span: this.spanFrom(first) },
            operand,
          );
        },
      },
      {
        ALT: () => {
          this.CONSUME(LParen);
          const inner = this.SUBRULE(this.condition);
          this.CONSUME(RParen);
          return this.deepen<Condition>({ ...inner, span: this.spanFrom(first) }, inner);
        },
      },
      {
        ALT: () => {
          const path = this.SUBRULE(this.path);
          const operator = this.CONSUME(Comparison).image as ComparisonOperator;
          const value = this.SUBRULE(this.rawLiteral);
          return { kind: "compare", path, operator, value, span: this.spanFrom(first) };
        },
      },
    ]);
  });
}
