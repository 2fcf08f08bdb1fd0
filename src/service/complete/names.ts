import { Text } from "../../../grammar/tokens.ts";
import type { PatternNames } from "../names/scope.ts";
import type { NamedThing } from "../names/symbol.ts";
import { around } from "./cursor.ts";
import { memberNames, oneOfValues, textsOf, valueNames } from "./expression.ts";
import { type CompletionItem, ranks } from "./item.ts";
import { givenFields, ownerAt, patternAt, type Surroundings, topsAt } from "./surroundings.ts";
import { describeThing } from "./thing.ts";
import type { Expected, Frame } from "./walk.ts";

type Give = (frame: Frame, pattern: PatternNames, all: Surroundings) => CompletionItem[];

const describe = (things: Iterable<NamedThing>, rank?: number): CompletionItem[] =>
  [...things].map((thing) => describeThing(thing, rank));
const owners = (all: ReadonlyMap<string, { thing: NamedThing }>): CompletionItem[] =>
  describe([...all.values()].map(({ thing }) => thing));

const word = (label: string, documentation: string): CompletionItem => ({
  label,
  kind: "keyword",
  detail: "",
  documentation,
  rank: ranks.word,
});

const events: Give = (_frame, { block }) => owners(block?.events ?? new Map());
const undeclared = word("undeclared", "Records of no declared event.");
const outputs: Give = (_frame, pattern) => owners(pattern.outputs);
const registers: Give = (_frame, pattern) => describe(pattern.registers.values());
const states: Give = (frame, { places }, { cursor }) => {
  const part = around(frame, "part");
  const name = part === null ? null : cursor.tokens[part.start + 1]?.image;
  const whole = name == null ? undefined : places.get(name)?.definitions[0]?.whole;
  const parts = [...places.values()].filter(({ kind }) => kind === "part");
  const within = (thing: NamedThing, outer: { start: number; end: number }) =>
    thing.definitions.some((one) => one.name.start >= outer.start && one.name.end <= outer.end);
  const fits = (thing: NamedThing) =>
    whole === undefined
      ? !parts.some((one) => one.definitions.some((outer) => within(thing, outer.whole)))
      : within(thing, whole);
  return describe([...places.values()].filter((one) => one.kind === "state" && fits(one)));
};
const allStates: Give = (_frame, { places }) =>
  describe([...places.values()].filter(({ kind }) => kind === "state"));
const parts: Give = (_frame, { places }) =>
  describe([...places.values()].filter(({ kind }) => kind === "part"));
/** Those that can be on top come first. */
const kinds: Give = (frame, pattern, all) => {
  const tops = topsAt(frame, pattern, all);
  return [...pattern.kinds.values()].map(({ thing }) =>
    describeThing(thing, tops?.has(thing.name) ? ranks.best : ranks.name),
  );
};
const laneFields: Give = (_frame, { block }) => {
  const fields = new Map<string, NamedThing>();
  for (const event of block?.events.values() ?? [])
    for (const [name, thing] of event.fields) fields.set(name, thing);
  const own = [block?.key, block?.id].filter((thing) => thing != null);
  return describe([...own, ...fields.values()]);
};
const keys: Give = (_frame, { block }) => (block?.key == null ? [] : describe([block.key]));

const givenNames: Give = (frame, pattern, { cursor }) => {
  const fields = ownerAt(frame, pattern, cursor)?.fields ?? new Map<string, NamedThing>();
  const given = givenFields(frame, cursor);
  return describe(
    [...fields.values()].filter(({ name }) => !given.has(name)),
    ranks.best,
  );
};

/** `count(K)` takes a kind. */
const values: Give = (frame, pattern, all) => {
  const called = all.cursor.tokens[around(frame, "functionCall")?.start ?? -1];
  return called?.image === "count" ? kinds(frame, pattern, all) : valueNames(frame, pattern, all);
};

const names: Give = (frame, pattern, all) => {
  const { tokens } = all.cursor;
  const list = around(frame, "names");
  switch (list?.site) {
    case "trigger/names/1":
      return events(frame, pattern, all);
    case "patternItem/names/1":
      return laneFields(frame, pattern, all);
    case "state/names/1": // of the pattern before
      return [];
    default:
      return list === null || tokens.length === 0
        ? []
        : [...events(frame, pattern, all), undeclared];
  }
};

const named: Give = (frame, pattern, all) => {
  switch (around(frame, "named")?.parent?.rule) {
    case "expectedOutput":
      return outputs(frame, pattern, all);
    case "expectedFrame":
      return owners(pattern.kinds);
    default:
      return [...events(frame, pattern, all), undeclared];
  }
};

/** What a name is at each place of the grammar where one may stand. Names that are being given have no entry. */
const bySite: Readonly<Record<string, Give>> = {
  "start/anyName/1": states,
  "target/anyName/1": states,
  "ends/anyName/1": allStates,
  "session/anyName/1": keys,
  "dedupe/anyName/1": laneFields,
  "orderBy/anyName/1": laneFields,
  "follow/anyName/1": laneFields,
  "follow/anyName/2": laneFields,
  "names/anyName/1": names,
  "names/anyName/2": names,
  "action/anyName/1": registers,
  "push/anyName/1": kinds,
  "emit/anyName/1": outputs,
  "forEach/anyName/1": kinds,
  "call/anyName/1": parts,
  "fieldValue/anyName/1": givenNames,
  "scenarioValue/anyName/1": givenNames,
  "named/anyName/1": named,
  "expectedOutput/anyName/1": outputs,
  "member/anyName/1": memberNames,
  "comparison/anyName/1": kinds,
  "anyFrame/anyName/1": kinds,
  "functionCall/anyName/1": () => [],
  "primary/anyName/1": kinds,
  "primary/anyName/2": values,
};

/** Names that may stand where something is expected. */
export function namesFor({ node, frame }: Expected, all: Surroundings): CompletionItem[] {
  const { bound, before } = all;
  if (frame.site === "pattern/anyName/2") {
    return owners(new Map([...(before?.names.blocks ?? []), ...bound.names.blocks]));
  }
  if (frame.site === "scenario/anyName/1") return owners(new Map([...bound.patterns]));
  const pattern = patternAt(frame, all);
  if (pattern === null) {
    const parameters = describe(bound.names.parameters.values());
    return frame.site === "primary/anyName/2" ? parameters : [];
  }
  if (node.type === Text) return texts(frame, pattern, all);
  return bySite[frame.site]?.(frame, pattern, all) ?? [];
}

function texts(frame: Frame, pattern: PatternNames, all: Surroundings): CompletionItem[] {
  const { cursor } = all;
  const value = around(frame, "scenarioValue") ?? around(frame, "fieldValue");
  if (value === null || around(frame, "comparison")?.start !== value.start + 2) {
    const compared = oneOfValues(frame, pattern, all);
    if (value === null || compared.length > 0) return compared;
  }
  const name = cursor.tokens[value.start]?.image ?? "";
  const field = ownerAt(frame, pattern, cursor)?.fields.get(name);
  return field === undefined || cursor.tokens.length > value.start + 2 ? [] : textsOf(field);
}
