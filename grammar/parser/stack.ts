import type { DepthClause, FrameKindDeclaration, PatternItem } from "../../src/syntax/tree.ts";
import { Comma, NumberToken, words } from "../tokens.ts";
import type { Rule } from "./base.ts";
import { OrderParser } from "./order.ts";

/** The stack: its kinds of frames, and what happens where it is full. */
export class StackParser extends OrderParser {
  // overflow = "drop" "oldest" | "refuse"
  readonly overflow: Rule<"drop oldest" | "refuse"> = this.define("overflow", () =>
    this.OR<"drop oldest" | "refuse">([
      { ALT: () => this.as([this.CONSUME(words.drop), this.CONSUME(words.oldest)], "drop oldest") },
      { ALT: () => this.as(this.CONSUME(words.refuse), "refuse") },
    ]),
  );

  // frameKind = NAME [ formerly ] [ fields ] [ "expires" expression ]
  readonly frameKind: Rule<FrameKindDeclaration> = this.define("frameKind", () => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.anyName);
    const was = this.OPTION3(() => this.SUBRULE(this.formerly));
    const fields = this.braceForgotten()
      ? this.SUBRULE2(this.fields)
      : this.OPTION(() => this.SUBRULE(this.fields));
    const expires = this.OPTION2(() => {
      this.CONSUME(words.expires);
      return this.SUBRULE(this.expression);
    });
    return {
      ...{ name, was: was ?? null, fields: fields ?? [], expires: expires ?? null },
      span: this.spanFrom(first),
    };
  });

  // depth = "depth" NUMBER ( overflow | "else" target [ actions ] )
  readonly depth: Rule<DepthClause> = this.define("depth", () => {
    const first = this.CONSUME(words.depth);
    const limit = this.SUBRULE(this.numberLiteral);
    const overflow = this.OR<DepthClause["overflow"]>([
      { ALT: () => ({ kind: this.SUBRULE(this.overflow) }) },
      {
        ALT: () => {
          this.CONSUME(words.else);
          const target = this.SUBRULE(this.target);
          const actions = this.OPTION(() => this.SUBRULE(this.actions));
          return { kind: "else", target, actions: actions ?? [] };
        },
      },
    ]);
    return { limit, overflow, span: this.spanFrom(first) };
  });

  // stack = "stack" frameKind { "," frameKind } [ depth ]
  readonly stack: Rule<PatternItem> = this.define("stack", () => {
    const first = this.CONSUME(words.stack);
    const kinds = [this.SUBRULE(this.frameKind)];
    this.MANY(() => {
      this.CONSUME(Comma);
      kinds.push(this.SUBRULE2(this.frameKind));
    });
    const depth = this.OPTION({
      GATE: () => this.LA(2).tokenType === NumberToken,
      DEF: () => this.SUBRULE(this.depth),
    });
    return { kind: "stack", kinds, depth: depth ?? null, span: this.spanFrom(first) };
  });
}
