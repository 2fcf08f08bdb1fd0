import type { TokenType } from "chevrotain";
import type { LateItem, OrderItem } from "../../src/syntax/tree.ts";
import { Comma, Duration, Name, words } from "../tokens.ts";
import type { Rule } from "./base.ts";
import { RuleParser } from "./rules.ts";

/** The order words: what stands before the machine, and in which order events reach it. */
export class OrderParser extends RuleParser {
  // dedupe = "dedupe" "by" NAME "within" expression
  readonly dedupe: Rule<OrderItem> = this.define("dedupe", () => {
    const first = this.CONSUME(words.dedupe);
    this.clause(() => this.CONSUME(words.by), words.by, Name);
    const field = this.SUBRULE(this.anyName);
    this.clause(() => this.CONSUME(words.within), words.within, Duration);
    const within = this.SUBRULE(this.expression);
    return { kind: "dedupe", field, within, span: this.spanFrom(first) };
  });

  // reorder = "reorder" "within" expression
  readonly reorder: Rule<OrderItem> = this.define("reorder", () => {
    const first = this.CONSUME(words.reorder);
    this.clause(() => this.CONSUME(words.within), words.within, Duration);
    const within = this.SUBRULE(this.expression);
    return { kind: "reorder", within, span: this.spanFrom(first) };
  });

  // orderBy = "order" "by" NAME [ "from" expression ] "wait" expression
  readonly orderBy: Rule<OrderItem> = this.define("orderBy", () => {
    const first = this.CONSUME(words.order);
    this.clause(() => this.CONSUME(words.by), words.by, Name);
    const field = this.SUBRULE(this.anyName);
    const from = this.OPTION(() => {
      this.CONSUME(words.from);
      return this.SUBRULE(this.expression);
    });
    this.clause(() => this.CONSUME(words.wait), words.wait, Duration);
    const wait = this.SUBRULE2(this.expression);
    return { kind: "orderBy", field, from: from ?? null, wait, span: this.spanFrom(first) };
  });

  // late = "late" ( "drop" | "apply" | "emit" NAME | "retract" "within" expression )
  readonly late: Rule<LateItem> = this.define("late", () => {
    const first = this.CONSUME(words.late);
    const then = this.OR<LateItem["then"]>([
      { ALT: () => this.as(this.CONSUME(words.drop), { kind: "drop" }) },
      { ALT: () => this.as(this.CONSUME(words.apply), { kind: "apply" }) },
      {
        ALT: () => {
          this.CONSUME(words.emit);
          return { kind: "emit", output: this.SUBRULE(this.anyName) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.retract);
          this.clause(() => this.CONSUME(words.within), words.within, Duration);
          return { kind: "retract", within: this.SUBRULE(this.expression) };
        },
      },
    ]);
    return { kind: "late", then, span: this.spanFrom(first) };
  });

  // follow = "follow" "cause" "from" NAME "," "id" "from" NAME "wait" expression "keep" expression
  readonly follow: Rule<OrderItem> = this.define("follow", () => {
    const first = this.CONSUME(words.follow);
    this.clause(() => this.CONSUME(words.cause), words.cause, words.from);
    this.CONSUME(words.from);
    const cause = this.SUBRULE(this.anyName);
    this.clause(() => this.CONSUME(Comma), Comma, words.id);
    this.CONSUME(words.id);
    this.CONSUME2(words.from);
    const id = this.SUBRULE2(this.anyName);
    this.clause(() => this.CONSUME(words.wait), words.wait, Duration);
    const wait = this.SUBRULE(this.expression);
    this.CONSUME(words.keep);
    const keep = this.SUBRULE2(this.expression);
    return { kind: "follow", cause, id, wait, keep, span: this.spanFrom(first) };
  });

  // orderItem = dedupe | reorder | orderBy | late | follow
  readonly orderItem: Rule<OrderItem> = this.define("orderItem", () =>
    this.OR<OrderItem>([
      { ALT: () => this.SUBRULE(this.dedupe) },
      { ALT: () => this.SUBRULE(this.reorder) },
      { ALT: () => this.SUBRULE(this.orderBy) },
      { ALT: () => this.SUBRULE(this.late) },
      { ALT: () => this.SUBRULE(this.follow) },
    ]),
  );
}

export const orderWords: ReadonlySet<TokenType> = new Set([
  words.dedupe,
  words.reorder,
  words.order,
  words.late,
  words.follow,
]);
