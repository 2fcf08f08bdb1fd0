import type { Diagnostic, Label } from "../diagnostic/diagnostic.ts";

/**
 * The same unknown event in several places is told once, with the places after the first as labels, unless each
 * place has an edit of its own; and the list of events stands with the first error that needs it.
 */
export function tellOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const folded = new Map<string, { readonly first: Diagnostic; readonly again: Label[] }>();
  for (const diagnostic of diagnostics) {
    const place = folded.get(sameness(diagnostic));
    if (place === undefined) folded.set(sameness(diagnostic), { first: diagnostic, again: [] });
    else place.again.push({ span: diagnostic.primary.span, text: "again" });
  }
  const told = new Set<string>();
  return [...folded.values()].map(({ first, again }) => {
    const help = first.help.map((one) => {
      if (!isList(one.text)) return one;
      const known = told.has(one.text);
      told.add(one.text);
      return known ? { text: "write one of those listed before, or declare it" } : one;
    });
    return { ...first, help, related: [...first.related, ...again] };
  });
}

const sameness = ({ code, message, primary, help }: Diagnostic): string => {
  const told = [code, message, primary.span.source, ...help.map(({ text }) => text)].join("\n");
  const onlyHere = code !== "PDA0101" || help.some(hasEdits);
  return onlyHere ? `${told}\n${primary.span.start}` : told;
};

const hasEdits = ({ edits }: Diagnostic["help"][number]): boolean => edits !== undefined;

/** As `listing` words it. */
const isList = (text: string): boolean => /^the events of `.*` are `/.test(text);
