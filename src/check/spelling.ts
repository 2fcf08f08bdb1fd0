import type { Help } from "../diagnostic/diagnostic.ts";
import { closest } from "../diagnostic/suggest.ts";
import type { Name } from "../syntax/tree.ts";

/**
 * "Did you mean", or else what there is.
 * `things` is what the candidates are, in the plural: "events of `shop`".
 */
export function suggest(name: Name, candidates: Iterable<string>, things: string): Help[] {
  const words = [...new Set(candidates)];
  const like = closest(name.text, words);
  if (like !== null) {
    return [{ text: `did you mean \`${like}\`?`, edits: [{ span: name.span, replacement: like }] }];
  }
  return [{ text: listing(words, things) }];
}

/** "the events of `shop` are `search`, `view`". */
export function listing(words: readonly string[], things: string): string {
  if (words.length === 0) return `there are no ${things}`;
  const shown = words.slice(0, 8).map((word) => `\`${word}\``);
  const more = words.length > 8 ? ` and ${words.length - 8} more` : "";
  return `the ${things} are ${shown.join(", ")}${more}`;
}

/** Every name that occurs in a piece of the tree. */
export function namesIn(piece: unknown, found = new Set<string>()): Set<string> {
  if (typeof piece !== "object" || piece === null) return found;
  if ("text" in piece && "span" in piece && typeof piece.text === "string") found.add(piece.text);
  for (const one of Object.values(piece)) namesIn(one, found);
  return found;
}
