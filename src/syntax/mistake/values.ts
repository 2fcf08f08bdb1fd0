import { LParen, Name, NumberToken, Percent, RParen } from "../../../grammar/tokens.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { edit, type Place, shorten, valueRules } from "./place.ts";

/** `9,95` and `1,000.50` were read as a number and, after a comma, something that does not belong there. */
export function decimalComma(place: Place): Diagnostic | null {
  const { found, source } = place;
  if (found.tokenType !== NumberToken) return null;
  const whole = /(?<![\w.])\d+,$/.exec(source.text.slice(0, found.startOffset).slice(-40));
  if (whole === null) return null;
  const { start, end } = place.of(found);
  const span = { source: source.name, start: start - whole[0].length, end };
  const groups = found.image.includes(".");
  const good = place.written(span).replace(",", groups ? "" : ".");
  return place.report(
    "PDA0020",
    `\`${place.written(span)}\` is written \`${good}\``,
    groups ? "a number has no comma" : "a number has a point, not a comma",
    [{ text: `write \`${good}\``, edits: edit(span, good) }],
    span,
  );
}

export function unclosedParenthesis(place: Place): Diagnostic | null {
  if (!place.expects(RParen) || place.expects(Name)) return null;
  return place.report(
    "PDA0030",
    `a \`)\` is missing before ${place.seen()}`,
    "the parenthesis should be closed before this",
    [{ text: "write the missing `)`" }],
  );
}

export function parenthesesForBraces(place: Place): Diagnostic | null {
  if (place.found.tokenType !== LParen || valueRules.has(place.rule)) return null;
  if (place.previous === null || Name.categoryMatchesMap?.[place.previous.tokenTypeIdx] !== true)
    return null;
  return place.report("PDA0032", "fields stand between `{` and `}`, not `(` and `)`", "`{` here", [
    { text: "write `{ term: top.term }`" },
  ]);
}

export function wrongLiteral(place: Place): Diagnostic | null {
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

export function missingValue(place: Place): Diagnostic | null {
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

/** `price > 10%` */
export function percentage(place: Place): Diagnostic | null {
  const { found } = place;
  if (found.tokenType !== Percent || !valueRules.has(place.rule)) return null;
  const share = String(Number(`${found.image.slice(0, -1)}e-2`));
  return place.report("PDA0020", `\`${found.image}\` is no value of the language`, "a share", [
    { text: `write \`${share}\``, edits: edit(place.span(), share) },
  ]);
}
