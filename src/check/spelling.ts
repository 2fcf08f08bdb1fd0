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
