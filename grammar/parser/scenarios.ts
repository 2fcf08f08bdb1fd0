import type { IToken, TokenType } from "chevrotain";
import type {
  DurationLiteral,
  Expectation,
  ExpectedFrame,
  ExpectedOutput,
  Expression,
  Name as NameNode,
  NumberLiteral,
  ScenarioDeclaration,
  ScenarioEvent,
  ScenarioLine,
  ScenarioValue,
  Survival,
  TextLiteral,
} from "../../src/syntax/tree.ts";
import {
  Arrow,
  Colon,
  Comma,
  Duration,
  Identifier,
  LCurly,
  Minus,
  Name,
  Percent,
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

export class ScenarioParser extends PatternParser {
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

  // scenarioEvent = named
  readonly scenarioEvent: Rule<ScenarioEvent> = this.define("scenarioEvent", () => {
    const first = this.LA(1);
    const named = this.SUBRULE(this.named);
    return { ...named, span: this.spanFrom(first) };
  });

  // instant = [ "-" ] DURATION
  readonly instant: Rule<DurationLiteral> = this.define("instant", () => {
    const first = this.LA(1);
    const sign = this.OPTION(() => this.CONSUME(Minus));
    const literal = this.SUBRULE(this.durationLiteral);
    if (sign === undefined) return literal;
    return {
      kind: "duration",
      milliseconds: -literal.milliseconds,
      text: `-${literal.text}`,
      span: this.spanFrom(first),
    };
  });

  /** `at 30m` may be followed by an event or by the next line. */
  protected readonly startsLineOfScenario = (token: IToken): boolean => {
    if (token.tokenType === words.at && token === this.LA(1))
      return this.is(2, Duration) || this.is(2, Minus) || this.LA(2).tokenType === words.end;
    if (token.tokenType === words.survives && token === this.LA(1)) return this.is(2, Text);
    if (token.tokenType === words.ends && token === this.LA(1))
      return this.LA(2).tokenType === words.in || this.LA(2).tokenType === words.without;
    return this.startsLine(token) && lineWords.has(token.tokenType);
  };

  // scenarioLine = "at" "end" [ expectation ] | "at" instant [ scenarioEvent ] [ expectation ] | ends
  readonly scenarioLine: Rule<ScenarioLine> = this.define("scenarioLine", () => {
    const first = this.LA(1);
    return this.OR<ScenarioLine>([
      {
        GATE: () => this.LA(2).tokenType === words.end,
        ALT: () => {
          this.CONSUME(words.at);
          this.CONSUME(words.end);
          const expect = this.is(1, Arrow)
            ? this.SUBRULE3(this.expectation)
            : this.OPTION(() => this.SUBRULE(this.expectation));
          return { kind: "atEnd", expect: expect ?? null, span: this.spanFrom(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME2(words.at);
          const time = this.SUBRULE(this.instant);
          const event = this.OPTION2({
            GATE: () => !this.startsLineOfScenario(this.LA(1)),
            DEF: () => this.SUBRULE(this.scenarioEvent),
          });
          const expect = this.is(1, Arrow)
            ? this.SUBRULE4(this.expectation)
            : this.OPTION3(() => this.SUBRULE2(this.expectation));
          return {
            kind: "at",
            time,
            event: event ?? null,
            expect: expect ?? null,
            span: this.spanFrom(first),
          };
        },
      },
      { ALT: () => this.SUBRULE(this.ends) },
    ]);
  });

  // expectedFrame = named
  readonly expectedFrame: Rule<ExpectedFrame> = this.define("expectedFrame", () => {
    const first = this.LA(1);
    const named = this.SUBRULE(this.named);
    return { kind: named?.name, fields: named?.fields, span: this.spanFrom(first) };
  });

  // ends = "ends" ( "without" "session" | "in" NAME [ [ "," ] "stack" ( "empty" | named { "," named } ) ] )
  //        [ "for" TEXT { "," TEXT } ]
  readonly ends: Rule<ScenarioLine> = this.define("ends", () => {
    const first = this.CONSUME(words.ends);
    let state: NameNode | null = null;
    let stack: ExpectedFrame[] | null = null;
    let withoutSession = false;
    if (!this.recording && this.is(1, Identifier)) this.notice("missing word", words.in);
    if (!this.recording && this.is(1, Identifier)) state = this.SUBRULE2(this.anyName);
    else
      this.OR([
        {
          ALT: () => {
            this.CONSUME(words.without);
            this.CONSUME(words.session);
            withoutSession = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(words.in);
            state = this.SUBRULE(this.anyName);
            this.OPTION(() => {
              this.OPTION2(() => this.CONSUME(Comma));
              this.CONSUME(words.stack);
              stack = this.SUBRULE(this.expectedStack);
            });
          },
        },
      ]);
    const lane = this.OPTION3((): TextLiteral[] => {
      this.CONSUME(words.for);
      return this.SUBRULE(this.texts);
    });
    return {
      kind: "ends",
      state,
      stack,
      lane: lane ?? [],
      withoutSession,
      span: this.spanFrom(first),
    };
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

  // survives = "survives" TEXT "with" "error" "under" PERCENT
  readonly survives: Rule<Survival> = this.define("survives", () => {
    const first = this.CONSUME(words.survives);
    const disorder = this.SUBRULE(this.textLiteral);
    this.CONSUME(words.with);
    this.CONSUME(words.error);
    this.CONSUME(words.under);
    const token = this.CONSUME(Percent);
    const percent: NumberLiteral = {
      kind: "number",
      digits: token.image.slice(0, -1),
      span: this.spanOf(token),
    };
    return { kind: "survives", disorder, percent, span: this.spanFrom(first) };
  });

  // scenario = "scenario" TEXT "for" NAME "{" { scenarioLine | survives } "}"
  readonly scenario: Rule<ScenarioDeclaration> = this.define("scenario", () => {
    const first = this.CONSUME(words.scenario);
    const title = this.SUBRULE(this.textLiteral);
    this.CONSUME(words.for);
    const pattern = this.SUBRULE(this.anyName);
    const opened = this.open(() => this.CONSUME(LCurly), this.startsLineOfScenario);
    const members = this.members<ScenarioLine | Survival>({
      record: (line) => this.MANY(line),
      read: () =>
        this.OR<ScenarioLine | Survival>([
          { ALT: () => this.SUBRULE(this.survives) },
          { ALT: () => this.SUBRULE(this.scenarioLine) },
        ]),
      firsts: lineWords,
    });
    this.close(() => this.CONSUME(RCurly), opened);
    const [lines, survives] = sorted(members);
    return { kind: "scenario", title, pattern, lines, survives, span: this.spanFrom(first) };
  });
}

/** Lines happen one after the other; what a scenario survives stands anywhere among them. */
function sorted(members: readonly (ScenarioLine | Survival)[]): [ScenarioLine[], Survival[]] {
  const lines: ScenarioLine[] = [];
  const survives: Survival[] = [];
  for (const member of members)
    if (member.kind === "survives") survives.push(member);
    else lines.push(member);
  return [lines, survives];
}

const lineWords: ReadonlySet<TokenType> = new Set([words.at, words.ends, words.survives]);
