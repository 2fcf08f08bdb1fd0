import { contentOf, membersOf } from "../compare/line.ts";
import type { FieldDifference } from "../compare/verdict.ts";
import { spellDuration } from "../disorder/wording.ts";
import { type Moved, movedIn, type Needed } from "./changes.ts";
import type { Course } from "./course.ts";
import type { Certificate, Remedy } from "./explanation.ts";
import type { Fault } from "./replay.ts";
import type { Story, Variant } from "./story.ts";

/** Names an event: `` `cart` (10:31:07.2) ``. */
export type Naming = (item: number) => string;

/** What is wrong, to stand before a colon; `name` names the output. */
export function faultText(
  name: string,
  { verdict, expected, got }: Fault,
  fields: readonly FieldDifference[],
): string {
  if (verdict === "false negative") return `${name} is missing`;
  if (verdict === "false positive") return `${name} should not have come`;
  if (verdict === "duplicate") return `${name} came once more than it should`;
  const [was, is] = [expected, got].map((line) =>
    line === null ? null : membersOf(contentOf(line)),
  );
  return `${name} has ${listed(fields.map((field) => fieldText(field, was ?? null, is ?? null)))}`;
}

type Members = ReadonlyMap<string, string> | null;

/** With the values, where the lines are at hand. */
function fieldText({ field, how }: FieldDifference, was: Members, is: Members): string {
  const name = `\`${field}\``;
  const value = (members: Members) => shortened(members!.get(field)!);
  switch (how) {
    case "other":
      return is === null ? `another ${name}` : `${name} ${value(is)} instead of ${value(was)}`;
    case "gone":
      return was === null ? `lost its ${name}` : `lost its ${name} ${value(was)}`;
    case "come":
      return `a ${name} that it should not have${is === null ? "" : `, ${value(is)}`}`;
  }
}

const VALUE_MAX = 40;

const shortened = (value: string): string =>
  value.length <= VALUE_MAX ? value : `${value.slice(0, VALUE_MAX - 1)}…`;

/** How it came about: a clause for each event that was out of place or altered. */
export function causeTexts({ exchanges, alterations }: Needed, nameOf: Naming): string[] {
  const moved = movedIn(exchanges);
  const told = new Set(moved.filter(({ late }) => late).map(({ item }) => item));
  return [
    ...moved.map((one) => movedText(one, nameOf)),
    // A copy that came late has been told of already.
    ...alterations
      .filter(({ kind, item }) => kind !== "copied" || !told.has(item))
      .map(({ kind, item, passage }) => `${nameOf(item)} ${passage?.text ?? OTHERWISE[kind]}`),
  ];
}

/** Of events that a watermark had passed when they came. */
export function tooLateTexts(
  { items }: Story,
  { order }: Variant,
  { passages }: Course,
  nameOf: Naming,
): string[] {
  return order.flatMap((item) => {
    const { of, arrival, plain, stamped } = items[item]!;
    if (plain.watermark === undefined || stamped.time >= plain.watermark) return [];
    const [slowest] = [...passages(of, arrival)].sort((a, b) => b.delayMs - a.delayMs);
    const way = slowest === undefined || slowest.delayMs <= 0 ? "came late" : slowest.text;
    return [
      `${nameOf(item)} ${way}, and by then events of other keys had moved time on past what the words wait for`,
    ];
  });
}

export const NO_EXCHANGE =
  "The order within the key has no part in it; only a longer wait or a faster way would have helped.";

const OTHERWISE = {
  lost: "did not arrive",
  copied: "came once more",
  stamped: "carried another time",
} as const;

function movedText({ item, late, exchanges }: Moved, nameOf: Naming): string {
  const one = nameOf(item);
  const others = exchanges.map((exchange) => nameOf(late ? exchange.early : exchange.late));
  const own = exchanges.find(({ passage, of }) => passage !== null && (of === "late") === late);
  if (own === undefined) {
    // What is known is the others' ways.
    const told = exchanges.map(({ passage }, i) =>
      passage === null ? others[i]! : `${others[i]!}, which ${passage.text}`,
    );
    const all = told.join(", and ");
    return late ? `${all} came before ${one}` : `${one} came before ${all}`;
  }
  const { passage, beside } = own;
  if (!late) return `${one} ${passage!.text} and came before ${listed(others)}`;
  const through =
    others.length === 1 && beside !== null && beside.unit >= 0 && beside.unit !== passage!.unit
      ? (THROUGH[passage!.mechanism]?.(beside.unit) ?? null)
      : null;
  return through === null
    ? `${one} ${passage!.text}, and ${listed(others)} came before it`
    : `${one} ${passage!.text} while ${others[0]!} ${through}`;
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
