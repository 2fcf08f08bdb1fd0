/** Things that lie in a room, by number: from where to where their names go. */
export interface Names {
  readonly room: Uint8Array;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** So many are put in order at once, at most: their numbers take three bytes. */
export const MOST_NAMES = 1 << 24;

/** Bytes of a name that are looked at in one go. */
const LOOK = 5;
/** Fewer are compared one by one. */
const FEW = 24;
/** Which half of a 64-bit number is the greater one: not the same on all machines. */
const UPPER = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
const LOWER = 1 - UPPER;

/**
 * Their numbers in the order of their names' bytes, of equal ones the first first. What all of a group have in
 * common is skipped; the next bytes and the number are one 64-bit number, which engines sort without asking.
 */
export function inByteOrder(names: Names): Uint32Array {
  const count = names.starts.length;
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const words = new BigUint64Array(count);
  const sorting: Sorting = { ...names, order, words, halves: new Uint32Array(words.buffer) };
  const groups: Group[] = [{ from: 0, to: count, depth: 0 }];
  for (let group = groups.pop(); group !== undefined; group = groups.pop())
    sortGroup(sorting, group, groups);
  return order;
}

interface Sorting extends Names {
  readonly order: Uint32Array;
  readonly words: BigUint64Array;
  readonly halves: Uint32Array;
}

/** Places of the order whose names are equal so far. */
interface Group {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

function sortGroup(sorting: Sorting, { from, to, depth: known }: Group, groups: Group[]): void {
  const { order, words, halves } = sorting;
  const { depth, longest } = inCommon(sorting, from, to, known);
  if (to - from <= FEW) {
    insertEach(sorting, from, to, depth);
    return;
  }
  if (depth >= longest) {
    // Nothing but zeros tells them apart.
    const rest = [...order.subarray(from, to)];
    order.set(
      rest.sort((a, b) => compared(sorting, a, b, depth)),
      from,
    );
    return;
  }
  for (let at = from; at < to; at++) writeWord(sorting, at, depth);
  words.subarray(from, to).sort();
  for (let at = from; at < to; at++) order[at] = halves[2 * at + LOWER]! & 0xffffff;
  for (let at = from; at < to; ) {
    const first = at++;
    while (at < to && sameBytes(halves, first, at)) at++;
    if (at - first > 1) groups.push({ from: first, to: at, depth: depth + LOOK });
  }
}

/** How far all names of a group are equal, and how long the longest is. */
function inCommon(
  { room, starts, ends, order }: Sorting,
  from: number,
  to: number,
  known: number,
): { depth: number; longest: number } {
  const first = order[from]!;
  const start = starts[first]!;
  let depth = ends[first]! - start;
  let longest = depth;
  for (let place = from + 1; place < to; place++) {
    const other = order[place]!;
    const begin = starts[other]!;
    const length = ends[other]! - begin;
    if (length > longest) longest = length;
    if (length < depth) depth = length;
    for (let at = known; at < depth; at++) if (room[start + at] !== room[begin + at]) depth = at;
  }
  return { depth: Math.max(depth, known), longest };
}

/** What is behind a name's end counts as zeros, and is told apart when nothing else is. */
function writeWord(
  { room, starts, ends, order, halves }: Sorting,
  at: number,
  depth: number,
): void {
  const number = order[at]!;
  const end = ends[number]!;
  let from = starts[number]! + depth;
  let upper = 0;
  for (const last = from + 4; from < last; from++)
    upper = (upper << 8) | (from < end ? room[from]! : 0);
  halves[2 * at + UPPER] = upper;
  halves[2 * at + LOWER] = ((from < end ? room[from]! : 0) << 24) | number;
}

const sameBytes = (halves: Uint32Array, a: number, b: number): boolean =>
  halves[2 * a + UPPER] === halves[2 * b + UPPER] &&
  halves[2 * a + LOWER]! >>> 24 === halves[2 * b + LOWER]! >>> 24;

/** Those that are equal stay as they came. */
function insertEach(names: Sorting, from: number, to: number, depth: number): void {
  const { order } = names;
  for (let next = from + 1; next < to; next++) {
    const number = order[next]!;
    let at = next;
    for (; at > from && compared(names, order[at - 1]!, number, depth) > 0; at--)
      order[at] = order[at - 1]!;
    order[at] = number;
  }
}

function compared({ room, starts, ends }: Names, a: number, b: number, depth: number): number {
  const [atA, atB] = [starts[a]!, starts[b]!];
  const [lengthA, lengthB] = [ends[a]! - atA, ends[b]! - atB];
  const shorter = Math.min(lengthA, lengthB);
  for (let at = depth; at < shorter; at++) {
    const apart = room[atA + at]! - room[atB + at]!;
    if (apart !== 0) return apart;
  }
  return lengthA - lengthB;
}
