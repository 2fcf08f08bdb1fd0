import type { FieldDifference } from "../compare/verdict.ts";
import { spellDuration } from "../disorder/wording.ts";
import { type Moved, movedIn, type Needed } from "./changes.ts";
import type { Certificate, Remedy } from "./explanation.ts";
import type { Fault } from "./replay.ts";

/** Names an event: `` `cart` (10:31:07.2) ``. */
export type Naming = (item: number) => string;

/** What is wrong, to stand before a colon. */
export function faultText(
  { verdict }: Fault,
  output: string,
  fields: readonly FieldDifference[],
): string {
  const name = `\`${output}\``;
  switch (verdict) {
    case "false negative":
      return `${name} is missing`;
    case "false positive":
      return `${name} should not have come`;
    case "duplicate":
      return `${name} came once more than it should`;
    default:
      return `${name} has ${listed(fields.map(fieldText))}`;
  }
}

const fieldText = ({ field, how }: FieldDifference): string =>
  ({
    other: `another \`${field}\``,
    gone: `lost its \`${field}\``,
    come: `a \`${field}\` that it should not have`,
  })[how];

/** How it came about: a clause for each event that was out of place or altered. */
export function causeTexts({ exchanges, alterations }: Needed, nameOf: Naming): string[] {
  return [
    ...movedIn(exchanges).map((moved) => movedText(moved, nameOf)),
    ...alterations.map(({ kind, item, passage }) => {
      const otherwise = {
        lost: "did not arrive",
        copied: "came once more",
        stamped: "carried another time",
      }[kind];
      return `${nameOf(item)} ${passage?.text ?? otherwise}`;
    }),
  ];
}

function movedText({ item, late, others, exchange }: Moved, nameOf: Naming): string {
  const { passage, of, beside } = exchange;
  const [one, rest] = [nameOf(item), listed(others.map(nameOf))];
  if (passage === null || (of === "late") !== late)
    return late ? `${rest} came before ${one}` : `${one} came before ${rest}`;
  if (!late) return `${one} ${passage.text} and came before ${rest}`;
  const through =
    others.length === 1 && beside !== null && beside.unit >= 0 && beside.unit !== passage.unit
      ? (THROUGH[passage.mechanism]?.(beside.unit) ?? null)
      : null;
  return through === null
    ? `${one} ${passage.text}, and ${rest} came before it`
    : `${one} ${passage.text} while ${rest} ${through}`;
}

/** How the one that was faster went, where a mechanism keeps several ways. */
const THROUGH: Readonly<Record<string, (unit: number) => string>> = {
  collectors: (unit) => `left through collector ${unit + 1}`,
  partitions: (unit) => `went through partition ${unit}`,
};

/** What would have helped: `380 ms less and the result would have been right`. */
export function remedyText(
  remedy: Remedy,
  changes: number,
  nameOf: (event: number) => string,
): string {
  const right = "the result would have been right";
  const names = listed(remedy.events.map(nameOf));
  switch (remedy.how) {
    case "sooner":
      return changes === 1
        ? `${exactly(remedy.ms!)} less and ${right}`
        : `had ${names} come ${exactly(remedy.ms!)} sooner, ${right}`;
    case "later":
      return `had ${names} come ${exactly(remedy.ms!)} later, ${right}`;
    case "undone":
      return `without ${changes === 1 ? "that" : "all of that"} ${right}`;
  }
}

export const NO_REMEDY =
  "more than that was out of place: putting this right alone does not make the result right";

/** Not rounded: it is a claim. */
function exactly(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return ms < 60_000 ? `${ms / 1000} s` : spellDuration(ms);
}

export function proofText(
  { among, elsewhere, tried }: Certificate,
  size: number,
  exchangesOnly: boolean,
): string {
  const what = exchangesOnly ? "exchanges" : "changes";
  if (size === 1) return `One ${what.slice(0, -1)} is the least that there can be.`;
  if (among === null) return `Whether fewer ${what} would do was not searched to the end.`;
  if (elsewhere !== null)
    return `Fewer of the ${what} that took place do not suffice; ${elsewhere === 1 ? "one that did not take place" : `${elsewhere} others, that did not take place,`} would.`;
  return among === "session"
    ? `No fewer ${what} suffice, whichever of the key's events are taken (${tried} ways tried).`
    : `No fewer ${what} of these events suffice (${tried} ways tried).`;
}

export function listed(texts: readonly string[]): string {
  return texts.length < 2
    ? (texts[0] ?? "")
    : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}
