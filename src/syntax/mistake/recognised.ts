import type { TokenType } from "chevrotain";
import { builtins } from "../../../grammar/builtins.ts";
import type { Special } from "../../../grammar/parser.ts";
import type { Diagnostic, Span } from "../../diagnostic/diagnostic.ts";
import { forms } from "../forms.ts";
import { edit, type Place, quoted } from "./place.ts";

/** What the parser recognised itself, and read on. */
export const recognised: Record<Special, (place: Place) => Diagnostic> = {
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
  "needless comma": (place) =>
    place.report(
      "PDA0009",
      `${membersOf.get(place.rule) ?? "statements"} are not separated by commas`,
      "not needed",
      [{ text: "leave it out", edits: edit(place.span(), "") }],
    ),
  "target of end": (place) =>
    place.report(
      "PDA0024",
      "`on end` leads to no state: the session is over",
      "nothing comes after the end",
      [{ text: "leave the arrow out; what is to be emitted stands in `{ … }`" }],
    ),
  "wrong guard": guardWord,
  "foreign test": foreignTest,
  "or for comma": (place) =>
    place.report("PDA0002", "events that a rule takes are joined by `,`, not `or`", "`,` here", [
      { text: "write `,`", edits: edit(withBlankBefore(place), ",") },
    ]),
  "needless word": (place) =>
    place.report(
      "PDA0009",
      `${place.seen()} is not needed before the name of a state`,
      "not needed",
      [{ text: "leave it out", edits: edit(withBlankAfter(place), "") }],
    ),
  "too long": (place) =>
    place.report(
      "PDA0010",
      "a value has more than 1000 operators in a row",
      "more than 1000 before this",
      [{ text: "split it: use `matches`, fields of the events block, or several rules" }],
    ),
};

/** What stands one after the other in the blocks of these rules. */
const membersOf = new Map([
  ["actions", "actions"],
  ["state", "rules"],
]);

const start = (place: Place): Span => ({ ...place.span(), end: place.span().start });
const equalSpan = (place: Place): Span => {
  const span = place.span();
  const before = place.source.text.slice(0, span.start);
  return { ...span, start: before.trimEnd().length };
};

const withBlankBefore = (place: Place): Span => {
  const span = place.span();
  return { ...span, start: place.source.text.slice(0, span.start).trimEnd().length };
};
const withBlankAfter = (place: Place): Span => {
  const span = place.span();
  const rest = place.source.text.slice(span.end);
  return { ...span, end: span.end + rest.length - rest.trimStart().length };
};

/** `product like "p%"`, `product in ("a", "b")`. */
function foreignTest(place: Place): Diagnostic {
  const { text } = place.source;
  const { start, end } = place.span();
  const name = place.written(place.span());
  const left = /[\p{ID_Continue}.]+$/u.exec(text.slice(0, start).trimEnd())?.[0] ?? "x";
  const right = /^\s*("(?:[^"\\\r\n]|\\[^\r\n])*")/.exec(text.slice(end));
  const asFunction = builtins.find((one) => one.name === name.toLowerCase());
  if (asFunction !== undefined) {
    const call = `${asFunction.name}(${left}, ${right?.[1] ?? "…"})`;
    const whole = {
      ...place.span(),
      start: text.lastIndexOf(left, start),
      end: end + (right?.[0].length ?? 0),
    };
    return place.report(
      "PDA0002",
      `\`${name}\` is a function, and stands before its values`,
      "not between them",
      [{ text: `write \`${call}\``, ...(right === null ? {} : { edits: edit(whole, call) }) }],
    );
  }
  const ways: Readonly<Record<string, string>> = {
    in: `compare with each: \`${left} = … or ${left} = …\``,
    between: `compare with both: \`${left} >= … and ${left} <= …\``,
  };
  const functions = `use a function: \`contains(${left}, "…")\`, \`starts_with(${left}, "…")\`, or \`matches(${left}, "…")\` with a regular expression`;
  return place.report("PDA0002", `\`${name}\` is no operator of the language`, "no operator", [
    { text: ways[name.toLowerCase()] ?? functions },
  ]);
}

function guardWord(place: Place): Diagnostic {
  return place.report("PDA0022", `a guard begins with \`if\`, not ${place.seen()}`, "`if` here", [
    { text: "write `if`", edits: edit(place.span(), "if") },
  ]);
}
