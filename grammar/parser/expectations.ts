import type { IToken, TokenType } from "chevrotain";
import type {
  Expectation,
  ExpectedFrame,
  ExpectedOutput,
  Expression,
  Name as NameNode,
  ScenarioValue,
} from "../../src/syntax/tree.ts";
import {
  Arrow,
  Colon,
  Comma,
  Duration,
  LCurly,
  Minus,
  Name,
  RCurly,
  Text,
  words,
  Yields,
} from "../tokens.ts";
import type { Rule } from "./base.ts";
import { PatternParser } from "./patterns.ts";

interface NamedValues {
  readonly name: NameNode;
  readonly fields: readonly ScenarioValue[];
}

export class ExpectationParser extends PatternParser {
  /** `at 30m` may be followed by an event or by the next line. */
  protected readonly startsLineOfScenario = (token: IToken): boolean => {
    if (token.tokenType === words.at && token === this.LA(1))
      return this.is(2, Duration) || this.is(2, Minus) || this.LA(2).tokenType === words.end;
    if (token.tokenType === words.survives && token === this.LA(1)) return this.is(2, Text);
    if (token.tokenType === words.ends && token === this.LA(1))
      return this.LA(2).tokenType === words.in || this.LA(2).tokenType === words.without;
    return this.startsLine(token) && lineWords.has(token.tokenType);
  };

  // scenarioValue = NAME ":" ( "missing" | signed )
  readonly scenarioValue: Rule<ScenarioValue> = this.define("scenarioValue", () => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.anyName);
    this.colon(() => this.CONSUME(Colon));
    const value = this.OR<Expression | "missing">([
      { ALT: () => this.as(this.CONSUME(words.missing), "missing") },
      { ALT: () => this.SUBRULE(this.signedLiteral) },
    ]);
    return { name, value, span: this.spanFrom(first) };
  });

  // named = NAME [ "{" { scenarioValue [ "," ] } "}" ]
  readonly named: Rule<NamedValues> = this.define("named", () => {
    const name = this.SUBRULE(this.anyName);
    const fields = this.braceForgotten()
      ? this.SUBRULE2(this.scenarioValues)
      : this.OPTION(() => this.SUBRULE(this.scenarioValues));
    return { name, fields: fields ?? [] };
  });

  // scenarioValues = "{" { scenarioValue [ "," ] } "}"
  readonly scenarioValues: Rule<ScenarioValue[]> = this.define("scenarioValues", () => {
    const opened = this.open(
      () => this.CONSUME(LCurly),
      () => this.braceForgotten(),
    );
    const values = this.members({
      record: (value) =>
        this.MANY(() => {
          value();
          this.OPTION2(() => this.CONSUME(Comma));
        }),
      read: () => this.SUBRULE(this.scenarioValue),
      firsts: new Set(),
      begins: this.startsField,
      outer: this.startsLineOfScenario,
    });
    this.close(() => this.CONSUME(RCurly), opened);
    return values;
  });

  // expectation = "=>" ( "nothing" | "fails" | named { "," named } )
  readonly expectation: Rule<Expectation> = this.define("expectation", () => {
    if (!this.recording && this.is(1, Arrow)) {
      this.notice("wrong yields", Yields);
      this.SKIP_TOKEN();
    } else this.CONSUME(Yields);
    const first = this.LA(1);
    const alone = () => this.LA(2).tokenType !== LCurly;
    return this.OR<Expectation>([
      {
        GATE: alone,
        ALT: () =>
          this.as(this.CONSUME(words.nothing), { kind: "nothing", span: this.spanFrom(first) }),
      },
      {
        GATE: alone,
        ALT: () =>
          this.as(this.CONSUME(words.fails), { kind: "fails", span: this.spanFrom(first) }),
      },
      {
        ALT: () => {
          const outputs: ExpectedOutput[] = [this.SUBRULE(this.expectedOutput)];
          this.MANY(() => {
            this.CONSUME(Comma);
            outputs.push(this.SUBRULE2(this.expectedOutput));
          });
          return { kind: "outputs", outputs, span: this.spanFrom(first) };
        },
      },
    ]);
  });

  // expectedOutput = "retracted" NAME | named
  readonly expectedOutput: Rule<ExpectedOutput> = this.define("expectedOutput", () => {
    const first = this.LA(1);
    return this.OR<ExpectedOutput>([
      {
        GATE: () => this.is(2, Name) && !this.startsLine(this.LA(2)),
        ALT: () => {
          this.CONSUME(words.retracted);
          const name = this.SUBRULE(this.anyName);
          return { name, retracted: true, fields: [], span: this.spanFrom(first) };
        },
      },
      {
        ALT: () => {
          const named = this.SUBRULE(this.named);
          return { ...named, retracted: false, span: this.spanFrom(first) };
        },
      },
    ]);
  });

  // expectedFrame = named
  readonly expectedFrame: Rule<ExpectedFrame> = this.define("expectedFrame", () => {
    const first = this.LA(1);
    const named = this.SUBRULE(this.named);
    return { kind: named?.name, fields: named?.fields, span: this.spanFrom(first) };
  });

  // expectedStack = "empty" | named { "," named }
  readonly expectedStack: Rule<ExpectedFrame[]> = this.define("expectedStack", () =>
    this.OR<ExpectedFrame[]>([
      {
        GATE: () => this.LA(2).tokenType !== LCurly,
        ALT: () => this.as(this.CONSUME(words.empty), []),
      },
      {
        ALT: () => {
          const frames = [this.SUBRULE(this.expectedFrame)];
          this.MANY(() => {
            this.CONSUME2(Comma);
            frames.push(this.SUBRULE2(this.expectedFrame));
          });
          return frames;
        },
      },
    ]),
  );
}

export const lineWords: ReadonlySet<TokenType> = new Set([words.at, words.ends, words.survives]);
