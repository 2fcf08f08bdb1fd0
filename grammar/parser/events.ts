import type { IToken, TokenType } from "chevrotain";
import type {
  EventDeclaration,
  EventsDeclaration,
  EventsItem,
  FieldDeclaration,
  Name as NameNode,
  Path,
  TypeReference,
  Was,
} from "../../src/syntax/tree.ts";
import {
  Colon,
  Comma,
  Equal,
  LCurly,
  LParen,
  Name,
  NumberToken,
  PlainType,
  Question,
  RCurly,
  RParen,
  words,
} from "../tokens.ts";
import { isName, type Rule } from "./base.ts";
import { RecordParser } from "./records.ts";

export class EventsParser extends RecordParser {
  // type = ( "text" | "integer" | "number" | "boolean" | "time" | "duration" | decimal | oneOf ) [ "?" ]
  readonly typeReference: Rule<TypeReference> = this.define("typeReference", () => {
    const first = this.LA(1);
    const type = this.OR<object>([
      {
        GATE: () => this.LA(2).tokenType === LParen,
        ALT: () => {
          this.CONSUME(words.decimal);
          this.CONSUME(LParen);
          const places = this.CONSUME(NumberToken);
          this.CONSUME(RParen);
          return { type: "decimal", places: Number(places.image) };
        },
      },
      {
        GATE: () => this.LA(2).tokenType === words.of,
        ALT: () => {
          this.CONSUME(words.one);
          this.CONSUME(words.of);
          this.CONSUME2(LParen);
          const values: unknown[] = [];
          this.AT_LEAST_ONE_SEP({
            SEP: Comma,
            DEF: () => values.push(this.SUBRULE(this.textLiteral)),
          });
          this.CONSUME2(RParen);
          return { type: "oneOf", values };
        },
      },
      { ALT: () => ({ type: this.CONSUME(PlainType).image }) },
      { ALT: () => ({ type: "unknown", word: this.CONSUME(Name).image }) },
    ]);
    const optional = this.OPTION(() => this.CONSUME(Question)) !== undefined;
    return { ...type, optional, span: this.spanFrom(first) } as TypeReference;
  });

  // formerly = "was" NAME
  readonly formerly: Rule<NameNode> = this.define("formerly", () => {
    this.CONSUME(words.was);
    return this.SUBRULE(this.anyName);
  });

  // was = "was" ( NAME | signedLiteral )
  readonly was: Rule<Was> = this.define("was", () => {
    const first = this.CONSUME(words.was);
    return this.OR<Was>([
      {
        ALT: () => {
          const name = this.SUBRULE(this.anyName);
          return { kind: "name", name, span: this.spanFrom(first) };
        },
      },
      {
        ALT: () => {
          const value = this.SUBRULE(this.signedLiteral);
          return { kind: "value", value, span: this.spanFrom(first) };
        },
      },
    ]);
  });

  // field = NAME [ was ] ":" type [ "rounded" ] [ "from" path ]
  readonly field: Rule<FieldDeclaration> = this.define("field", () => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.anyName);
    const was = this.OPTION3(() => this.SUBRULE(this.was));
    this.typeColon(() => this.CONSUME(Colon));
    const type = this.SUBRULE(this.typeReference);
    const notField = () => this.LA(2).tokenType !== Colon;
    const rounded = this.OPTION({ GATE: notField, DEF: () => this.CONSUME(words.rounded) });
    const from = this.OPTION2({ GATE: notField, DEF: () => this.SUBRULE(this.fromPath) });
    return {
      name,
      was: was ?? null,
      type,
      rounded: rounded !== undefined,
      from: from ?? null,
      span: this.spanFrom(first),
    };
  });

  // from = "from" path
  readonly fromPath: Rule<Path> = this.define("fromPath", () => {
    this.CONSUME(words.from);
    return this.SUBRULE(this.path);
  });

  // fields = "{" { field [ "," ] } "}"
  readonly fields: Rule<FieldDeclaration[]> = this.define("fields", () => {
    const opened = this.open(() => this.CONSUME(LCurly), this.startsNamed);
    const fields = this.members({
      record: (field) =>
        this.MANY(() => {
          field();
          this.OPTION(() => this.CONSUME(Comma));
        }),
      read: () => this.SUBRULE(this.field),
      firsts: none,
      begins: this.startsField,
      outer: this.startsOuter,
    });
    this.close(() => this.CONSUME(RCurly), opened);
    return fields;
  });

  /** `event search term: text }`: fields follow without their `{`. */
  protected braceForgotten(): boolean {
    return !this.recording && this.is(1, Name) && this.is(2, Colon) && !this.startsLine(this.LA(1));
  }

  /** Where the next field of a block may begin after a broken one. */
  protected readonly startsField = (token: IToken): boolean =>
    token.tokenType === Comma || (this.startsLine(token) && isName(token));

  /** `term:`, the beginning of a field whose block has lost its `{`. */
  private readonly startsNamed = (token: IToken): boolean =>
    isName(token) && this.is(2, Colon) && token === this.LA(1);

  /** What can only stand outside of a block of fields or actions. */
  protected readonly startsOuter = (token: IToken): boolean =>
    this.startsLine(token) &&
    outerWords.has(token.tokenType) &&
    !this.is(2, Equal) &&
    !this.is(2, Colon) &&
    !this.is(2, Comma) &&
    !this.is(2, RCurly);

  // event = "event" NAME [ "is" ( TEXT { "," TEXT } | "starting" TEXT ) ] [ "when" condition ] [ fields ]
  readonly event: Rule<EventDeclaration> = this.define("event", () => {
    const first = this.CONSUME(words.event);
    const name = this.SUBRULE(this.anyName);
    const is = this.OPTION(() => {
      this.CONSUME(words.is);
      return this.OR<EventDeclaration["is"]>([
        {
          ALT: () => {
            this.CONSUME(words.starting);
            return { kind: "starting", prefix: this.SUBRULE(this.textLiteral) };
          },
        },
        { ALT: () => ({ kind: "names", names: this.SUBRULE(this.texts) }) },
      ]);
    });
    const when = this.OPTION2(() => {
      this.CONSUME(words.when);
      return this.SUBRULE(this.condition);
    });
    const fields = this.braceForgotten()
      ? this.SUBRULE2(this.fields)
      : this.OPTION3(() => this.SUBRULE(this.fields));
    return {
      kind: "event",
      name,
      is: is ?? null,
      when: when ?? null,
      fields: fields ?? [],
      span: this.spanFrom(first),
    };
  });

  // texts = TEXT { "," TEXT }
  readonly texts = this.define("texts", () => {
    const texts = [this.SUBRULE(this.textLiteral)];
    this.MANY(() => {
      this.CONSUME(Comma);
      texts.push(this.SUBRULE2(this.textLiteral));
    });
    return texts;
  });

  // eventsItem = ( "key" | "id" ) NAME [ from ] | timeItem | "type" from | event
  readonly eventsItem: Rule<EventsItem> = this.define("eventsItem", () => {
    const first = this.LA(1);
    return this.OR<EventsItem>([
      {
        ALT: () => {
          this.CONSUME(words.key);
          const name = this.SUBRULE(this.anyName);
          const from = this.OPTION(() => this.SUBRULE(this.fromPath));
          return { kind: "key", name, from: from ?? null, span: this.spanFrom(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(words.id);
          const name = this.SUBRULE2(this.anyName);
          const from = this.OPTION2(() => this.SUBRULE2(this.fromPath));
          return { kind: "id", name, from: from ?? null, span: this.spanFrom(first) };
        },
      },
      { ALT: () => this.SUBRULE(this.timeItem) },
      {
        ALT: () => {
          this.CONSUME(words.type);
          const path = this.SUBRULE3(this.fromPath);
          return { kind: "typeFrom", path, span: this.spanFrom(first) };
        },
      },
      { ALT: () => this.SUBRULE(this.event) },
    ]);
  });

  // timeItem = "time" NAME [ from ] [ "in" ( "seconds" | "milliseconds" | TEXT ) ]
  readonly timeItem: Rule<EventsItem> = this.define("timeItem", () => {
    const first = this.CONSUME(words.time);
    const name = this.SUBRULE(this.anyName);
    const from = this.OPTION(() => this.SUBRULE(this.fromPath));
    let unit: "milliseconds" | "seconds" | null = null;
    let zone: ReturnType<typeof this.textLiteral> | null = null;
    this.OPTION2(() => {
      this.CONSUME(words.in);
      this.OR([
        {
          ALT: () => {
            this.CONSUME(words.seconds);
            unit = "seconds";
          },
        },
        {
          ALT: () => {
            this.CONSUME(words.milliseconds);
            unit = "milliseconds";
          },
        },
        {
          ALT: () => {
            zone = this.SUBRULE(this.textLiteral);
          },
        },
      ]);
    });
    return { kind: "time", name, from: from ?? null, unit, zone, span: this.spanFrom(first) };
  });

  protected readonly startsEventsItem = (token: IToken): boolean =>
    this.startsLine(token) && eventsWords.has(token.tokenType);

  // events = "events" NAME "{" { eventsItem } "}"
  readonly events: Rule<EventsDeclaration> = this.define("events", () => {
    const first = this.CONSUME(words.events);
    const name = this.SUBRULE(this.anyName);
    const opened = this.open(() => this.CONSUME(LCurly), this.startsEventsItem);
    const items = this.members({
      record: (item) => this.MANY(item),
      read: () => this.SUBRULE(this.eventsItem),
      firsts: eventsWords,
    });
    this.close(() => this.CONSUME(RCurly), opened);
    return { kind: "events", name, items, span: this.spanFrom(first) };
  });
}

const none: ReadonlySet<TokenType> = new Set();

const eventsWords: ReadonlySet<TokenType> = new Set([
  words.key,
  words.time,
  words.id,
  words.type,
  words.event,
]);

const outerWords = new Set<TokenType>([
  words.on,
  words.after,
  words.within,
  words.afterwards,
  words.state,
  words.group,
  words.part,
  words.event,
  words.emits,
  words.stack,
  words.remember,
]);
