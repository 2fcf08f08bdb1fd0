import type {
  DurationLiteral,
  ExpectedFrame,
  Name as NameNode,
  NumberLiteral,
  ScenarioDeclaration,
  ScenarioEvent,
  ScenarioLine,
  Survival,
  TextLiteral,
} from "../../src/syntax/tree.ts";
import { Arrow, Comma, Identifier, LCurly, Minus, Percent, RCurly, words } from "../tokens.ts";
import type { Rule } from "./base.ts";
import { ExpectationParser, lineWords } from "./expectations.ts";

export class ScenarioParser extends ExpectationParser {
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
