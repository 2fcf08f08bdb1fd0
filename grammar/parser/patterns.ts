import type { IToken, TokenType } from "chevrotain";
import type {
  GroupDeclaration,
  NumberLiteral,
  PartDeclaration,
  PatternDeclaration,
  PatternItem,
  StartItem,
  StateDeclaration,
} from "../../src/syntax/tree.ts";
import { Colon, Duration, Equal, LCurly, Name, RCurly, wordFacts, words } from "../tokens.ts";
import type { Rule } from "./base.ts";
import { orderWords } from "./order.ts";
import { ruleWords, stateWords } from "./rules.ts";
import { StackParser } from "./stack.ts";

export class PatternParser extends StackParser {
  // start = "start" NAME
  readonly start: Rule<StartItem> = this.define("start", () => {
    const first = this.CONSUME(words.start);
    this.passNeedless();
    const state = this.SUBRULE(this.anyName);
    return { kind: "start", state, span: this.spanFrom(first) };
  });

  // state = "state" NAME [ "was" names ] "{" { rule } "}"
  readonly state: Rule<StateDeclaration> = this.define("state", () => {
    const first = this.CONSUME(words.state);
    const name = this.SUBRULE(this.anyName);
    const was = this.OPTION(() => {
      this.CONSUME(words.was);
      return this.SUBRULE(this.names);
    });
    const opened = this.open(() => this.CONSUME(LCurly), this.startsRule);
    const rules = this.members({
      record: (rule) => this.MANY(rule),
      read: () => this.SUBRULE(this.rule),
      firsts: ruleWords,
      begins: this.startsMember,
      outer: this.startsState,
    });
    this.close(() => this.CONSUME(RCurly), opened);
    return { kind: "state", name, was: was ?? [], rules, span: this.spanFrom(first) };
  });

  // group = "group" NAME [ formerly ] "{" { state | group | rule } "}"
  readonly group: Rule<GroupDeclaration> = this.define("group", () => {
    const first = this.CONSUME(words.group);
    const name = this.SUBRULE(this.anyName);
    const was = this.OPTION(() => this.SUBRULE(this.formerly));
    const opened = this.open(() => this.CONSUME(LCurly), this.startsMember);
    const items = this.members<GroupDeclaration["items"][number]>({
      record: (item) => this.MANY(item),
      read: () =>
        this.OR<GroupDeclaration["items"][number]>([
          { ALT: () => this.SUBRULE(this.state) },
          { ALT: () => this.SUBRULE(this.group) },
          { ALT: () => this.SUBRULE(this.rule) },
        ]),
      firsts: groupWords,
      begins: this.startsMember,
      outer: (token) => token.tokenType === words.part && this.is(2, Name),
    });
    this.close(() => this.CONSUME(RCurly), opened);
    return { kind: "group", name, was: was ?? null, items, span: this.spanFrom(first) };
  });

  // part = "part" NAME [ formerly ] "{" { start | state | group | rule } "}"
  readonly part: Rule<PartDeclaration> = this.define("part", () => {
    const first = this.CONSUME(words.part);
    const name = this.SUBRULE(this.anyName);
    const was = this.OPTION(() => this.SUBRULE(this.formerly));
    const opened = this.open(() => this.CONSUME(LCurly), this.startsMember);
    const items = this.members<PartDeclaration["items"][number]>({
      record: (item) => this.MANY(item),
      read: () =>
        this.OR<PartDeclaration["items"][number]>([
          { ALT: () => this.SUBRULE(this.start) },
          { ALT: () => this.SUBRULE(this.state) },
          { ALT: () => this.SUBRULE(this.group) },
          { ALT: () => this.SUBRULE(this.rule) },
        ]),
      firsts: partWords,
      begins: this.startsMember,
      outer: (token) => token.tokenType === words.part && this.is(2, Name),
    });
    this.close(() => this.CONSUME(RCurly), opened);
    return { kind: "part", name, was: was ?? null, items, span: this.spanFrom(first) };
  });

  // session = "session" "gap" expression [ "of" NAME ] [ "max" expression ]
  readonly session: Rule<PatternItem> = this.define("session", () => {
    const first = this.CONSUME(words.session);
    this.clause(() => this.CONSUME(words.gap), words.gap, Duration);
    const gap = this.SUBRULE(this.expression);
    const of = this.OPTION(() => {
      this.CONSUME(words.of);
      return this.SUBRULE(this.anyName);
    });
    const max = this.OPTION2(() => {
      this.CONSUME(words.max);
      return this.SUBRULE2(this.expression);
    });
    return { kind: "session", gap, of: of ?? null, max: max ?? null, span: this.spanFrom(first) };
  });

  // emits = "emits" [ NAME ] NAME [ fields ]
  readonly emits: Rule<PatternItem> = this.define("emits", () => {
    const first = this.CONSUME(words.emits);
    const outputKind = this.OPTION({
      GATE: () => this.is(2, Name) && (this.is(3, LCurly) || !this.startsLine(this.LA(2))),
      DEF: () => this.SUBRULE(this.anyName),
    });
    const name = this.SUBRULE2(this.anyName);
    const fields = this.braceForgotten()
      ? this.SUBRULE2(this.fields)
      : this.OPTION2(() => this.SUBRULE(this.fields));
    return {
      kind: "emits",
      outputKind: outputKind ?? null,
      name,
      fields: fields ?? [],
      span: this.spanFrom(first),
    };
  });

  // remember = "remember" NAME [ was ] ":" type [ "=" expression ]
  readonly remember: Rule<PatternItem> = this.define("remember", () => {
    const first = this.CONSUME(words.remember);
    const name = this.SUBRULE(this.anyName);
    const was = this.OPTION2(() => this.SUBRULE(this.was));
    this.typeColon(() => this.CONSUME(Colon));
    const type = this.SUBRULE(this.typeReference);
    const value = this.OPTION(() => {
      this.CONSUME(Equal);
      return this.SUBRULE(this.expression);
    });
    return {
      ...{ kind: "remember", name, was: was ?? null, type },
      ...{ value: value ?? null, span: this.spanFrom(first) },
    };
  });

  // lanes = "at" "most" NUMBER "lanes" overflow
  readonly lanes: Rule<PatternItem> = this.define("lanes", () => {
    const first = this.CONSUME(words.at);
    this.CONSUME(words.most);
    const limit: NumberLiteral = this.SUBRULE(this.numberLiteral);
    this.clause(() => this.CONSUME(words.lanes), words.lanes, words.drop, words.refuse);
    const overflow = this.SUBRULE(this.overflow);
    return { kind: "lanes", limit, overflow, span: this.spanFrom(first) };
  });

  // patternItem = "by" names | lanes | session | "expire" "after" expression | stack | "calls" NUMBER
  //             | remember | emits | "ignore" names | orderItem | start | state | group | part | rule
  readonly patternItem: Rule<PatternItem> = this.define("patternItem", () => {
    const first = this.LA(1);
    return this.OR<PatternItem>([
      {
        ALT: () => {
          this.CONSUME(words.by);
          const fields = this.SUBRULE(this.names);
          return { kind: "by", fields, span: this.spanFrom(first) };
        },
      },
      { ALT: () => this.SUBRULE(this.lanes) },
      { ALT: () => this.SUBRULE(this.session) },
      {
        ALT: () => {
          this.CONSUME(words.expire);
          this.clause(() => this.CONSUME(words.after), words.after, Duration);
          const after = this.SUBRULE(this.expression);
          return { kind: "expire", after, span: this.spanFrom(first) };
        },
      },
      { ALT: () => this.SUBRULE(this.stack) },
      {
        ALT: () => {
          this.CONSUME(words.calls);
          const limit = this.SUBRULE(this.numberLiteral);
          return { kind: "calls", limit, span: this.spanFrom(first) };
        },
      },
      { ALT: () => this.SUBRULE(this.remember) },
      { ALT: () => this.SUBRULE(this.emits) },
      {
        ALT: () => {
          this.CONSUME(words.ignore);
          const names = this.SUBRULE2(this.names);
          return { kind: "ignore", names, span: this.spanFrom(first) };
        },
      },
      { ALT: () => this.SUBRULE(this.orderItem) },
      { ALT: () => this.SUBRULE(this.start) },
      { ALT: () => this.SUBRULE(this.state) },
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.part) },
      { ALT: () => this.SUBRULE(this.rule) },
    ]);
  });

  /** The first word of a member of a pattern, a group, a part or a state. */
  protected readonly startsMember = (token: IToken): boolean =>
    this.startsLine(token) && memberWords.has(token.tokenType);

  // pattern = "pattern" NAME "on" NAME "{" { patternItem } "}"
  readonly pattern: Rule<PatternDeclaration> = this.define("pattern", () => {
    const first = this.CONSUME(words.pattern);
    const name = this.SUBRULE(this.anyName);
    this.CONSUME(words.on);
    const on = this.SUBRULE2(this.anyName);
    const opened = this.open(() => this.CONSUME(LCurly), this.startsMember);
    const items = this.members({
      record: (item) => this.MANY(item),
      read: () => this.SUBRULE(this.patternItem),
      firsts: memberWords,
    });
    this.close(() => this.CONSUME(RCurly), opened);
    return { kind: "pattern", name, on, items, span: this.spanFrom(first) };
  });
}

const reserved = wordFacts.filter((fact) => fact.use === "reserved").map((fact) => fact.type);

const itemWords: ReadonlySet<TokenType> = new Set([
  words.by,
  words.at,
  words.session,
  words.expire,
  words.stack,
  words.calls,
  words.remember,
  words.emits,
  words.ignore,
  words.start,
  ...orderWords,
]);

const groupWords: ReadonlySet<TokenType> = new Set([words.state, words.group, ...ruleWords]);
const partWords: ReadonlySet<TokenType> = new Set([words.start, ...groupWords]);

const memberWords: ReadonlySet<TokenType> = new Set([
  ...stateWords,
  ...ruleWords,
  ...itemWords,
  ...reserved,
]);
