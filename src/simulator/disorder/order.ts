/**
 * Sorts the first `count` rows by key; rows of equal keys keep their order. A natural merge sort (Knuth,
 * The Art of Computer Programming 3, 5.2.4): what is nearly in order costs little more than one look.
 */
export function sortRows(rows: Uint32Array, count: number, key: Float64Array): void {
  let ends = runEnds(rows, count, key);
  let from = rows;
  let to: Uint32Array = ends.length > 1 ? new Uint32Array(count) : rows;
  while (ends.length > 1) {
    const merged: number[] = [];
    let start = 0;
    for (let i = 0; i < ends.length; i += 2) {
      const middle = ends[i]!;
      const end = ends[i + 1] ?? middle;
      merge(from, to, key, start, middle, end);
      merged.push(end);
      start = end;
    }
    ends = merged;
    [from, to] = [to, from];
  }
  if (from !== rows) rows.set(from.subarray(0, count));
}

function runEnds(rows: Uint32Array, count: number, key: Float64Array): number[] {
  const ends: number[] = [];
  for (let i = 1; i < count; i++) if (key[rows[i]!]! < key[rows[i - 1]!]!) ends.push(i);
  if (count > 0) ends.push(count);
  return ends;
}

function merge(
  from: Uint32Array,
  to: Uint32Array,
  key: Float64Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start;
  let right = middle;
  for (let i = start; i < end; i++) {
    const takesLeft = right >= end || (left < middle && key[from[left]!]! <= key[from[right]!]!);
    to[i] = takesLeft ? from[left++]! : from[right++]!;
  }
}
