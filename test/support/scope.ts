import type { Type } from "../../src/automaton/automaton.ts";
import type { Construct } from "./constructs.ts";
import {
  type Declarations,
  DURATION,
  type Field,
  fits,
  INTEGER,
  type KindShape,
  TEXT,
  TIME,
} from "./declarations.ts";

/** What an expression at some place of a pattern can read. */
export interface Scope {
  readonly declared: Declarations;
  /** The fields of the event at hand; null where the step has none. */
  readonly event: readonly Field[] | null;
  /** Of an unguarded `on any`: the record may be undeclared. Reads nothing of the event, but may add it whole. */
  readonly hasEvent: boolean;
  /** Spellings of what may be missing in general but is not here. */
  readonly known: ReadonlySet<string>;
  /** The kind known to be on top. */
  readonly top: string | null;
  /** The frames of a `for each`. */
  readonly loop: { readonly kind: KindShape; readonly part: Type | null } | null;
  /** Names bound by `any`, innermost last. */
  readonly bound: readonly { readonly name: string; readonly kind: KindShape }[];
  readonly atEnd: boolean;
}

export function scopeOf(declared: Declarations, over: Partial<Scope> = {}): Scope {
  return {
    declared,
    event: null,
    hasEvent: false,
    known: new Set(),
    top: null,
    loop: null,
    bound: [],
    atEnd: false,
    ...over,
  };
}

/** Something that can be read by its spelling. */
export interface Readable {
  readonly text: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly constructs: readonly Construct[];
}

const STEP_WORDS: readonly Readable[] = [
  { text: "at", type: TIME, optional: false, constructs: ["at"] },
  { text: "now", type: TIME, optional: false, constructs: ["now"] },
  { text: "key", type: TEXT, optional: false, constructs: ["key"] },
  { text: "session.id", type: TEXT, optional: false, constructs: ["session.id"] },
  { text: "session.start", type: TIME, optional: false, constructs: ["session.start"] },
  { text: "session.latest", type: TIME, optional: false, constructs: ["session.latest"] },
  { text: "session.events", type: INTEGER, optional: false, constructs: ["session.events"] },
];

/** Everything that can be read in a scope. */
export function readables(scope: Scope): readonly Readable[] {
  const { declared } = scope;
  const plain = (field: Field, constructs: readonly Construct[] = []): Readable => ({
    text: field.name,
    type: field.type,
    optional: field.optional && !scope.known.has(field.name),
    constructs,
  });
  const lanes = new Set(declared.lanes.map((lane) => lane.name));
  const list: Readable[] = [
    ...(scope.event ?? []).filter((field) => !lanes.has(field.name)).map((field) => plain(field)),
    ...declared.registers.map((field) => plain(field)),
    ...declared.parameters.map((field) => plain(field, ["param"])),
    ...declared.lanes.map((field) => plain({ ...field, optional: false }, ["lane value"])),
    ...STEP_WORDS,
  ];
  if (declared.kinds.length > 0) {
    const kindNames: Type = { kind: "text", values: declared.kinds.map(({ name }) => name) };
    list.push({ text: "depth", type: INTEGER, optional: false, constructs: ["depth"] });
    for (const kind of declared.kinds) {
      list.push({
        text: `count(${kind.name})`,
        type: INTEGER,
        optional: false,
        constructs: ["count"],
      });
      const nearest = `nearest ${kind.name}`;
      list.push(...frameFields(scope, nearest, kind, "nearest", true));
      const topFits = scope.top === null || scope.top === kind.name;
      if (topFits) list.push(...frameFields(scope, "top", kind, "top", scope.top === null));
      list.push(...frameFields(scope, "bottom", kind, "bottom", true));
    }
    list.push(
      {
        text: "age(top)",
        type: DURATION,
        optional: scope.top === null,
        constructs: ["age", "top"],
      },
      {
        text: "kind(top)",
        type: kindNames,
        optional: scope.top === null,
        constructs: ["kind", "top"],
      },
      { text: "age(bottom)", type: DURATION, optional: true, constructs: ["age", "bottom"] },
      { text: "kind(bottom)", type: kindNames, optional: true, constructs: ["kind", "bottom"] },
    );
  }
  for (const { name, kind } of scope.bound) list.push(...ownFrame(scope, name, kind, "any"));
  if (scope.loop !== null) {
    const { kind, part } = scope.loop;
    list.push(...ownFrame(scope, kind.name, kind, "for each"));
    for (const text of ["index", "count"])
      list.push({ text, type: INTEGER, optional: false, constructs: ["index and count"] });
    if (part !== null)
      list.push({ text: "part", type: part, optional: false, constructs: ["sharing"] });
  }
  return list;
}

/** The fields of a frame that may not be there. */
function frameFields(
  scope: Scope,
  spelling: string,
  kind: KindShape,
  construct: Construct,
  absent: boolean,
): Readable[] {
  const fields = kind.fields.map((field): Readable => {
    const text = `${spelling}.${field.name}`;
    const optional = (absent || field.optional) && !scope.known.has(text);
    return { text, type: field.type, optional, constructs: [construct] };
  });
  if (construct !== "nearest") return fields;
  const age: Readable = {
    text: `age(${spelling})`,
    type: DURATION,
    optional: true,
    constructs: ["age", "nearest"],
  };
  return [...fields, age];
}

/** The fields of a frame that is there for sure: of an `any` or a `for each`. */
function ownFrame(scope: Scope, name: string, kind: KindShape, construct: Construct): Readable[] {
  const fields = frameFields(scope, name, kind, construct, false);
  const age: Readable = {
    text: `age(${name})`,
    type: DURATION,
    optional: false,
    constructs: ["age", construct],
  };
  return [...fields, age];
}

export const readable = (scope: Scope, type: Type): readonly Readable[] =>
  readables(scope).filter((candidate) => fits(candidate.type, type));

/** What stands after a change of the stack: nothing is known of frames but perhaps the top's kind. */
export function afterStackChange(scope: Scope, top: string | null): Scope {
  const known = new Set([...scope.known].filter((name) => !name.includes(".")));
  return { ...scope, known, top };
}

export const knowing = (scope: Scope, name: string): Scope => ({
  ...scope,
  known: new Set([...scope.known, name]),
});

export function forgetting(scope: Scope, name: string): Scope {
  return { ...scope, known: new Set([...scope.known].filter((known) => known !== name)) };
}
