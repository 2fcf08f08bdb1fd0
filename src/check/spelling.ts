import type { Help } from "../diagnostic/diagnostic.ts";
import type { Name } from "../syntax/tree.ts";

/** Letters that differ only in case count as nearly equal; ASCII is enough for names. */
function folded(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}

/** Edit distance with transpositions of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [i];
    for (let j = 1; j <= b.length; j++) {
      if (i === 0) {
        row.push(j);
        continue;
      }
      const above = rows[i - 1]!;
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

export interface Likeness {
  readonly word: string;
  /** Close, and closer than every other. */
  readonly certain: boolean;
}

/** The candidate that was probably meant. */
export function closest(word: string, candidates: Iterable<string>): Likeness | null {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const found: { word: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    if (Math.abs(candidate.length - word.length) > limit + 1 || word.length > 100) continue;
    const distance =
      folded(candidate) === folded(word) ? 0.5 : editDistance(folded(word), folded(candidate));
    const extended =
      word.length >= 4 && (candidate.startsWith(word) || word.startsWith(candidate)) && candidate.length >= 4;
    if (distance <= limit) found.push({ word: candidate, distance });
    else if (extended) found.push({ word: candidate, distance: limit });
  }
  found.sort((a, b) => a.distance - b.distance);
  const best = found[0];
  if (best === undefined) return null;
  const second = found[1];
  return {
    word: best.word,
    certain: second === undefined || second.distance > best.distance,
  };
}

/**
 * "Did you mean", or else what there is.
 * `things` is what the candidates are, in the plural: "events of `shop`".
 */
export function suggest(name: Name, candidates: Iterable<string>, things: string): Help[] {
  const words = [...new Set(candidates)];
  const like = closest(name.text, words);
  if (like !== null) {
    const text = `did you mean \`${like.word}\`?`;
    return [like.certain ? { text, edits: [{ span: name.span, replacement: like.word }] } : { text }];
  }
  if (words.length === 0) return [{ text: `there are no ${things}` }];
  const shown = words.slice(0, 8).map((word) => `\`${word}\``);
  const more = words.length > 8 ? ` and ${words.length - 8} more` : "";
  return [{ text: `the ${things} are ${shown.join(", ")}${more}` }];
}
