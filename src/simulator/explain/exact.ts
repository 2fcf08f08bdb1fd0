import type { Shows } from "./reduce.ts";
import { inversionsOf, type Story, tookPlace, type Variant } from "./story.ts";

/** What an exact search of small variants found. */
export interface Searched {
  /** The smallest variant with the fault of those whose exchanges and alterations all took place; null: none. */
  readonly found: Variant | null;
  /** The size of the smallest one with exchanges that did not take place; null: none. */
  readonly elsewhere: number | null;
  /** Everything of this size and below was looked at. */
  readonly throughSize: number;
  readonly tried: number;
}

/**
 * Looks through all variants with fewer than `below` exchanges of neighbours and alterations, the smallest first:
 * each of the given choices of events, in any order, with any of the alterations that took place.
 */
export function searchBelow(
  story: Story,
  choices: readonly (readonly number[])[],
  below: number,
  shows: Shows,
): Searched {
  let elsewhere: number | null = null;
  let tried = 0;
  for (let size = 1; size < below; size++)
    for (const kept of choices)
      for (const active of choicesOf(alterationsOf(story, kept), size))
        for (const order of ordersWith(itemsWith(story, kept, active), size - active.length)) {
          const real = tookPlace(story, order);
          // Once there is one that did not take place, more of them say nothing.
          if (!real && elsewhere !== null) continue;
          tried++;
          const variant = { kept, active, order };
          if (!shows(variant)) continue;
          if (real) return { found: variant, elsewhere, throughSize: size - 1, tried };
          elsewhere = size;
        }
  return { found: null, elsewhere, throughSize: Math.max(0, below - 1), tried };
}

/** How many variants that search has at most. */
export function searchSize(
  story: Story,
  choices: readonly (readonly number[])[],
  below: number,
): number {
  const orders = new Inversions();
  let count = 0;
  for (const kept of choices) {
    const alterations = alterationsOf(story, kept).length;
    // Copies make the orders longer; so this counts rather too many than too few.
    const items = kept.length + alterations;
    let chosen = 1;
    for (let altered = 0; altered < below; altered++) {
      for (let size = Math.max(1, altered); size < below; size++)
        count += chosen * orders.count(items, size - altered);
      chosen = (chosen * (alterations - altered)) / (altered + 1);
    }
  }
  return count;
}

/** Every choice of events with these among them, the smallest first. */
export function choicesWith(count: number, needed: ReadonlySet<number>): number[][] {
  const choices: number[][] = [];
  for (let bits = 1; bits < 2 ** count; bits++) {
    const kept = Array.from({ length: count }, (_, of) => of).filter((of) => (bits >> of) & 1);
    if ([...needed].every((of) => kept.includes(of))) choices.push(kept);
  }
  return choices.sort((a, b) => a.length - b.length);
}

const alterationsOf = ({ alterations, items }: Story, kept: readonly number[]): number[] =>
  alterations.flatMap(({ item }, number) => (kept.includes(items[item]!.of) ? [number] : []));

/** Up to so many of a list; a stamp of a copy that was not made changes nothing. */
function* choicesOf(list: readonly number[], most: number, from = 0): Generator<number[]> {
  yield [];
  if (most === 0) return;
  for (let i = from; i < list.length; i++)
    for (const rest of choicesOf(list, most - 1, i + 1)) yield [list[i]!, ...rest];
}

/** What is fed with these alterations, by rank. */
function itemsWith(
  { items, originals, alterations }: Story,
  kept: readonly number[],
  active: readonly number[],
): number[] {
  const present = new Set(kept.map((of) => originals[of]!));
  for (const number of active) {
    const { kind, item } = alterations[number]!;
    if (kind === "lost") present.delete(item);
    else if (kind === "copied") present.add(item);
  }
  return items.flatMap((_, item) => (present.has(item) ? [item] : []));
}

/** Every order with so many inversions. What is taken before j smaller ones is inverted with each of them. */
export function* ordersWith(items: readonly number[], inversions: number): Generator<number[]> {
  if (items.length === 0) {
    if (inversions === 0) yield [];
    return;
  }
  const rest = items.length - 1;
  for (let j = 0; j < items.length && j <= inversions; j++) {
    if (inversions - j > (rest * (rest - 1)) / 2) continue;
    for (const order of ordersWith(items.toSpliced(j, 1), inversions - j))
      yield [items[j]!, ...order];
  }
}

/** How many orders of n have k inversions: Mahonian numbers. */
class Inversions {
  readonly #known = new Map<string, number>();

  count(n: number, k: number): number {
    if (k < 0) return 0;
    if (n <= 1) return k === 0 ? 1 : 0;
    const name = `${n} ${k}`;
    let count = this.#known.get(name);
    if (count === undefined) {
      count = 0;
      for (let j = 0; j < n; j++) count += this.count(n - 1, k - j);
      this.#known.set(name, count);
    }
    return count;
  }
}

export const exchangesOf = ({ order }: Variant): number => inversionsOf(order).length;
