import type { IRecognitionException, IToken } from "chevrotain";
import type { Declaration, ParameterDeclaration, UseDeclaration } from "../src/syntax/tree.ts";
import type { Rule } from "./parser/base.ts";
import type { Closest, Lost, Mistake } from "./parser/mistake.ts";
import { ScenarioParser } from "./parser/scenarios.ts";
import { Colon, Equal, Identifier, Name, words } from "./tokens.ts";

export type { Lost, Mistake, Nested, Special } from "./parser/mistake.ts";

/**
 * The language, production by production: parser/literals, primaries, expressions, records, events, actions,
 * rules, order, stack, patterns, expectations, scenarios.
 * One class for each, because Chevrotain wants one object; the order is that of use.
 */
export class FileParser extends ScenarioParser {
  // use = "use" TEXT
  readonly use: Rule<UseDeclaration> = this.define("use", () => {
    const first = this.CONSUME(words.use);
    const path = this.SUBRULE(this.textLiteral);
    return { kind: "use", path, span: this.spanFrom(first) };
  });

  // param = "param" NAME ":" type "=" expression
  readonly param: Rule<ParameterDeclaration> = this.define("param", () => {
    const first = this.CONSUME(words.param);
    const name = this.SUBRULE(this.anyName);
    this.colon(() => this.CONSUME(Colon));
    const type = this.SUBRULE(this.typeReference);
    this.CONSUME(Equal);
    const value = this.SUBRULE(this.expression);
    return { kind: "param", name, type, value, span: this.spanFrom(first) };
  });

  // declaration = use | param | events | pattern | scenario
  readonly declaration: Rule<Declaration> = this.define("declaration", () =>
    this.OR<Declaration>([
      { ALT: () => this.SUBRULE(this.use) },
      { ALT: () => this.SUBRULE(this.param) },
      { ALT: () => this.SUBRULE(this.events) },
      { ALT: () => this.SUBRULE(this.pattern) },
      { ALT: () => this.SUBRULE(this.scenario) },
    ]),
  );

  constructor(closest: Closest) {
    super(closest);
    this.performSelfAnalysis();
  }

  /** Reads the tokens of one declaration. What is left of them is the caller's to judge. */
  read(source: string, tokens: IToken[]): Reading {
    this.source = source;
    this.mistakes = [];
    this.lost = [];
    this.levels.clear();
    this.input = tokens;
    // `const limit: integer = 5`: nothing else is written so.
    if (this.is(1, Identifier) && this.is(2, Name) && this.is(3, Colon)) this.takeFor(words.param);
    else this.correct(declarationWords);
    const declaration = this.declaration() as Declaration | undefined;
    const failed = this.errors.length > 0;
    for (const error of this.errors)
      if (error.name !== "NotAllInputParsedException") this.note(error);
    const rest = this.errors.find((error) => error.name === "NotAllInputParsedException");
    return {
      declaration: failed && rest === undefined ? null : (declaration ?? null),
      mistakes: this.mistakes,
      lost: this.lost,
      rest: rest === undefined ? null : (rest as IRecognitionException).token,
    };
  }
}

const declarationWords = new Set([
  words.use,
  words.param,
  words.events,
  words.pattern,
  words.scenario,
]);

export interface Reading {
  readonly declaration: Declaration | null;
  readonly mistakes: readonly Mistake[];
  readonly lost: readonly Lost[];
  /** The first token after a declaration that was complete before its tokens were. */
  readonly rest: IToken | null;
}
