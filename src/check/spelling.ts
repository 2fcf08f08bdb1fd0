import type { Help } from "../diagnostic/diagnostic.ts";
import { closest } from "../diagnostic/suggest.ts";
import type { Name } from "../syntax/tree.ts";

/** Names are listed as far as they can be taken in at a glance. */
const MOST = 8;
const FEW = 5;

/**
 * "Did you mean", or else what there is.
 * `things` is what the candidates are, in the plural: "events of `shop`".
 */
export function suggest(
  name: Name,
  candidates: Iterable<string>,
  things: string,
  most = MOST,
): Help[] {
  const words = [...new Set(candidates)];
  const like = closest(name.text, words);
  if (like !== null) {
    return [{ text: `did you mean \`${like}\`?`, edits: [{ span: name.span, replacement: like }] }];
  }
  return [{ text: listing(words, things, most) }];
}

/** "the events of `shop` are `search`, `view`", "the only event of `shop` is `search`". */
export function listing(words: readonly string[], things: string, most = MOST): string {
  if (words.length === 0) return `there are no ${things}`;
  if (words.length === 1) return `the only ${things.replace(/s\b/, "")} is \`${words[0]}\``;
  const few = words.length > most ? words.slice(0, FEW) : words;
  const shown = few.map((word) => `\`${word}\``);
  const more = few.length < words.length ? ` and ${words.length - few.length} more` : "";
  return `the ${things} are ${shown.join(", ")}${more}`;
}

/** Every name that occurs in a piece of the tree. */
export function namesIn(piece: unknown, found = new Set<string>()): Set<string> {
  if (typeof piece !== "object" || piece === null) return found;
  if ("text" in piece && "span" in piece && typeof piece.text === "string") found.add(piece.text);
  for (const one of Object.values(piece)) namesIn(one, found);
  return found;
}
