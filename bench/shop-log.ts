import { randomBelow } from "./random.ts";

/** Lines of a shop's log, for patterns over the `events` block of patterns/search-attribution. */
export interface ShopLog {
  /** Visitors at a time, and how many there are in all, infinite: always new ones. */
  readonly active: number;
  readonly visitors: number;
  /** Records of one before another takes over, on average. */
  readonly stay: number;
  readonly stepMs: number;
  /** As front ends send them, of 11 to 13 members (some 440 bytes), or short ones of 5 to 6 (some 130). */
  readonly shape: "wide" | "short";
}

const START = 1_704_067_200_000;

export function shopLog({ active, visitors, stay, stepMs, shape }: ShopLog): () => string {
  const random = randomBelow(11);
  let newcomers = 0;
  const newcomer = (): number =>
    Number.isFinite(visitors) ? random(visitors) : (newcomers++ * 7_919_317) % 1_000_000_007;
  const present = Array.from({ length: active }, newcomer);
  let number = 0;
  return () => {
    const place = random(active);
    if (random(1000) * stay < 1000) present[place] = newcomer();
    const who = String(present[place]);
    const visitor = `u${who.padStart(15, "0")}`;
    const own = ownMembers(random);
    const time = START + number * stepMs;
    number++;
    if (shape === "short") return JSON.stringify({ visitor, timestamp: time, number, ...own });
    return JSON.stringify({
      event_id: `0b1f2c3d-${String(number).padStart(12, "0")}`,
      timestamp: new Date(time).toISOString(),
      visitor,
      ...own,
      session: { id: `${who}7`, index: number % 40 },
      url: `https://shop.example/c/running/shoes?page=${random(50)}&sort=price`,
      referrer: "https://shop.example/",
      agent:
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
      device: "desktop",
      country: "FR",
      experiments: ["a1", "b7"],
    });
  };
}

/** Half of what happens is of no interest to the pattern, as in life. */
function ownMembers(random: (bound: number) => number): Readonly<Record<string, string>> {
  const drawn = random(100);
  const product = (): string => `product-${1000 + random(9000)}`;
  if (drawn < 8) return { type: "search", term: `running sh${10 + random(90)}` };
  if (drawn < 40) return { type: "view", product: product() };
  if (drawn < 46) return { type: "cart", product: product() };
  if (drawn < 48) return { type: "purchase", product: product(), amount: "9.95" };
  return { type: "page", template: "list" };
}
