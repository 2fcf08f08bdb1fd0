import type { Span } from "../diagnostic/diagnostic.ts";
import type { Document } from "./document.ts";
import type { Bound } from "./names/bind.ts";
import type { NamedThing, Occurrence } from "./names/symbol.ts";
import type { Project } from "./project.ts";

/** The names written at an offset; `product` alone is a field and a value at once. */
export function occurrencesAt(
  { occurrences }: Bound,
  source: string,
  offset: number,
): Occurrence[] {
  const touching = occurrences.filter(
    ({ span }) => span.source === source && span.start <= offset && offset <= span.end,
  );
  // Where two names touch, the one that begins here is meant.
  const begun = touching.filter(({ span }) => offset < span.end);
  return begun.length > 0 ? begun : touching;
}

/** The things named at an offset. Of a name that is a field and a value at once, the value's come first. */
export function thingsAt(bound: Bound, source: string, offset: number): NamedThing[] {
  const found = occurrencesAt(bound, source, offset).sort(
    (a, b) => Number(a.short === "field") - Number(b.short === "field"),
  );
  return found.flatMap(({ things }) => things.flatMap((id) => bound.things.get(id) ?? []));
}

/**
 * Things that must bear one name: where one place names several, `on view, cart { … product }`, their fields
 * are one as far as names go.
 */
export function together(bound: Bound, ids: readonly string[]): ReadonlySet<string> {
  const found = new Set(ids);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { things } of bound.occurrences)
      if (things.some((id) => found.has(id))) for (const id of things) found.add(id);
  }
  return found;
}

/** The document and all others that use what it uses, each with what its names mean. */
export function family(document: Document, project: Project): Map<string, Bound> {
  const all = new Map<string, Bound>();
  const open = project.names.flatMap((name) => project.document(name) ?? []);
  const mine = new Set(project.files(document).map(({ source }) => source.name));
  for (const one of [document, ...open, ...project.others()]) {
    const { name } = one.source;
    if (all.has(name)) continue;
    const files = project.files(one).map(({ source }) => source.name);
    if (files.some((file) => mine.has(file))) all.set(name, project.bound(one));
  }
  return all;
}

/** Where any of these things is written, each place once. */
export function placesOf(
  ids: ReadonlySet<string>,
  bounds: Iterable<Bound>,
): { readonly span: Span; readonly occurrences: Occurrence[] }[] {
  const places = new Map<string, { span: Span; occurrences: Occurrence[] }>();
  for (const bound of bounds) {
    for (const occurrence of bound.occurrences) {
      if (!occurrence.things.some((id) => ids.has(id))) continue;
      const { span } = occurrence;
      const key = `${span.source}:${span.start}`;
      const place = places.get(key) ?? { span, occurrences: [] };
      if (!place.occurrences.some(({ short }) => short === occurrence.short))
        place.occurrences.push(occurrence);
      places.set(key, place);
    }
  }
  return [...places.values()];
}
