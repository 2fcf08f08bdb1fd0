import { words } from "../../../grammar/tokens.ts";
import type { PatternFindings } from "../findings.ts";
import type { Bound } from "../names/bind.ts";
import type { PatternNames, StepNames, WithFields } from "../names/scope.ts";
import type { NamedThing } from "../names/symbol.ts";
import { allAround, around, type Cursor, nameAfter, nameIn, triggerEvents } from "./cursor.ts";
import type { Frame } from "./walk.ts";

/** What is known around the cursor. */
export interface Surroundings {
  readonly cursor: Cursor;
  readonly bound: Bound;
  /** The names of the last text of which nothing was lost. */
  readonly before: Bound | null;
  readonly proved: (pattern: string) => PatternFindings | null;
}

/** The pattern that the rule stands in, or that its scenario is for. */
export function patternAt(frame: Frame, { cursor, bound, before }: Surroundings) {
  const scenario = around(frame, "scenario");
  const name =
    scenario === null
      ? nameIn(cursor, around(frame, "pattern"), 1)
      : nameAfter(cursor, scenario, words.for);
  if (name === null) return null;
  const [now, then] = [bound.patterns.get(name), before?.patterns.get(name)];
  return now === undefined || then === undefined ? (now ?? then ?? null) : joined(now, then);
}

/** What was declared before a part of the text was lost may be in that part. */
function joined(now: PatternNames, then: PatternNames): PatternNames {
  const both = <T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>) => new Map([...b, ...a]);
  return {
    ...now,
    block: now.block ?? then.block,
    lanes: now.lanes.size === 0 ? then.lanes : now.lanes,
    parameters: both(now.parameters, then.parameters),
    places: both(now.places, then.places),
    kinds: both(now.kinds, then.kinds),
    registers: both(now.registers, then.registers),
    outputs: both(now.outputs, then.outputs),
  };
}

/** What an expression at the cursor can read. */
export function stepAt(frame: Frame, pattern: PatternNames, { cursor }: Surroundings): StepNames {
  const forEach = around(frame, "forEach");
  const inLoop = around(frame, "actions");
  const kind = nameIn(cursor, forEach, 2);
  // The weight is computed for each frame, too; the amount is not.
  const weighing = forEach !== null && frame !== forEach && after(cursor, forEach, frame);
  const looping = kind !== null && forEach !== null && (inside(inLoop, forEach) || weighing);
  const shareName = nameAfter(cursor, forEach, words.as);
  const share = shareName === null ? null : shareThing(shareName);
  const found = allAround(frame, "anyFrame").flatMap((any) => {
    const of = nameIn(cursor, any, 1);
    const own = cursor.tokens[any.start + 2];
    const thing = of === null ? undefined : pattern.kinds.get(of)?.thing;
    if (of === null || thing === undefined) return [];
    const named = own?.tokenType === words.where ? of : (nameIn(cursor, any, 2) ?? of);
    return [{ name: named, kind: of, thing }];
  });
  return {
    ...pattern,
    events: triggerEvents(cursor, frame),
    loop: looping ? { kind, share: inside(inLoop, forEach) ? share : null } : null,
    found,
  };
}

const inside = (inner: Frame | null, outer: Frame | null): boolean => {
  for (let at = inner; at !== null; at = at.parent) if (at === outer) return true;
  return false;
};

const after = ({ tokens }: Cursor, forEach: Frame, frame: Frame): boolean => {
  const by = tokens.findIndex((token, at) => at > forEach.start && token.tokenType === words.by);
  return by >= 0 && frame.start > by;
};

const shareThing = (name: string): NamedThing => ({
  id: `share ${name}`,
  kind: "share",
  name,
  owner: null,
  definitions: [],
});

/** The kinds that may be on top where the cursor is; null: nothing is known. */
export function topsAt(
  frame: Frame,
  pattern: PatternNames,
  { cursor, proved }: Surroundings,
): ReadonlySet<string> | null {
  const done = actionsBefore(frame, cursor);
  if (done.length > 0) {
    const [last, kind] = done.at(-1)!;
    if (last === "push" || last === "replace") return new Set([kind]);
    if (last === "clear") return new Set();
    return null;
  }
  const findings = proved(pattern.thing.name);
  if (findings === null) return null;
  const place = nameIn(cursor, around(frame, "state") ?? around(frame, "group"), 1);
  const part = nameIn(cursor, around(frame, "part"), 1);
  const own = place ?? part;
  if (own === null) return null;
  const tops = statesIn(own, pattern).flatMap((state) => findings.tops[state] ?? []);
  return tops.length === 0 ? null : new Set(tops.filter((top) => top !== null));
}

/** The stack actions of the list before the cursor, in order. */
function actionsBefore(frame: Frame, { tokens }: Cursor): (readonly [string, string])[] {
  const list = around(frame, "actions");
  if (list === null) return [];
  const begun = around(frame, "action")?.start ?? tokens.length;
  const stackWords = [words.push, words.replace, words.pop, words.clear];
  return tokens.slice(list.start + 1, begun).flatMap((token, at, all) => {
    if (!stackWords.some((word) => word === token.tokenType)) return [];
    return [[token.image, all[at + 1]?.image ?? ""] as const];
  });
}

/** The states of that name, or inside the group or part of that name, as they are written. */
export function statesIn(place: string, { places }: PatternNames): string[] {
  const outer = places.get(place)?.definitions[0];
  if (outer === undefined) return [place];
  return [...places.values()].flatMap(({ kind, name, definitions }) => {
    const own = definitions[0]?.whole;
    const within =
      own !== undefined && own.start >= outer.whole.start && own.end <= outer.whole.end;
    return kind === "state" && within ? [name] : [];
  });
}

/** The frame kind, output or event whose fields are being given values. */
export function ownerAt(frame: Frame, pattern: PatternNames, cursor: Cursor): WithFields | null {
  const push = around(frame, "push");
  if (push !== null) return pattern.kinds.get(nameIn(cursor, push, 1) ?? "") ?? null;
  const emit = around(frame, "emit");
  if (emit !== null) return pattern.outputs.get(nameIn(cursor, emit, 1) ?? "") ?? null;
  const named = around(frame, "named");
  if (named === null) return null;
  const name = nameIn(cursor, named, 0) ?? "";
  const event = pattern.block?.events.get(name);
  const key = pattern.block?.key;
  switch (named.parent?.rule) {
    case "expectedOutput":
      return pattern.outputs.get(name) ?? null;
    case "expectedFrame":
      return pattern.kinds.get(name) ?? null;
    default:
      if (event === undefined) return null;
      return {
        thing: event.thing,
        fields: new Map([...event.fields, ...(key == null ? [] : [[key.name, key] as const])]),
      };
  }
}

/** The fields that have got a value in this block already. */
export function givenFields(frame: Frame, { tokens }: Cursor): ReadonlySet<string> {
  const block = around(frame, "fieldValues") ?? around(frame, "scenarioValues");
  if (block === null) return new Set();
  const own = around(frame, "fieldValue") ?? around(frame, "scenarioValue");
  const names = tokens.slice(block.start + 1, own?.start ?? tokens.length);
  return new Set(names.map(({ image }) => image));
}
