import type { IOrAlt, IToken, TokenType } from "chevrotain";
import type {
  Action,
  EmitAction,
  Expression,
  FieldValue,
  Name as NameNode,
} from "../../src/syntax/tree.ts";
import {
  Arrow,
  Colon,
  Comma,
  Equal,
  Identifier,
  LCurly,
  Name,
  RCurly,
  words,
  Yields,
} from "../tokens.ts";
import type { Rule } from "./base.ts";
import { EventsParser } from "./events.ts";

export class ActionParser extends EventsParser {
  // fieldValue = NAME [ ":" expression ]
  readonly fieldValue: Rule<FieldValue> = this.define("fieldValue", () => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.anyName);
    let value: Expression | undefined;
    if (!this.recording && this.is(1, Equal)) {
      this.colon(() => this.LA(1));
      value = this.SUBRULE2(this.expression);
    } else
      value = this.OPTION(() => {
        this.CONSUME(Colon);
        return this.SUBRULE(this.expression);
      });
    return { name, value: value ?? null, span: this.spanFrom(first) };
  });

  private readonly withEvent = (): boolean =>
    this.LA(1).tokenType === words.with &&
    this.LA(2).tokenType === words.event &&
    !this.is(3, Colon);

  // fieldValues = "{" { ( fieldValue | "with" "event" ) [ "," ] } "}"
  readonly fieldValues: Rule<{ fields: FieldValue[]; withEvent: EmitAction["withEvent"] }> =
    this.define("fieldValues", () => {
      let withEvent: EmitAction["withEvent"] = null;
      const opened = this.open(
        () => this.CONSUME(LCurly),
        () => this.is(1, Name) && this.is(2, Colon),
      );
      const fields = this.members<FieldValue | null>({
        record: (member) =>
          this.MANY(() => {
            member();
            this.OPTION(() => this.CONSUME(Comma));
          }),
        read: () =>
          this.OR<FieldValue | null>([
            {
              GATE: this.withEvent,
              ALT: () => {
                const first = this.CONSUME(words.with);
                this.CONSUME(words.event);
                withEvent = this.spanFrom(first);
                return null;
              },
            },
            { ALT: () => this.SUBRULE(this.fieldValue) },
          ]),
        firsts: noWords,
        begins: this.startsField,
        outer: this.startsOuter,
      });
      this.close(() => this.CONSUME(RCurly), opened);
      return { fields: fields.filter((field) => field !== null), withEvent };
    });

  private assigns(): boolean {
    return this.is(2, Equal) || this.is(2, Colon);
  }

  private readonly simple = (kind: "pop" | "clear" | "return", type: TokenType) => ({
    ALT: (): Action => {
      const first = this.CONSUME(type);
      return { kind, span: this.spanFrom(first) };
    },
  });

  /** Made once: actions are many. */
  private readonly actionKinds: IOrAlt<Action>[] = [
    {
      GATE: () => this.assigns(),
      ALT: () => {
        const first = this.LA(1);
        const register = this.SUBRULE(this.anyName);
        if (!this.recording && this.is(1, Colon)) {
          this.notice("colon for equal", Equal);
          this.SKIP_TOKEN();
        } else this.CONSUME(Equal);
        const value = this.SUBRULE(this.expression);
        return { kind: "assign", register, value, span: this.spanFrom(first) };
      },
    },
    this.simple("pop", words.pop),
    this.simple("clear", words.clear),
    this.simple("return", words.return),
    {
      ALT: () => {
        const first = this.CONSUME(words.end);
        this.clause(() => this.CONSUME(words.session), words.session, RCurly);
        return { kind: "endSession", span: this.spanFrom(first) };
      },
    },
    { ALT: () => this.SUBRULE(this.push) },
    { ALT: () => this.SUBRULE(this.emit) },
    { ALT: () => this.SUBRULE(this.forEach) },
    { ALT: () => this.SUBRULE(this.call) },
  ];

  // action = NAME "=" expression | "pop" | "clear" | "return" | "end" "session"
  //        | push | emit | forEach | call
  readonly action: Rule<Action> = this.define("action", () => this.OR<Action>(this.actionKinds));

  // push = ( "push" | "replace" ) NAME [ fieldValues ]
  readonly push: Rule<Action> = this.define("push", () => {
    const first = this.LA(1);
    const kind = this.OR<"push" | "replace">([
      { ALT: () => this.as(this.CONSUME(words.push), "push") },
      { ALT: () => this.as(this.CONSUME(words.replace), "replace") },
    ]);
    const frame = this.SUBRULE(this.anyName);
    const values = this.braceForgotten()
      ? this.SUBRULE2(this.fieldValues)
      : this.OPTION(() => this.SUBRULE(this.fieldValues));
    return { kind, frame, fields: values?.fields ?? [], span: this.spanFrom(first) };
  });

  // emit = "emit" NAME [ fieldValues ]
  readonly emit: Rule<EmitAction> = this.define("emit", () => {
    const first = this.CONSUME(words.emit);
    const output = this.SUBRULE(this.anyName);
    const values = this.braceForgotten()
      ? this.SUBRULE2(this.fieldValues)
      : this.OPTION(() => this.SUBRULE(this.fieldValues));
    return {
      kind: "emit",
      output,
      fields: values?.fields ?? [],
      withEvent: values?.withEvent ?? null,
      span: this.spanFrom(first),
    };
  });

  // forEach = "for" "each" NAME [ "sharing" expression "by" expression "as" NAME ] actions
  readonly forEach: Rule<Action> = this.define("forEach", () => {
    const first = this.CONSUME(words.for);
    this.clause(() => this.CONSUME(words.each), words.each, Identifier);
    const frame = this.SUBRULE(this.anyName);
    const sharing = this.OPTION((): { amount: Expression; weight: Expression; as: NameNode } => {
      this.CONSUME(words.sharing);
      const amount = this.SUBRULE(this.expression);
      this.CONSUME(words.by);
      const weight = this.SUBRULE2(this.expression);
      this.CONSUME(words.as);
      return { amount, weight, as: this.SUBRULE2(this.anyName) };
    });
    const actions = this.SUBRULE(this.actions);
    return {
      kind: "forEach",
      frame,
      sharing: sharing ?? null,
      actions,
      span: this.spanFrom(first),
    };
  });

  // call = "call" NAME "then" "->" NAME
  readonly call: Rule<Action> = this.define("call", () => {
    const first = this.CONSUME(words.call);
    const part = this.SUBRULE(this.anyName);
    this.clause(() => this.CONSUME(words.then), words.then, Arrow);
    const then = this.SUBRULE(this.target);
    return { kind: "call", part, then, span: this.spanFrom(first) };
  });

  // target = "->" NAME
  readonly target: Rule<NameNode> = this.define("target", () => {
    if (!this.recording && this.is(1, Yields)) {
      this.notice("wrong arrow", Arrow);
      this.SKIP_TOKEN();
    } else if (this.recording || !this.is(1, Name)) this.CONSUME(Arrow);
    else this.notice("missing arrow", Arrow);
    this.passNeedless();
    return this.OR([{ GATE: () => !this.nextBegins(), ALT: () => this.SUBRULE(this.anyName) }]);
  });

  /** The first word of an action: where reading goes on after a broken one. */
  protected readonly startsAction = (token: IToken): boolean =>
    actionWords.has(token.tokenType) ||
    (this.startsLine(token) && Name.categoryMatchesMap?.[token.tokenTypeIdx] === true);

  // actions = "{" { action } "}"
  readonly actions: Rule<Action[]> = this.define("actions", () => {
    const opened = this.open(
      () => this.CONSUME(LCurly),
      (token) => this.startsAction(token) || (this.is(1, Name) && this.is(2, Equal)),
    );
    const actions = this.members({
      record: (action) => this.MANY(action),
      read: () => this.SUBRULE(this.action),
      firsts: actionWords,
      begins: this.startsAction,
      outer: this.startsOuter,
    });
    this.close(() => this.CONSUME(RCurly), opened);
    return actions;
  });
}

const noWords: ReadonlySet<TokenType> = new Set();

export const actionWords: ReadonlySet<TokenType> = new Set([
  words.push,
  words.pop,
  words.replace,
  words.clear,
  words.emit,
  words.for,
  words.call,
  words.return,
  words.end,
]);
