import type { Event } from "../../src/machine/event.ts";
import { exp } from "../../src/simulator/disorder/chance/elementary.ts";
import { normal } from "../../src/simulator/disorder/chance/quantile.ts";
import { randomOf } from "../../src/simulator/random.ts";
import type { Gaps } from "../../src/simulator/visits.ts";

const START = 1_704_099_600_000;
const BETWEEN_MS = 2000;
const GAP_MAX = 1_799_000;

/** Numbers of one seed. */
export class Numbers {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomOf(seed);
  }

  /** Between 0 and 1, neither included. */
  share(): number {
    return (this.#random() * 4294967295 + 0.5) / 4294967296;
  }

  below(bound: number): number {
    return Math.floor(this.share() * bound);
  }

  gapMs({ mu, sigma }: Gaps): number {
    const ms = 1000 * exp(mu + sigma * normal(this.share()));
    return Math.min(GAP_MAX, Math.max(1, Math.floor(ms)));
  }

  begin(journeys: number): number {
    return START + this.below(2 * BETWEEN_MS * journeys);
  }
}

const CAMPAIGNS = ["mail", "search", "social", "banner", "direct", "partner"] as const;

/** Two to eight touches of campaigns, then a purchase; for `patterns/multi-touch-credit`. */
export function touches(seed: number, journeys: number, gaps: Gaps): Event[] {
  const numbers = new Numbers(seed);
  const events: Event[] = [];
  for (let journey = 1; journey <= journeys; journey++) {
    let time = numbers.begin(journeys);
    const count = 2 + numbers.below(7);
    for (let n = 0; n <= count; n++) {
      const id = `${journey}.${n}`;
      const campaign = CAMPAIGNS[numbers.below(CAMPAIGNS.length)]!;
      events.push({
        ...{ key: `u${journey}`, time, id, members: () => [] },
        name: n < count ? "touch" : "purchase",
        fields: n < count ? { campaign } : { order: id, amount: 10_000 },
      });
      time += numbers.gapMs(gaps);
    }
  }
  return events;
}

const TERMS = ["shoes", "boots", "coat", "hat", "scarf", "socks"] as const;

/**
 * Searches, views and purchases in several tabs: each event comes from one before it in its tab; now and then a
 * page is opened in a new tab beside the one that it comes from. For `patterns/tabbed-browsing`.
 */
export function tabs(seed: number, visits: number, newTab: number, gaps: Gaps): Event[] {
  const numbers = new Numbers(seed);
  const events: Event[] = [];
  for (let visit = 1; visit <= visits; visit++) {
    let time = numbers.begin(visits);
    /** By tab: its latest page. */
    const open: string[] = [];
    const count = 6 + numbers.below(15);
    for (let n = 0; n < count; n++) {
      const id = `p${visit}.${n}`;
      const tab = open.length === 0 ? 0 : numbers.below(open.length);
      const opener = open[tab];
      const drawn = numbers.share();
      const name = drawn < 0.3 ? "search" : drawn < 0.85 ? "view" : "purchase";
      const product = `a${numbers.below(20)}`;
      const own =
        name === "search"
          ? { term: TERMS[numbers.below(TERMS.length)]! }
          : name === "view"
            ? { product }
            : { product, amount: 1000 };
      const from = opener === undefined ? {} : { opener };
      events.push({
        ...{ key: `u${visit}`, time, name, id, members: () => [] },
        fields: { ...own, ...from, page_id: id },
      });
      if (opener === undefined || numbers.share() < newTab) open.push(id);
      else open[tab] = id;
      time += numbers.gapMs(gaps);
    }
  }
  return events;
}
