import { PlainType, Text, wordFacts } from "../../../grammar/tokens.ts";
import { Document } from "../document.ts";
import type { Project } from "../project.ts";
import { type Cursor, cursorAt } from "./cursor.ts";
import type { Graph } from "./graph.ts";
import { type Completion, type CompletionItem, ranks } from "./item.ts";
import { namesFor } from "./names.ts";
import type { Expected } from "./walk.ts";

/** What may stand at an offset: names in reach and words that fit, read off the grammar itself. */
export function complete(
  document: Document,
  offset: number,
  project: Project,
  graph: Graph,
): Completion | null {
  const cursor = cursorAt(document, offset, graph);
  if (cursor === null) return null;
  const surroundings = {
    cursor,
    bound: project.bound(readable(document, cursor)),
    before: project.boundBefore(document),
    proved: (pattern: string) => project.proved(document.source.name, pattern),
  };
  const items = new Map<string, CompletionItem>();
  const put = (item: CompletionItem) => {
    const before = items.get(item.label);
    if (before === undefined || before.rank > item.rank) items.set(item.label, item);
  };
  for (const expected of cursor.expected) {
    if (expected.node.type === Text || !cursor.quoted)
      for (const item of namesFor(expected, surroundings)) put(item);
    if (!cursor.quoted) for (const item of wordsFor(expected)) put(item);
  }
  const sorted = [...items.values()].sort(
    (a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1),
  );
  return { start: cursor.start, end: cursor.end, items: sorted };
}

/** With some name put where one may be missing at the cursor, more of a broken text can be read. */
function readable(document: Document, { start, end }: Cursor): Document {
  const { source, syntax } = document;
  if (syntax.length === 0 || start < end) return document;
  const text = `${source.text.slice(0, start)}${PLACEHOLDER} ${source.text.slice(start)}`;
  const filled = new Document({ ...source, text });
  return filled.syntax.length < syntax.length ? filled : document;
}

const PLACEHOLDER = "_";

function wordsFor({ node: { type } }: Expected): CompletionItem[] {
  return wordFacts
    .filter((fact) =>
      type === PlainType
        ? PlainType.categoryMatchesMap?.[fact.type.tokenTypeIdx ?? -1] === true
        : fact.type === type,
    )
    .filter(({ use }) => use !== "reserved")
    .map(({ text, doc, scope }) => ({
      label: text,
      kind: scope === "storage.type" ? ("type" as const) : ("keyword" as const),
      detail: "",
      documentation: doc,
      rank: ranks.word,
    }));
}
