import { builtins, forms } from "../../grammar/builtins.ts";
import { namePattern, wordFacts } from "../../grammar/tokens.ts";
import type { Edit, Span } from "../diagnostic/diagnostic.ts";
import { moved } from "../syntax/moved.ts";
import type { File } from "../syntax/tree.ts";
import { Document } from "./document.ts";
import { allActions, rulesOf } from "./effect.ts";
import { family, occurrencesAt, placesOf, thingsAt, together } from "./find.ts";
import { type Bound, bind } from "./names/bind.ts";
import type { Definition, Occurrence, SymbolKind } from "./names/symbol.ts";
import type { Project } from "./project.ts";

export type Renaming =
  | { readonly edits: readonly Edit[] }
  /** Why not, as a sentence. */
  | { readonly refused: string };

const refuse = (refused: string): Renaming => ({ refused });

/** What would be renamed at an offset; null where there is no name of a declared thing. */
export function renamable(
  document: Document,
  offset: number,
  project: Project,
): { readonly span: Span; readonly name: string } | null {
  const bound = project.bound(document);
  const [at] = occurrencesAt(bound, document.source.name, offset);
  const [thing] = thingsAt(bound, document.source.name, offset);
  return at === undefined || thing === undefined ? null : { span: at.span, name: thing.name };
}

/**
 * Gives a thing another name wherever it is written. The pattern goes on doing what it did: what a name says of
 * a record is said in words (`from term`, `is "search"`), and a name that would come to mean something else is refused.
 */
export function rename(document: Document, offset: number, to: string, project: Project): Renaming {
  const bound = project.bound(document);
  const [thing] = thingsAt(bound, document.source.name, offset);
  if (thing === undefined) return refuse("there is no name of anything declared here");
  const wrong = unfit(to, thing.kind);
  if (wrong !== null) return refuse(wrong);
  if (to === thing.name) return { edits: [] };
  const bounds = family(document, project);
  const ids = allTogether(bounds.values(), thing.id);
  const taken = takenBy(to, ids, bounds.values());
  if (taken !== null) return refuse(taken);
  const files = filesOf(bounds.keys(), project);
  const torn = [...files.values()].find(({ lost }) =>
    lost.some(({ names }) => names.includes(thing.name)),
  );
  if (torn !== undefined) {
    return refuse(
      `a part of ${torn.source.name} that cannot be read speaks of \`${thing.name}\`: put it right first`,
    );
  }
  const edits = editsOf(ids, thing.name, to, bounds, files);
  if (!isWord(thing.name) && isNew(to, files.values())) return { edits };
  const changed = changes(edits, thing.name, to, bounds, files, project);
  return changed === null ? { edits } : refuse(changed);
}

/** What these words stand for in every step, no declared name may stand for. */
const stepNames = ["at", "now", "key", "depth", "index", "count", "top", "bottom", "session"];
const values: readonly SymbolKind[] = [
  "field",
  "register",
  "parameter",
  "share",
  "found frame",
  "frame kind",
];

function unfit(name: string, kind: SymbolKind): string | null {
  if (values.includes(kind) && stepNames.includes(name)) {
    return `\`${name}\` means something else where values are read`;
  }
  if (!new RegExp(`^(?:${namePattern})$`, "u").test(name)) {
    return `\`${name}\` is no name: a letter or _, then letters, digits and _`;
  }
  const hard = wordFacts.some(({ text, use }) => text === name && use === "hard");
  return hard ? `\`${name}\` is a word of the language and cannot name anything` : null;
}

function allTogether(bounds: Iterable<Bound>, id: string): ReadonlySet<string> {
  const all = [...bounds];
  let ids: ReadonlySet<string> = new Set([id]);
  for (let before = -1; before !== ids.size; ) {
    before = ids.size;
    for (const bound of all) ids = together(bound, [...ids]);
  }
  return ids;
}

const isWord = (name: string): boolean => wordFacts.some(({ text }) => text === name);

/** Another thing of the same sort that has the name already. */
function takenBy(to: string, ids: ReadonlySet<string>, bounds: Iterable<Bound>): string | null {
  for (const bound of bounds) {
    for (const id of ids) {
      const taken = `${id.slice(0, id.lastIndexOf(" "))} ${to}`;
      const thing = bound.things.get(taken);
      if (thing !== undefined && !ids.has(taken))
        return `there is ${an(thing.kind)} \`${to}\` already`;
    }
  }
  return null;
}

const an = (kind: string): string => `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;

function filesOf(names: Iterable<string>, project: Project): Map<string, File> {
  const files = new Map<string, File>();
  const others = new Map(project.others().map((one) => [one.source.name, one]));
  for (const name of names) {
    const document = project.document(name) ?? others.get(name);
    if (document === undefined) continue;
    for (const file of project.files(document)) files.set(file.source.name, file);
  }
  return files;
}

function editsOf(
  ids: ReadonlySet<string>,
  from: string,
  to: string,
  bounds: ReadonlyMap<string, Bound>,
  files: ReadonlyMap<string, File>,
): Edit[] {
  const edits = new Map<string, Edit>();
  const put = (edit: Edit) =>
    edits.set(`${edit.span.source}:${edit.span.start}:${edit.span.end}`, edit);
  const given = new Map([...files].map(([name, file]) => [name, givenNames(file)]));
  for (const { span, occurrences } of placesOf(ids, bounds.values())) {
    put(nameEdit(span, occurrences, from, to, given.get(span.source)?.get(span.start)));
  }
  for (const bound of bounds.values()) {
    for (const id of ids) {
      for (const definition of bound.things.get(id)?.definitions ?? []) {
        const edit = readsEdit(definition, from, to);
        if (edit !== null) put(edit);
      }
    }
  }
  return [...edits.values()].sort((a, b) =>
    a.span.source < b.span.source
      ? -1
      : a.span.source > b.span.source
        ? 1
        : a.span.start - b.span.start,
  );
}

/** `product` alone becomes `product: item` or `item: product`, and back. */
function nameEdit(
  span: Span,
  occurrences: readonly Occurrence[],
  from: string,
  to: string,
  given: Given | undefined,
): Edit {
  const shorts = new Set(occurrences.map(({ short }) => short));
  if (shorts.has("field") && shorts.has("value")) return { span, replacement: to };
  if (shorts.has("field")) return { span, replacement: `${to}: ${from}` };
  if (shorts.has("value")) return { span, replacement: `${from}: ${to}` };
  return given?.other === to ? { span: given.whole, replacement: to } : { span, replacement: to };
}

/** `item: product` in `emit`, `push` or `replace`: one of the two names, with the other. */
interface Given {
  readonly whole: Span;
  readonly other: string;
}

/** By the place of either name. */
function givenNames(file: File): Map<number, Given> {
  const found = new Map<number, Given>();
  for (const { rule } of rulesOf(file)) {
    for (const action of allActions(rule.actions)) {
      if (!("fields" in action)) continue;
      for (const { name, value, span: whole } of action.fields) {
        if (value?.kind !== "name") continue;
        found.set(name.span.start, { whole, other: value.name.text });
        found.set(value.span.start, { whole, other: name.text });
      }
    }
  }
  return found;
}

/** The clause that says what is read of a record comes where the name no longer says it, and goes where it does again. */
function readsEdit({ name, reads }: Definition, from: string, to: string): Edit | null {
  if (reads === null) return null;
  const { word, at, clause, said } = reads;
  const { source } = name;
  if (clause !== null && clause.value === to) {
    return { span: { source, start: clause.start, end: clause.end }, replacement: "" };
  }
  if (said) return null;
  const written = word === "is" ? `is ${JSON.stringify(from)}` : `from ${from}`;
  return { span: { source, start: at, end: at }, replacement: ` ${written}` };
}

/**
 * Whether a name means nothing yet and is written nowhere, be it in a text or a comment: then nothing can be confused
 * with it, and the texts need not be read anew to see that.
 */
function isNew(name: string, files: Iterable<File>): boolean {
  if (isWord(name) || [...builtins, ...forms].some((one) => one.name === name)) return false;
  const word = new RegExp(`(?<!\\p{ID_Continue})${name}(?!\\p{ID_Continue})`, "u");
  return [...files].every(({ source: { text } }) => !text.includes(name) || !word.test(text));
}

/** Whether some name would stand for something else after the edits: then why, else null. */
function changes(
  edits: readonly Edit[],
  from: string,
  to: string,
  bounds: ReadonlyMap<string, Bound>,
  files: ReadonlyMap<string, File>,
  project: Project,
): string | null {
  const renamed = new Map<string, File>();
  for (const [name, file] of files) {
    const source = { name, text: applied(file.source.text, edits, name) };
    const same = sameTree(file, source, edits, from, to);
    if (same !== null) {
      renamed.set(name, same);
      continue;
    }
    const document = new Document(source, project.document(name));
    if (document.file.lost.length > file.lost.length) {
      return `\`${to}\` cannot be a name everywhere where \`${from}\` is one: it is a word of the language there`;
    }
    renamed.set(name, document.file);
  }
  const others = new Map(project.others().map((one) => [one.source.name, one]));
  for (const [name, bound] of bounds) {
    const document = project.document(name) ?? others.get(name);
    const own = document === undefined ? [] : project.files(document);
    const after = bind(own.flatMap(({ source }) => renamed.get(source.name) ?? []));
    if (sameShape(bound, after)) continue;
    const clash = [...after.things.values()].find(({ name: other }) => other === to);
    const what = clash === undefined ? "" : ` of the ${clash.kind}`;
    return `\`${to}\` would be confused with another name${what} that can be read in the same place`;
  }
  return null;
}

/**
 * The tree of the changed text where nothing but names was changed into names: then it is the one that is known, and
 * need not be read again. Null: it has to be. A word that means something in some places might be read otherwise.
 */
function sameTree(
  file: File,
  source: File["source"],
  edits: readonly Edit[],
  from: string,
  to: string,
): File | null {
  const own = edits
    .filter(({ span }) => span.source === file.source.name)
    .sort((a, b) => a.span.start - b.span.start);
  const { text: written } = file.source;
  // A kind of frame may stand as a text: `kind(top) = "query"`.
  const plain = ({ span, replacement }: Edit): boolean =>
    replacement === to &&
    written.slice(span.start, span.end) === from &&
    written[span.start - 1] !== '"';
  if (isWord(from) || isWord(to) || file.lost.length > 0 || !own.every(plain)) return null;
  const longer = to.length - from.length;
  const starts = own.map(({ span }) => span.start);
  const place = (offset: number): number => offset + longer * countBelow(starts, offset);
  const names = new Map(starts.map((start) => [start, to]));
  return {
    source,
    declarations: moved(file.declarations, place, names),
    comments: moved(file.comments, place),
    lost: [],
  };
}

/** How many of these, which are in order, are below a number. */
function countBelow(sorted: readonly number[], than: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < than) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the occurrences, in order of place, name the same things, whatever these are called: so they do after a good renaming. */
function sameShape(left: Bound, right: Bound): boolean {
  if (left.occurrences.length !== right.occurrences.length) return false;
  const there = new Map<string, string>();
  const back = new Map<string, string>();
  return left.occurrences.every((one, at) => {
    const other = right.occurrences[at]!;
    return (
      one.role === other.role &&
      one.span.source === other.span.source &&
      one.things.length === other.things.length &&
      one.things.every((id, place) => {
        const otherId = other.things[place]!;
        if (!there.has(id)) there.set(id, otherId);
        if (!back.has(otherId)) back.set(otherId, id);
        return (
          there.get(id) === otherId &&
          back.get(otherId) === id &&
          left.things.get(id)?.kind === right.things.get(otherId)?.kind
        );
      })
    );
  });
}

export function applied(text: string, edits: readonly Edit[], source: string): string {
  const own = edits.filter(({ span }) => span.source === source);
  own.sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
  return own.reduce(
    (done, { span, replacement }) => done.slice(0, span.start) + replacement + done.slice(span.end),
    text,
  );
}
