import { timerHead } from "../automaton/listing.ts";
import { expressionText } from "../automaton/wording.ts";
import type { Event } from "../machine/event.ts";
import type { Attempt } from "../machine/explanation.ts";
import { type Machine, timerOf } from "../machine/machine.ts";
import type { Edit, Limit } from "./edit.ts";
import { ANOTHER_TEXT } from "./insertion.ts";
import type { Life } from "./life.ts";
import type { Explanation } from "./node.ts";
import { type Clock, listed, quoted, spanText, testValues, valueText } from "./words.ts";

/** What the words of an edit are made of. */
export interface Telling {
  readonly machine: Machine;
  readonly life: Life;
  readonly clock: Clock;
}

/** "`cart` is missing between `view` (10:00:04) and `purchase` (10:00:12)". */
export function explanationText(telling: Telling, explanation: Explanation): string {
  return listed(explanation.edits.map((edit) => editText(telling, edit, explanation)));
}

export function editText(telling: Telling, edit: Edit, explanation: Explanation): string {
  switch (edit.kind) {
    case "missing": {
      const names = [edit.event, ...edit.or].map(({ name }) => quoted(name ?? "undeclared"));
      return `${listed(names, "or")} is missing ${placeText(telling, edit, explanation)}`;
    }
    case "extra":
      return `${atText(telling, edit.input)} came in between${diversion(telling, edit.input)}`;
    case "moved":
      return movedText(telling, edit, explanation);
    case "late":
    case "early": {
      const event = eventAt(telling, edit.input)!;
      const by = spanText(Math.abs(event.time - edit.limit.at));
      const word = edit.kind === "late" ? "after" : "before";
      const come = `${quoted(event.name ?? "undeclared")} came at ${telling.clock(event.time)}`;
      return `${come}, ${by} ${word} ${limitText(telling, edit.limit, edit.kind)}`;
    }
    case "test":
      return testText(telling, edit);
  }
}

function movedText(
  telling: Telling,
  edit: Extract<Edit, { kind: "moved" }>,
  explanation: Explanation,
): string {
  const { input, before } = edit;
  if (before === input - 1) return swapText(telling, before, input);
  if (before === input + 2) return swapText(telling, input, input + 1);
  return `${atText(telling, input)} is out of place: it belongs ${placeText(telling, edit, explanation)}`;
}

const swapText = (telling: Telling, first: number, second: number): string =>
  `${atText(telling, first)} came before ${atText(telling, second)}, not after it`;

/** Between which events of the log something was put in. */
function placeText(telling: Telling, edit: Edit, { path, edits }: Explanation): string {
  const index = path.findIndex((taken) => taken.edit === edit || sameMissing(taken.edit, edit));
  const moved = new Set(edits.flatMap((one) => (one.kind === "moved" ? [one.input] : [])));
  const real = (input: number | null): boolean =>
    input !== null && !moved.has(input) && eventAt(telling, input) !== undefined;
  const before = path.slice(0, index).findLast(({ input }) => real(input));
  const after = path.slice(index + 1).find(({ input }) => real(input));
  const [from, to] = [before, after].map((taken) =>
    taken === undefined ? null : atText(telling, taken.input!),
  );
  if (from && to) return `between ${from} and ${to}`;
  if (from) return `after ${from}`;
  return to ? `before ${to}` : "";
}

/** Equal explanations are told as one: the edit told is no longer the one taken. */
const sameMissing = (taken: Edit | null, edit: Edit): boolean =>
  taken?.kind === "missing" && edit.kind === "missing" && taken.event === edit.event;

/** Where an event led that was in the way. */
function diversion({ life }: Telling, input: number): string {
  const step = life.moments.findLast((moment) => moment.input === input)?.happening.step;
  if (step === undefined || !step.taken) return "";
  const { from, to } = step.explanation;
  return from === to ? `, in ${quoted(from)}` : `: it led from ${quoted(from)} to ${quoted(to)}`;
}

function limitText({ machine, clock }: Telling, { at, of }: Limit, kind: string): string {
  switch (of.kind) {
    case "expiry":
      return kind === "late"
        ? `a ${quoted(of.frame)} had expired`
        : `a ${quoted(of.frame)} expired`;
    case "end":
      return `the session ${kind === "late" ? "had ended" : "ended"} (${clock(at)}, by ${of.by})`;
    case "timer": {
      const timer = timerHead(timerOf(machine, of.owner, of.index)).replace(/ else$/, "");
      return `${quoted(timer)} of ${quoted(of.owner)} ${kind === "late" ? "had passed" : "passed"}`;
    }
  }
}

function testText(telling: Telling, edit: Extract<Edit, { kind: "test" }>): string {
  const { attempt, margin, fields, input } = edit;
  const guard = quoted(expressionText(attempt.values.at(-1)!.expression));
  const failed = attempt.verdict === "guard false";
  const said = failed
    ? `failed the test ${guard}`
    : `passed the test ${guard}, which was in the way`;
  const values = margin.tests.map(testValues).filter((text) => text !== "");
  const told = values.length === 0 ? "" : `: ${listed(values)}`;
  return `${subject(telling, attempt, input)} ${said}${told}${withText(telling, input, fields)}`;
}

/** "; with amount 100.00 it would have been there". */
function withText(telling: Telling, input: number, fields: Event["fields"] | null): string {
  const event = eventAt(telling, input);
  if (fields === null || event === undefined) return "";
  const type = telling.machine.events.get(event.name ?? "");
  const changed = (type?.fields ?? []).filter(({ name }) => fields[name] !== event.fields[name]);
  const texts = changed.map(({ name, type: kind }) =>
    fields[name] === ANOTHER_TEXT ? `another ${name}` : `${name} ${valueText(kind, fields[name])}`,
  );
  return texts.length === 0 ? "" : ` (it wanted ${listed(texts)})`;
}

function subject(telling: Telling, { rule, owner, index }: Attempt, input: number): string {
  if (rule === "onEnd") return `\`on end\` of ${owner === "" ? "the pattern" : quoted(owner)}`;
  if (rule === "on") return atText(telling, input);
  return `${quoted(timerHead(timerOf(telling.machine, owner, index)))} of ${quoted(owner)}`;
}

const eventAt = ({ life }: Telling, input: number): Event | undefined => {
  const found = life.inputs[input];
  return found?.is === "event" ? found.event : undefined;
};

/** "`view` (10:00:04)". */
function atText(telling: Telling, input: number): string {
  const event = eventAt(telling, input)!;
  return `${quoted(event.name ?? "undeclared")} (${telling.clock(event.time)})`;
}
