import type { IToken, TokenType } from "chevrotain";
import type { Mistake } from "../../grammar/parser.ts";
import {
  Comparison,
  Dot,
  LCurly,
  LParen,
  Name,
  NumberToken,
  Percent,
  RCurly,
  Text,
  wordFacts,
} from "../../grammar/tokens.ts";
import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";
import { closest } from "../diagnostic/suggest.ts";
import { forms } from "./forms.ts";
import {
  assignWord,
  conditionalAction,
  elseInRule,
  eventWord,
  guardElsewhere,
  instantWithoutUnit,
  isForEqual,
  kindAfterDepth,
  namedPop,
  needlessColon,
  optionalWord,
  scenarioLine,
  secondKey,
  thenInRule,
  timerElsewhere,
} from "./mistake/habits.ts";
import {
  expireInSession,
  forgottenAction,
  jumpWord,
  misplaced,
  notHere,
  reserved,
  targetInside,
} from "./mistake/home.ts";
import {
  fieldWithoutType,
  missingEvent,
  missingName,
  missingType,
  pathWithDash,
  patternHead,
} from "./mistake/names.ts";
import { lateFields, lateOtherwise, orderElsewhere, unstated } from "./mistake/order.ts";
import { type Explanation, edit, Place, quoted } from "./mistake/place.ts";
import { recognised } from "./mistake/recognised.ts";
import {
  decimalComma,
  missingValue,
  parenthesesForBraces,
  percentage,
  unclosedParenthesis,
  wrongLiteral,
} from "./mistake/values.ts";

/** What the parser stumbled over, in words. */
export function describe(source: Source, mistake: Mistake): Diagnostic {
  const place = new Place(source, mistake);
  const special = mistake.special;
  if (special !== undefined) return recognised[special](place);
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

/** What stands where something else should; the first that knows says what. */
const explanations: readonly Explanation[] = [
  reserved,
  unstated,
  orderElsewhere,
  lateFields,
  percentage,
  decimalComma,
  jumpWord,
  conditionalAction,
  elseInRule,
  assignWord,
  thenInRule,
  timerElsewhere,
  namedPop,
  eventWord,
  secondKey,
  isForEqual,
  kindAfterDepth,
  optionalWord,
  needlessColon,
  instantWithoutUnit,
  targetInside,
  pathWithDash,
  patternHead,
  missingEvent,
  guardElsewhere,
  missingName,
  missingType,
  fieldWithoutType,
  unclosedParenthesis,
  parenthesesForBraces,
  expireInSession,
  notHere,
  wrongLiteral,
  missingValue,
  forgottenAction,
  scenarioLine,
  nearWord,
  lateOtherwise,
];

/** A word further on in a clause that is nearly the one expected. */
function nearWord(place: Place): Diagnostic | null {
  const { image } = place.found;
  // Two letters are near to anything, and a word of the language is rarely another one misspelled.
  if (place.ended || !/^\p{L}{3,}$/u.test(image)) return null;
  if (wordFacts.some(({ text }) => text === image)) return null;
  const labels = place.mistake.expected
    .map((type) => type.LABEL ?? "")
    .filter((label) => /^[a-z]+$/.test(label));
  const near = closest(image, labels);
  if (near === null) return null;
  return place.report(
    "PDA0022",
    `${place.seen()} is no word of the language here`,
    "unknown word",
    [{ text: `did you mean \`${near}\`?`, edits: edit(place.span(), near) }],
  );
}

const fallbackNames = new Map<TokenType, string>([
  [Name, "a name"],
  [Text, "a text in double quotes"],
  [NumberToken, "a number"],
  [Percent, "a share such as `1%`"],
  [LCurly, "`{`"],
  [LParen, "`(`"],
  [Dot, "`.`"],
  [Comparison, "a comparison such as `=`"],
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
