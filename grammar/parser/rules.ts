import type { IOrAlt, IToken, TokenType } from "chevrotain";
import type {
  Action,
  Expression,
  Name as NameNode,
  Rule as RuleNode,
  Trigger,
} from "../../src/syntax/tree.ts";
import { Arrow, Comma, Equal, LCurly, Name, words, Yields } from "../tokens.ts";
import { ActionParser, actionWords } from "./actions.ts";
import type { Rule } from "./base.ts";

interface Consequence {
  readonly target: NameNode | null;
  readonly actions: readonly Action[];
}

export class RuleParser extends ActionParser {
  // names = NAME { "," NAME }
  readonly names: Rule<NameNode[]> = this.define("names", () => {
    const names = [this.SUBRULE(this.anyName)];
    const more = () =>
      this.MANY(() => {
        this.CONSUME(Comma);
        names.push(this.SUBRULE2(this.anyName));
      });
    more();
    while (!this.recording && this.is(1, words.or) && this.is(2, Name)) {
      this.notice("or for comma", Comma);
      this.SKIP_TOKEN();
      names.push(this.SUBRULE3(this.anyName));
      more();
    }
    return names;
  });

  /** Made once, like those of rules: both are many. */
  private readonly triggers: IOrAlt<Trigger>[] = [
    {
      ALT: () => {
        const word = this.CONSUME(words.other);
        return { kind: "other", span: this.spanFrom(word) };
      },
    },
    {
      ALT: () => {
        const word = this.CONSUME(words.any);
        return { kind: "any", span: this.spanFrom(word) };
      },
    },
    {
      ALT: () => {
        const first = this.LA(1);
        const names = this.SUBRULE(this.names);
        return { kind: "events", names, span: this.spanFrom(first) };
      },
    },
  ];

  // trigger = "other" | "any" | names
  readonly trigger: Rule<Trigger> = this.define("trigger", () => this.OR<Trigger>(this.triggers));

  /** `on view when price > 5`: other languages have other words for it. */
  private guardMisspelled(): boolean {
    return (
      (this.is(1, words.when) || this.is(1, words.where)) &&
      !this.startsLine(this.LA(1)) &&
      !this.is(2, LCurly)
    );
  }

  // guard = "if" expression
  readonly guard: Rule<Expression> = this.define("guard", () => {
    if (!this.recording && this.guardMisspelled()) {
      this.notice("wrong guard", words.if);
      this.SKIP_TOKEN();
    } else this.CONSUME(words.if);
    return this.SUBRULE(this.expression);
  });

  /** `on view found {` or `on view found` at the end of a line: an arrow was forgotten. */
  private arrowForgotten(): boolean {
    if (this.recording || !this.is(1, Name) || this.startsLine(this.LA(1))) return false;
    if (actionWords.has(this.LA(1).tokenType)) return false;
    return this.is(2, LCurly) || this.startsLine(this.LA(2)) || this.LA(2).image === "}";
  }

  // consequence = [ target ] [ actions ]
  readonly consequence: Rule<Consequence> = this.define("consequence", () => {
    let target: NameNode | undefined;
    if (this.arrowForgotten() || (!this.recording && this.is(1, Yields)))
      target = this.SUBRULE2(this.target);
    else target = this.OPTION(() => this.SUBRULE(this.target));
    const braceForgotten =
      !this.recording &&
      !this.is(2, LCurly) &&
      (actionWords.has(this.LA(1).tokenType) || (this.is(1, Name) && this.is(2, Equal)));
    const actions = braceForgotten
      ? this.SUBRULE2(this.actions)
      : this.OPTION2(() => this.SUBRULE(this.actions));
    return { target: target ?? null, actions: actions ?? [] };
  });

  private readonly ruleKinds: IOrAlt<RuleNode>[] = [
    { GATE: () => this.LA(2).tokenType === words.end, ALT: () => this.SUBRULE(this.onEnd) },
    { ALT: () => this.SUBRULE(this.transition) },
    { ALT: () => this.SUBRULE(this.timer) },
    { ALT: () => this.SUBRULE(this.afterwards) },
  ];

  // rule = transition | timer | onEnd | afterwards
  readonly rule: Rule<RuleNode> = this.define("rule", () => this.OR<RuleNode>(this.ruleKinds));

  // transition = "on" trigger [ guard ] consequence
  readonly transition: Rule<RuleNode> = this.define("transition", () => {
    const first = this.CONSUME(words.on);
    const trigger = this.SUBRULE(this.trigger);
    const guard = this.guardMisspelled()
      ? this.SUBRULE2(this.guard)
      : this.OPTION(() => this.SUBRULE(this.guard));
    const { target, actions } = this.SUBRULE(this.consequence) ?? {};
    return {
      kind: "on",
      trigger,
      guard: guard ?? null,
      target: target ?? null,
      actions: actions ?? [],
      span: this.spanFrom(first),
    };
  });

  // timer = ( "after" expression [ "idle" ] | "within" expression "else" ) [ guard ] consequence
  readonly timer: Rule<RuleNode> = this.define("timer", () => {
    const first = this.LA(1);
    let timer: "after" | "within" | "idle" = "after";
    const duration = this.OR<Expression>([
      {
        ALT: () => {
          this.CONSUME(words.after);
          const duration = this.SUBRULE(this.expression);
          this.OPTION(() => {
            this.CONSUME(words.idle);
            timer = "idle";
          });
          return duration;
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.within);
          const duration = this.SUBRULE2(this.expression);
          this.clause(() => this.CONSUME(words.else), words.else, Arrow, LCurly);
          timer = "within";
          return duration;
        },
      },
    ]);
    const guard = this.guardMisspelled()
      ? this.SUBRULE2(this.guard)
      : this.OPTION2(() => this.SUBRULE(this.guard));
    const { target, actions } = this.SUBRULE(this.consequence) ?? {};
    return {
      kind: "timer",
      timer,
      duration,
      guard: guard ?? null,
      target: target ?? null,
      actions: actions ?? [],
      span: this.spanFrom(first),
    };
  });

  // onEnd = "on" "end" [ guard ] [ actions ]
  readonly onEnd: Rule<RuleNode> = this.define("onEnd", () => {
    const first = this.CONSUME(words.on);
    this.CONSUME(words.end);
    const guard = this.guardMisspelled()
      ? this.SUBRULE2(this.guard)
      : this.OPTION(() => this.SUBRULE(this.guard));
    if (!this.recording && this.is(1, Arrow)) {
      this.notice("target of end", LCurly);
      this.SKIP_TOKEN();
      this.SUBRULE(this.anyName);
    }
    const actions = this.OPTION2(() => this.SUBRULE(this.actions));
    return {
      kind: "onEnd",
      guard: guard ?? null,
      actions: actions ?? [],
      span: this.spanFrom(first),
    };
  });

  // afterwards = "afterwards" "on" trigger [ guard ] actions
  readonly afterwards: Rule<RuleNode> = this.define("afterwards", () => {
    const first = this.CONSUME(words.afterwards);
    this.CONSUME(words.on);
    const trigger = this.SUBRULE(this.trigger);
    const guard = this.guardMisspelled()
      ? this.SUBRULE2(this.guard)
      : this.OPTION(() => this.SUBRULE(this.guard));
    const actions = this.SUBRULE(this.actions);
    return {
      kind: "afterwards",
      trigger,
      guard: guard ?? null,
      actions,
      span: this.spanFrom(first),
    };
  });

  protected readonly startsRule = (token: IToken): boolean =>
    this.startsLine(token) && ruleWords.has(token.tokenType);

  /** `state found`, where only rules may stand: the `}` before it was forgotten. */
  protected readonly startsState = (token: IToken): boolean =>
    token === this.LA(1) && stateWords.has(token.tokenType) && this.is(2, Name);
}

export const ruleWords: ReadonlySet<TokenType> = new Set([
  words.on,
  words.after,
  words.within,
  words.afterwards,
]);

export const stateWords: ReadonlySet<TokenType> = new Set([words.state, words.group, words.part]);
