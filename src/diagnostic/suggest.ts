/**
 * The candidate a writer most likely meant, or null where none is near enough to be named.
 * Nearness is edit distance with neighbouring letters swapped counted as one slip
 * (Damerau's, restricted to adjacent transpositions); a difference in case or between `-` and `_` is half a slip.
 * A third of the longer word may differ, one letter at least where there are two. Of equally near ones the first wins,
 * so that the order of declaration decides and the answer is stable.
 */
export function closest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    // The same letters, composed in another way.
    if (candidate.normalize() === word.normalize()) return candidate;
    const longer = Math.max(word.length, candidate.length);
    const allowed = longer === 1 ? 0.5 : Math.max(1, Math.floor(longer / 3));
    const distance = slips(word, candidate, allowed);
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? extended(word, candidates);
}

/** `product` for `product_id`, `search` for `searches`: one is the beginning of the other. Three letters at least. */
function extended(word: string, candidates: readonly string[]): string | null {
  const lower = folded(word);
  const found = candidates.filter((candidate) => {
    const other = folded(candidate);
    const shorter = Math.min(other.length, lower.length);
    return (
      shorter >= 3 && candidate !== word && (other.startsWith(lower) || lower.startsWith(other))
    );
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The distance, or anything greater than `limit` once it is clear that it lies beyond. */
function slips(from: string, to: string, limit: number): number {
  const a = Array.from(from);
  const b = Array.from(to);
  const aFolded = Array.from(folded(from));
  const bFolded = Array.from(folded(to));
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column++) {
      const left = a[row - 1];
      const right = b[column - 1];
      const like = aFolded[row - 1] === bFolded[column - 1];
      const change = left === right ? 0 : like ? 0.5 : 1;
      let cost = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + change,
      );
      if (row > 1 && column > 1 && left === b[column - 2] && a[row - 2] === right) {
        cost = Math.min(cost, (beforeLast[column - 2] as number) + 1);
      }
      current.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest > limit) return Number.POSITIVE_INFINITY;
    beforeLast = last;
    last = current;
  }
  return last[b.length] as number;
}

/** Letters A to Z in lower case, `-` as `_`: names of the language are mostly of these. */
function folded(text: string): string {
  return text
    .replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
    .replaceAll("-", "_");
}
