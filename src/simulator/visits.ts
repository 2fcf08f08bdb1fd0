import type { Event } from "../machine/event.ts";
import { exp } from "./disorder/chance/elementary.ts";
import { normal } from "./disorder/chance/quantile.ts";
import { randomOf } from "./random.ts";

/** Time between two events of a visit: log-normal, in seconds. */
export interface Gaps {
  readonly mu: number;
  readonly sigma: number;
}

/** Readers of Wikipedia within half an hour (63,524 events, median 37 s). */
export const READING: Gaps = { mu: 3.61, sigma: 1.74 };
/** Visitors who know what they want: median 4.5 s. */
export const BRISK: Gaps = { mu: 1.5, sigma: 1.6 };
/** Events that follow each other by themselves: median 0.3 s. */
export const BURST: Gaps = { mu: -1.2, sigma: 1 };

export interface VisitOptions {
  readonly seed: number;
  readonly visits: number;
  readonly gaps: Gaps;
  /** Events of a visit, on average. */
  readonly length: number;
  /** Milliseconds since 1970. */
  readonly start: number;
}

/** Half an hour: a longer gap would be another visit. */
const GAP_MAX = 1_799_000;
/** Visits begin so far apart, on average. */
const BETWEEN_MS = 2000;

/** What a shopper does after what: shares of search, view, cart and purchase. */
const NEXT = {
  search: [0.25, 0.7, 0.03, 0.02],
  view: [0.25, 0.45, 0.28, 0.02],
  cart: [0.1, 0.3, 0.15, 0.45],
  purchase: [0.6, 0.4, 0, 0],
} as const;
const NAMES = ["search", "view", "cart", "purchase"] as const;
const TERMS = ["shoes", "boots", "coat", "hat", "scarf", "socks", "umbrella", "gloves"] as const;

/** Visits to a shop, one of each visitor: events for `patterns/search-attribution`. The same options give the same. */
export function shopVisits({ seed, visits, gaps, length, start }: VisitOptions): Event[] {
  const random = randomOf(seed);
  const draw = (): number => (random() * 4294967295 + 0.5) / 4294967296;
  const events: Event[] = [];
  for (let visit = 0; visit < visits; visit++) {
    let time = start + Math.floor(2 * BETWEEN_MS * visits * draw());
    let name: (typeof NAMES)[number] = "search";
    // As many as trials until one ends it.
    for (let left = true, n = 0; left; n++) {
      events.push({
        ...{ key: `v${visit + 1}`, time, name, fields: fieldsOf(name, random) },
        ...{ id: `${visit + 1}.${n + 1}`, members: () => [] },
      });
      left = draw() > 1 / length;
      const gap = 1000 * exp(gaps.mu + gaps.sigma * normal(draw()));
      time += Math.min(GAP_MAX, Math.max(1, Math.floor(gap)));
      name = pick(NEXT[name], draw());
    }
  }
  return events;
}

function pick(shares: readonly number[], drawn: number): (typeof NAMES)[number] {
  let left = drawn;
  const at = shares.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return NAMES[Math.max(0, at)]!;
}

function fieldsOf(name: (typeof NAMES)[number], random: () => number): Event["fields"] {
  if (name === "search") return { term: TERMS[Math.floor(random() * TERMS.length)]! };
  const product = `p${1 + Math.floor(random() * 20)}`;
  return name === "purchase" ? { product, amount: 100 + Math.floor(random() * 9900) } : { product };
}
