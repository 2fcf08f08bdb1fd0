import { builtins, forms } from "../../../grammar/builtins.ts";
import { Comparison, words } from "../../../grammar/tokens.ts";
import { sessionWords } from "../../check/scope.ts";
import { signatureText } from "../functions.ts";
import { kindsOf, meaningsOf } from "../names/expression.ts";
import { fieldsNamed, type PatternNames, type StepNames } from "../names/scope.ts";
import type { NamedThing } from "../names/symbol.ts";
import { around, type Cursor, nameIn } from "./cursor.ts";
import { type CompletionItem, ranks } from "./item.ts";
import { type Surroundings, stepAt, topsAt } from "./surroundings.ts";
import { describeThing } from "./thing.ts";
import type { Frame } from "./walk.ts";

/** Words that are values in every step (rules 7, 12, 21). */
const known: readonly (readonly [string, string, string])[] = [
  ["at", "time", "The event's own time."],
  ["now", "time", "The event's time or the session's clock, whichever is later."],
  ["key", "text", "Whose session it is."],
  ["depth", "integer", "How many frames are on the stack."],
  ["session", "", "`session.id`, `session.start`, `session.latest`, `session.events`."],
];

/** What a bare name can be here. */
export function valueNames(
  frame: Frame,
  pattern: PatternNames,
  all: Surroundings,
): CompletionItem[] {
  const step = stepAt(frame, pattern, all);
  const { block, loop, found } = step;
  const fields = step.events.flatMap((event) => [
    ...(block?.events.get(event)?.fields.keys() ?? []),
  ]);
  const names = new Set([
    ...fields.filter((field) => readInAll(field, step)),
    ...step.lanes,
    ...step.registers.keys(),
    ...step.parameters.keys(),
    ...(block?.key == null ? [] : [block.key.name]),
    ...(loop?.share == null ? [] : [loop.share.name]),
  ]);
  const items = [...names].flatMap((name) => {
    const [thing] = meaningsOf(name, step);
    const rank = thing?.kind === "field" ? ranks.best : ranks.name;
    return thing === undefined ? [] : [describeThing(thing, rank)];
  });
  const frames = [
    ...found.map(({ name, kind }) => [name, kind] as const),
    ...(loop === null ? [] : [[loop.kind, loop.kind] as const]),
  ].map(([name, kind]) => item(name, "frame kind", `a frame of ${kind}`, "", ranks.name));
  return [
    ...items,
    ...frames,
    ...stackNames(frame, pattern, all),
    ...knownNames(loop !== null),
    ...functions(),
  ];
}

/** A field can be read where all events of the trigger have it. */
const readInAll = (field: string, { events, block }: StepNames): boolean =>
  events.every((event) => fieldsNamed(field, block, [event]).length > 0);

function stackNames(frame: Frame, pattern: PatternNames, all: Surroundings): CompletionItem[] {
  if (pattern.kinds.size === 0) return [];
  const tops = topsAt(frame, pattern, all);
  const top =
    tops === null ? "the top frame" : tops.size === 0 ? "nothing here" : [...tops].join(" or ");
  return [
    item("top", "word", top, "The top frame.", tops?.size === 0 ? ranks.word : ranks.known),
    item(
      "bottom",
      "word",
      "the bottom frame",
      "The frame that has been on the stack longest.",
      ranks.known,
    ),
  ];
}

function knownNames(inLoop: boolean): CompletionItem[] {
  const loop = [
    ["index", "integer", "Which frame of the loop it is, from 1."],
    ["count", "integer", "How many frames the loop runs over."],
  ] as const;
  return [...known, ...(inLoop ? loop : [])].map(([name, type, doc]) =>
    item(name, "word", type, doc, ranks.known),
  );
}

function functions(): CompletionItem[] {
  const plain = builtins.map(({ name, signatures, doc }) =>
    item(
      name,
      "function",
      signatures.map((one) => signatureText(name, one)).join(" | "),
      doc,
      ranks.function,
    ),
  );
  return [
    ...plain,
    ...forms.map(({ name, doc }) => item(name, "function", `${name}(…)`, doc, ranks.function)),
  ];
}

const item = (
  label: string,
  kind: CompletionItem["kind"],
  detail: string,
  documentation: string,
  rank: number,
): CompletionItem => ({ label, kind, detail, documentation, rank });

/** What may stand after a dot. */
export function memberNames(
  frame: Frame,
  pattern: PatternNames,
  all: Surroundings,
): CompletionItem[] {
  const member = around(frame, "member");
  const { tokens } = all.cursor;
  const object = tokens[member?.start ?? 0];
  if (object === undefined) return [];
  if (object.tokenType === words.session) {
    return Object.keys(sessionWords).map((name) =>
      item(name, "word", sessionTypes[name] ?? "", `\`session.${name}\``, ranks.best),
    );
  }
  const step = stepAt(frame, pattern, all);
  const kinds = objectKinds(member, step, all.cursor);
  const tops = object.image === "top" ? topsAt(frame, pattern, all) : null;
  const shown = new Map<string, CompletionItem>();
  for (const kind of kinds) {
    const possible = tops === null || tops.size === 0 || tops.has(kind);
    for (const thing of pattern.kinds.get(kind)?.fields.values() ?? []) {
      const one = describeThing(thing, possible ? ranks.best : ranks.word);
      const before = shown.get(thing.name);
      if (before === undefined || before.rank > one.rank) shown.set(thing.name, one);
    }
  }
  return [...shown.values()];
}

const sessionTypes: Readonly<Record<string, string>> = {
  id: "text",
  start: "time",
  latest: "time",
  events: "integer",
};

function objectKinds(member: Frame | null, step: StepNames, cursor: Cursor): string[] {
  const token = cursor.tokens[member?.start ?? 0]!;
  const span = { source: "", start: 0, end: 0 };
  if (token.tokenType === words.nearest) {
    const kind = nameIn(cursor, member, 1);
    return kind === null ? [] : [kind];
  }
  return kindsOf({ kind: "name", name: { text: token.image, span }, span }, step) ?? [];
}

/** The texts that a value compared or given here can be. */
export function oneOfValues(
  frame: Frame,
  pattern: PatternNames,
  all: Surroundings,
): CompletionItem[] {
  const { tokens } = all.cursor;
  const step = stepAt(frame, pattern, all);
  const last = tokens.at(-1);
  const compared =
    last !== undefined && Comparison.categoryMatchesMap?.[last.tokenTypeIdx] === true;
  const name = compared ? tokens.at(-2)?.image : undefined;
  if (name === ")" && tokens.at(-5)?.image === "kind") return kindTexts(pattern);
  const things = name === undefined ? [] : meaningsOf(name, step);
  return things.flatMap(textsOf);
}

const kindTexts = ({ kinds }: PatternNames): CompletionItem[] =>
  [...kinds.keys()].map((kind) => item(`"${kind}"`, "value", "frame kind", "", ranks.best));

/** The texts of a type `one of ("a", "b")`. */
export function textsOf({ definitions, name }: NamedThing): CompletionItem[] {
  const type = definitions.find((one) => one.type !== null)?.type ?? "";
  if (!type.startsWith("one of")) return [];
  const texts = type.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return texts.map((text) => item(text, "value", name, "", ranks.best));
}
