import type { IToken, TokenType } from "chevrotain";
import type { Mistake, Special } from "../../grammar/parser.ts";
import {
  Colon,
  Dot,
  LCurly,
  LParen,
  Minus,
  Name,
  NumberToken,
  RCurly,
  RParen,
  Text,
  wordFacts,
  words,
} from "../../grammar/tokens.ts";
import type {
  Code,
  Diagnostic,
  Edit,
  Help,
  Label,
  Source,
  Span,
} from "../diagnostic/diagnostic.ts";
import { closest } from "../diagnostic/suggest.ts";
import { forms } from "./forms.ts";

/** What the parser stumbled over, in words. */
export function describe(source: Source, mistake: Mistake): Diagnostic {
  const place = new Place(source, mistake);
  const special = mistake.special;
  if (special !== undefined) return specials[special](place);
  for (const explanation of explanations) {
    const diagnostic = explanation(place);
    if (diagnostic !== null) return diagnostic;
  }
  return somethingElse(place);
}

/** A declaration was complete, and yet its text went on. */
export function describeRest(source: Source, rest: IToken): Diagnostic {
  const place = new Place(source, {
    rules: ["declaration"],
    expected: [],
    found: rest,
    previous: null,
    first: null,
  });
  if (rest.tokenType === RCurly)
    return place.report("PDA0014", "this `}` closes nothing", "one too many", [
      { text: "take it out, or write the `{` that it should close" },
    ]);
  return notHere(place) ?? misplaced(place);
}

class Place {
  readonly source: Source;
  readonly mistake: Mistake;
  readonly found: IToken;
  readonly ended: boolean;
  /** The innermost rule that is more than a name or a literal. */
  readonly rule: string;

  constructor(source: Source, mistake: Mistake) {
    this.source = source;
    this.mistake = mistake;
    this.found = mistake.found;
    this.ended = !Number.isFinite(mistake.found.startOffset);
    const rules = mistake.rules.filter((rule) => !leaves.has(rule));
    this.rule = rules[rules.length - 1] ?? "declaration";
  }

  get previous(): IToken | null {
    const previous = this.mistake.previous;
    return previous === null || !Number.isFinite(previous.startOffset) ? null : previous;
  }

  expects(type: TokenType): boolean {
    return this.mistake.expected.includes(type);
  }

  /** Where the found token stands; at the end of a declaration, the last character of what was read. */
  span(): Span {
    if (!this.ended) return this.of(this.found);
    const { end } = this.after();
    return { source: this.source.name, start: Math.max(0, end - 1), end };
  }

  of(token: IToken): Span {
    return {
      source: this.source.name,
      start: token.startOffset,
      end: Math.max((token.endOffset ?? token.startOffset) + 1, token.startOffset),
    };
  }

  /** An empty range right after the token read last. */
  after(): Span {
    const { previous } = this;
    const end = previous === null ? 0 : this.of(previous).end;
    return { source: this.source.name, start: end, end };
  }

  written(span: Span): string {
    return this.source.text.slice(span.start, span.end);
  }

  seen(): string {
    return this.ended
      ? "the end of the declaration"
      : `\`${shorten(this.written(this.of(this.found)))}\``;
  }

  report(
    code: Code,
    message: string,
    label: string,
    help: readonly Help[],
    span = this.span(),
  ): Diagnostic {
    const primary: Label = { span, text: label };
    return { code, severity: "error", message, primary, related: [], help };
  }
}

const leaves = new Set(["anyName", "textLiteral", "numberLiteral", "durationLiteral"]);
const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const valueRules = new Set(
  "expression conjunction negation comparison sum product sign fallback member primary conditional anyFrame functionCall".split(
    " ",
  ),
);

const edit = (span: Span, replacement: string): readonly Edit[] => [{ span, replacement }];
const quoted = (type: TokenType): string => `\`${type.LABEL ?? type.name}\``;

// ---------------------------------------------------------------- what the parser recognised itself

const specials: Record<Special, (place: Place) => Diagnostic> = {
  "missing arrow": (place) =>
    place.report(
      "PDA0011",
      `an arrow \`->\` is missing before ${place.seen()}`,
      "no `->` before this",
      [{ text: "write `->` before the state", edits: edit(start(place), "-> ") }],
    ),
  "missing brace": (place) =>
    place.report(
      "PDA0012",
      `a \`{\` is missing before ${place.seen()}`,
      "the block should open before this",
      [{ text: "put what belongs together between `{` and `}`" }],
    ),
  "missing close": (place) =>
    place.report(
      "PDA0013",
      `a \`}\` is missing before ${place.seen()}`,
      place.ended ? "the declaration ends inside a block" : "the block should end before this",
      [{ text: "write the missing `}`" }],
    ),
  "missing word": (place) => {
    const word = quoted(place.mistake.expected[0] as TokenType);
    return place.report(
      "PDA0029",
      `${word} is missing before ${place.seen()}`,
      `${word} belongs before this`,
      [
        {
          text: `write ${word}: ${forms.get(place.rule)?.form ?? ""}`.replace(/: $/, ""),
          edits: edit(start(place), `${word.slice(1, -1)} `),
        },
      ],
    );
  },
  "wrong arrow": (place) =>
    place.report("PDA0018", "a transition leads to its state by `->`, not `=>`", "`->` here", [
      { text: "write `->`", edits: edit(place.span(), "->") },
    ]),
  "wrong yields": (place) =>
    place.report(
      "PDA0018",
      "a scenario's line says what it expects after `=>`, not `->`",
      "`=>` here",
      [{ text: "write `=>`", edits: edit(place.span(), "=>") }],
    ),
  "misspelled word": (place) => {
    const meant = place.mistake.expected[0] as TokenType;
    return place.report(
      "PDA0022",
      `${place.seen()} is no word of the language here`,
      "unknown word",
      [
        {
          text: `did you mean ${quoted(meant)}?`,
          edits: edit(place.span(), meant.LABEL ?? meant.name),
        },
      ],
    );
  },
  "equal for colon": (place) =>
    place.report("PDA0025", "a field and its value are joined by `:`, not `=`", "`:` here", [
      { text: "write `:`", edits: edit(equalSpan(place), ":") },
    ]),
  "colon for equal": (place) =>
    place.report("PDA0025", "a register takes a value by `=`, not `:`", "`=` here", [
      { text: "write `=`", edits: edit(place.span(), " =") },
    ]),
  "chained comparison": (place) =>
    place.report(
      "PDA0019",
      "a comparison cannot be compared again",
      "the comparison before this is complete",
      [{ text: "join two comparisons: `1 < x and x < 5`" }],
    ),
  "is not": (place) => {
    const span = place.span();
    const rest = /^not\s+(known|missing)\b/.exec(place.source.text.slice(span.start));
    const contrary = rest?.[1] === "known" ? "missing" : "known";
    return place.report("PDA0028", "`not` cannot stand after `is`", "not here", [
      rest === null
        ? { text: "write `not` before the whole test: `not top is query`" }
        : {
            text: `write \`is ${contrary}\``,
            edits: edit({ ...span, end: span.start + rest[0].length }, contrary),
          },
    ]);
  },
  "comma between actions": (place) =>
    place.report("PDA0009", "actions are not separated by commas", "not needed", [
      { text: "leave it out", edits: edit(place.span(), "") },
    ]),
  "target of end": (place) =>
    place.report(
      "PDA0024",
      "`on end` leads to no state: the session is over",
      "nothing comes after the end",
      [{ text: "leave the arrow out; what is to be emitted stands in `{ … }`" }],
    ),
  "wrong guard": guardWord,
  "too long": (place) =>
    place.report(
      "PDA0010",
      "a value has more than 1000 operators in a row",
      "more than 1000 before this",
      [{ text: "split it: use `matches`, fields of the events block, or several rules" }],
    ),
};

const start = (place: Place): Span => ({ ...place.span(), end: place.span().start });
const equalSpan = (place: Place): Span => {
  const span = place.span();
  const before = place.source.text.slice(0, span.start);
  return { ...span, start: before.trimEnd().length };
};

function guardWord(place: Place): Diagnostic {
  return place.report("PDA0022", `a guard begins with \`if\`, not ${place.seen()}`, "`if` here", [
    { text: "write `if`", edits: edit(place.span(), "if") },
  ]);
}

// ---------------------------------------------------------------- what stands where something else should

const explanations: readonly ((place: Place) => Diagnostic | null)[] = [
  reserved,
  decimalComma,
  jumpWord,
  pathWithDash,
  patternHead,
  missingEvent,
  missingName,
  missingType,
  fieldWithoutType,
  unclosedParenthesis,
  parenthesesForBraces,
  notHere,
  wrongLiteral,
  missingValue,
  nearWord,
];

function startsMember(place: Place): boolean {
  const { found, mistake } = place;
  return mistake.first === found || mistake.rules.length <= 1;
}

function reserved(place: Place): Diagnostic | null {
  const fact = wordFacts.find(({ type }) => type === place.found.tokenType);
  if (fact?.use !== "reserved" || !startsMember(place)) return null;
  return place.report(
    "PDA0017",
    `\`${fact.text}\` is reserved for a later version`,
    "not understood yet",
    [{ text: "take this out for now" }],
  );
}

/** `9,95` was read as 9 and, after a comma, something that does not belong there. */
function decimalComma(place: Place): Diagnostic | null {
  const { found, source } = place;
  if (found.tokenType !== NumberToken) return null;
  const whole = /(?<![\w.])\d+,$/.exec(source.text.slice(0, found.startOffset).slice(-40));
  if (whole === null) return null;
  const { start, end } = place.of(found);
  const span = { source: source.name, start: start - whole[0].length, end };
  const good = place.written(span).replace(",", ".");
  return place.report(
    "PDA0020",
    `\`${place.written(span)}\` is written \`${good}\``,
    "a number has a point, not a comma",
    [{ text: `write \`${good}\``, edits: edit(span, good) }],
    span,
  );
}

/** `on search goto searched` */
function jumpWord(place: Place): Diagnostic | null {
  const { found, source } = place;
  if (!/^(go|goto|go_to|to|becomes|enter|next)$/i.test(place.written(place.span()))) return null;
  if (forms.get(place.rule)?.what !== "a rule") return null;
  if (!/^[ \t]+[\p{L}_]/u.test(source.text.slice(place.of(found).end))) return null;
  return place.report(
    "PDA0011",
    `an arrow \`->\` leads to a state, not \`${place.written(place.span())}\``,
    "`->` here",
    [{ text: "write `->`", edits: edit(place.span(), "->") }],
  );
}

function pathWithDash(place: Place): Diagnostic | null {
  const { found, previous, source } = place;
  if (
    found.tokenType !== Minus ||
    previous === null ||
    found.startOffset !== place.of(previous).end
  )
    return null;
  if (
    !/^(field|fields|eventsItem|timeItem|fromPath|path|conditionNot|events|event)$/.test(place.rule)
  )
    return null;
  const head = /[\p{ID_Continue}]+$/u.exec(source.text.slice(0, found.startOffset))?.[0] ?? "";
  const tail = /^[-\p{ID_Continue}]+/u.exec(source.text.slice(found.startOffset))?.[0] ?? "-";
  const span = {
    source: source.name,
    start: found.startOffset - head.length,
    end: found.startOffset + tail.length,
  };
  return place.report(
    "PDA0027",
    `\`${head}${tail}\` is no name, because of its \`-\``,
    "quotes are needed",
    [{ text: `write it in quotes, after \`from\` or \`when\`: \`"${head}${tail}"\`` }],
    span,
  );
}

function missingName(place: Place): Diagnostic | null {
  const innermost = place.mistake.rules[place.mistake.rules.length - 1];
  if (innermost !== "anyName" || valueRules.has(place.rule)) return null;
  const { found, previous } = place;
  const hard = wordFacts.find(({ type, use }) => type === found.tokenType && use === "hard");
  const previousWord = previous === null ? null : place.written(place.of(previous));
  const after = previousWord === null ? "here" : `after \`${shorten(previousWord)}\``;
  const startsNext =
    (found as { startsLine?: boolean }).startsLine === true && found !== place.mistake.first;
  if (hard !== undefined && !startsNext)
    return place.report(
      "PDA0016",
      `\`${hard.text}\` is a word of the language and cannot be a name`,
      "no name",
      [
        {
          text: `choose another name; a field of the log is read by \`from\`: \`other: text from ${hard.text}\``,
        },
      ],
    );
  if (found.tokenType === Text) {
    const inner = found.payload as string;
    const plain = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(inner);
    return place.report(
      "PDA0015",
      `a name is expected ${after}, not a text`,
      "a name has no quotes",
      [
        plain
          ? { text: `write \`${inner}\``, edits: edit(place.span(), inner) }
          : { text: "write a name: letters, digits and `_`, the first one no digit" },
      ],
    );
  }
  const head = forms.get(place.rule);
  if (place.found === place.mistake.first && head !== undefined) return null;
  return place.report(
    "PDA0015",
    `a name is missing ${after}`,
    place.ended ? "the declaration ends here" : `a name should stand before this`,
    [{ text: head === undefined ? "write a name" : `write it like this: \`${head.form}\`` }],
  );
}

/** `pattern on shop {`, `pattern found {`. */
function patternHead(place: Place): Diagnostic | null {
  if (place.rule !== "pattern" || !place.expects(words.on)) return null;
  const { previous } = place;
  if (previous?.tokenType === words.on)
    return place.report(
      "PDA0015",
      "a name is missing after `pattern`",
      "the pattern's name belongs before this",
      [{ text: "write it like this: `pattern found on shop { … }`" }],
      place.of(previous),
    );
  const name = previous === null ? "" : place.written(place.of(previous));
  return place.report(
    "PDA0029",
    `\`${name}\` does not say whose events it reads`,
    "`on` and the name of an events block belong before this",
    [{ text: `write \`pattern ${name} on EVENTS\`, with the name of an \`events\` block` }],
  );
}

/** `on if x > 5`, `on -> found`. */
function missingEvent(place: Place): Diagnostic | null {
  if (place.rule !== "trigger") return null;
  return place.report(
    "PDA0015",
    "an event is missing after `on`",
    "the name of an event should stand before this",
    [{ text: "write one or several events, `other`, `any` or `end`: `on search, view -> found`" }],
  );
}

function missingType(place: Place): Diagnostic | null {
  if (place.rule !== "typeReference" || place.previous?.tokenType !== Colon) return null;
  return place.report(
    "PDA0026",
    `a type is missing before ${place.seen()}`,
    "a type belongs before this",
    [
      {
        text: 'write text, integer, number, decimal(2), boolean, time, duration, or one of ("a", "b")',
      },
    ],
  );
}

function fieldWithoutType(place: Place): Diagnostic | null {
  if (!place.expects(Colon)) return null;
  const name = place.previous === null ? "" : place.written(place.of(place.previous));
  if (place.rule === "field" || place.rule === "remember" || place.rule === "param")
    return place.report("PDA0026", `\`${name}\` has no type`, "`:` and a type belong before this", [
      {
        text: `write \`${name}: text\`, or integer, number, decimal(2), boolean, time, duration, one of ("a", "b")`,
      },
    ]);
  return place.report("PDA0026", `\`${name}\` has no value`, "`:` and a value belong before this", [
    { text: `write \`${name}: "…"\`` },
  ]);
}

function unclosedParenthesis(place: Place): Diagnostic | null {
  if (!place.expects(RParen) || place.expects(Name)) return null;
  return place.report(
    "PDA0030",
    `a \`)\` is missing before ${place.seen()}`,
    "the parenthesis should be closed before this",
    [{ text: "write the missing `)`" }],
  );
}

function parenthesesForBraces(place: Place): Diagnostic | null {
  if (place.found.tokenType !== LParen || valueRules.has(place.rule)) return null;
  if (place.previous === null || Name.categoryMatchesMap?.[place.previous.tokenTypeIdx] !== true)
    return null;
  return place.report("PDA0032", "fields stand between `{` and `}`, not `(` and `)`", "`{` here", [
    { text: "write `{ term: top.term }`" },
  ]);
}

const homes = new Map<TokenType, string>([
  ...[words.push, words.pop, words.replace, words.clear, words.emit, words.call, words.return].map(
    (type): [TokenType, string] => [
      type,
      "an action, and stands in the `{ … }` of a rule: `on search -> found { … }`",
    ],
  ),
  ...[words.on, words.after, words.within, words.afterwards].map((type): [TokenType, string] => [
    type,
    "a rule, and stands in a `state`, a `group` or a `part`",
  ]),
  ...[words.state, words.group, words.part, words.start].map((type): [TokenType, string] => [
    type,
    "a part of a pattern, and stands in `pattern NAME on EVENTS { … }`",
  ]),
  ...[
    words.session,
    words.expire,
    words.stack,
    words.emits,
    words.remember,
    words.ignore,
    words.calls,
    words.by,
  ].map((type): [TokenType, string] => [
    type,
    "a statement of a pattern, and stands directly in `pattern NAME on EVENTS { … }`",
  ]),
  ...[words.event, words.key, words.time, words.id, words.type].map((type): [TokenType, string] => [
    type,
    "a part of an events block, and stands in `events NAME { … }`",
  ]),
  ...[words.use, words.param, words.events, words.pattern, words.scenario].map(
    (type): [TokenType, string] => [type, "a declaration, and stands outside of all braces"],
  ),
]);

/** A known first word in the wrong kind of block. */
function notHere(place: Place): Diagnostic | null {
  if (!startsMember(place)) return null;
  const home = homes.get(place.found.tokenType);
  if (home === undefined || memberRules.get(place.rule)?.has(place.found.tokenType)) return null;
  return place.report("PDA0021", `${place.seen()} cannot stand here`, "not in this block", [
    { text: `\`${place.written(place.span())}\` begins ${home}` },
  ]);
}

const memberRules = new Map<string, ReadonlySet<TokenType>>([
  ["declaration", new Set([words.use, words.param, words.events, words.pattern, words.scenario])],
]);

function wrongLiteral(place: Place): Diagnostic | null {
  if (!/^(signedLiteral|scenarioValue|rawLiteral|instant)$/.test(place.rule)) return null;
  return place.report(
    "PDA0031",
    `a written value is expected here, not ${place.seen()}`,
    "no written value",
    [
      {
        text:
          place.rule === "instant"
            ? "write how long after the beginning: `at 30s`, `at 1h30m`, `at -5s`"
            : 'write a text, a number, a duration, `true` or `false`: `term: "forex"`',
      },
    ],
  );
}

function missingValue(place: Place): Diagnostic | null {
  const innermost = place.mistake.rules[place.mistake.rules.length - 1] ?? "";
  if (
    innermost !== "primary" &&
    innermost !== "sign" &&
    innermost !== "negation" &&
    innermost !== "fallback"
  )
    return null;
  const previous =
    place.previous === null ? "" : ` after \`${shorten(place.written(place.of(place.previous)))}\``;
  return place.report(
    "PDA0023",
    `a value is missing${previous}`,
    place.ended ? "the declaration ends here" : "a value should stand before this",
    [{ text: "write a field, a register, a literal or a function there" }],
  );
}

/** A word further on in a clause that is nearly the one expected. */
function nearWord(place: Place): Diagnostic | null {
  if (place.ended || !/^\p{L}+$/u.test(place.found.image)) return null;
  const labels = place.mistake.expected
    .map((type) => type.LABEL ?? "")
    .filter((label) => /^[a-z]+$/.test(label));
  const near = closest(place.found.image, labels);
  if (near === null) return null;
  return place.report(
    "PDA0022",
    `${place.seen()} is no word of the language here`,
    "unknown word",
    [{ text: `did you mean \`${near}\`?`, edits: edit(place.span(), near) }],
  );
}

function misplaced(place: Place): Diagnostic {
  return place.report(
    "PDA0021",
    `${place.seen()} cannot stand here`,
    "outside of every declaration",
    [{ text: "a file consists of `use`, `param`, `events`, `pattern` and `scenario`" }],
  );
}

const fallbackNames = new Map<TokenType, string>([
  [Name, "a name"],
  [Text, "a text in double quotes"],
  [NumberToken, "a number"],
  [LCurly, "`{`"],
  [LParen, "`(`"],
  [Dot, "`.`"],
]);

function somethingElse(place: Place): Diagnostic {
  const form = forms.get(place.rule);
  const [only, ...more] = place.mistake.expected;
  const message =
    only !== undefined && more.length === 0
      ? `${fallbackNames.get(only) ?? quoted(only)} is expected before ${place.seen()}`
      : `${place.seen()} cannot stand here`;
  return place.report(
    "PDA0020",
    message,
    form === undefined ? "not expected here" : `not part of ${form.what}`,
    [
      {
        text:
          form === undefined
            ? "take it out, or complete what stands before it"
            : `write it like this: \`${form.form}\``,
      },
    ],
  );
}
