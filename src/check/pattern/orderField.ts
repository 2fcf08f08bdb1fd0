import type { Type } from "../../automaton/automaton.ts";
import type { Name } from "../../syntax/tree.ts";
import type { FileScope, VocabularyScope } from "../scope.ts";
import { suggest } from "../spelling.ts";
import { typeName } from "../type.ts";

/** What the order words see of a pattern. */
export interface OrderScope {
  readonly block: VocabularyScope;
  readonly ignored: ReadonlySet<string>;
  readonly file: FileScope;
}

/** What a word asks of the field that it names. */
interface Need {
  fits(type: Type): boolean;
  /** "and only a text or an integer can tell copies". */
  readonly only: string;
  readonly help: string;
  /** Whether the id that the block declares will do, too. */
  readonly takesId: boolean;
}

const isWhole = (type: Type): boolean => type.kind === "exact" && type.scale === 0;

export const identifies = (can: string): Need => ({
  fits: (type) => type.kind === "text" || isWhole(type),
  only: `only a text or an integer can ${can}`,
  help: "declare the field `text`, if it is a name or a number that identifies something",
  takesId: true,
});

export const numbers: Need = {
  fits: isWhole,
  only: "`order by` takes integers, which step by 1",
  help: "name the field that numbers the events; to take events in order of time, write `reorder within 10s`",
  takesId: false,
};

/**
 * The field of that name, in whatever events have it: others are as if it were missing (rules 33, 35, 37).
 * An event that lacks the field is known by the block's id where that is what is named.
 */
export function orderField(
  name: Name,
  need: Need,
  { block, ignored, file }: OrderScope,
): { readonly event: string; readonly type: Type } | "id of the block" | null {
  const { events, id, time } = block.vocabulary;
  const all = events.flatMap((event) =>
    event.fields
      .filter((field) => field.name === name.text)
      .map(({ type }) => ({ event: event.name, type })),
  );
  const [first] = all;
  if (first === undefined) {
    if (need.takesId && id?.name === name.text) return "id of the block";
    if (file.echoes(name.text)) return null;
    if (name.text === time.name) return misfit(name, { kind: "time" }, need, file);
    const fields = events.flatMap((event) => event.fields.map((field) => field.name));
    return file.report.error("PDA0104", name.span, `no event has a field \`${name.text}\``, {
      label: "unknown field",
      help: suggest(name, fields, "fields of the events"),
    });
  }
  if (all.some(({ type }) => file.unsure.has(type))) return null;
  const wrong = all.find(({ type }) => !need.fits(type));
  if (wrong !== undefined) return misfit(name, wrong.type, need, file);
  const other = all.find(({ type }) => type.kind !== first.type.kind);
  if (other !== undefined) {
    return file.report.error(
      "PDA0222",
      name.span,
      `\`${name.text}\` is ${typeName(first.type)} in \`${first.event}\` and ${typeName(other.type)} in \`${other.event}\``,
      { label: "two types", help: ["declare the field alike in all events"] },
    );
  }
  if (all.every(({ event }) => ignored.has(event))) {
    file.report.warning(
      "PDA0446",
      name.span,
      `no event that this pattern looks at has a field \`${name.text}\``,
      {
        label: "only ignored events have it",
        help: [`do not ignore \`${first.event}\`, or leave this out: it changes nothing`],
      },
    );
  }
  return first;
}

function misfit(name: Name, type: Type, need: Need, file: FileScope): null {
  return file.report.error(
    "PDA0443",
    name.span,
    `\`${name.text}\` is ${typeName(type)}, and ${need.only}`,
    { label: typeName(type), help: [need.help] },
  );
}
