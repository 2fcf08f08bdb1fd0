import type { Value } from "../../../src/machine/value.ts";

/** What the fixtures were made of: a pattern, and the events of one key after which its state was kept. */
export interface Case {
  readonly name: string;
  readonly pattern: string;
  readonly events: readonly (readonly [
    time: number,
    name: string,
    fields: Record<string, Value>,
  ])[];
}

const T = 1_704_067_200_000;

const SHOP = `events shop {
  key who  time ts
  event search { term: text }
  event view { product: text, price: decimal(2)?, weight: number?, seen: time?, took: duration?, gift: boolean?, size: one of ("s", "m")? }
  event cart { product: text, seq: integer?, mark: text?, follows: text? }
}
`;

export const CASES: readonly Case[] = [
  {
    name: "a stack and registers",
    pattern: `${SHOP}pattern everything on shop {
  session gap 30m max 12h
  stack query { term: text, price: decimal(2)? } expires 10m, touch  depth 5 drop oldest
  remember last: text?
  remember spent: decimal(2) = 0.00
  remember heavy: number?
  remember last_seen: time?
  remember last_took: duration?
  remember last_gift: boolean?
  remember last_size: text?
  emits told { last: text?, spent: decimal(2), term: text? }
  start looking
  state looking {
    on search -> found { push query { term } }
    after 5m idle -> looking { emit told { last, spent } }
  }
  group inside {
    within 1h else -> looking { emit told { last, spent } }
    state found {
      on view if price is known { push query { term: product, price: price or else 0.00 }  last = product  spent = spent + (price or else 0.00)  heavy = weight  last_seen = seen  last_took = took  last_gift = gift  last_size = size }
      on view { push touch }
      on cart { emit told { last, spent, term: top.term } }
      after 20m -> looking { clear }
    }
  }
}`,
    events: [
      [T, "search", { term: "ä 𝒳" }],
      [
        T + 1000,
        "view",
        { product: "p1", price: 995, weight: 20.5, gift: true, size: "m", seen: T - 5, took: 1500 },
      ],
      [T + 3000, "view", { product: "p2", price: 12345678901234567890n }],
      [T + 2000, "view", { product: "p3" }],
    ],
  },
  {
    name: "lanes that share a session",
    pattern: `${SHOP}pattern lanes on shop {
  by who, product
  session gap 30m of who
  at most 3 lanes drop oldest
  start idle
  state idle { on cart -> carted }
  state carted { after 10m -> idle }
}`,
    events: [
      [T, "view", { product: "p1" }],
      [T + 1, "cart", { product: "p2" }],
      [T + 2, "search", { term: "x" }],
    ],
  },
  {
    name: "calls",
    pattern: `${SHOP}pattern nested on shop {
  expire after 1h
  stack query { term: text }
  start idle
  state idle { on search { push query { term }  call asking then -> done } }
  state done { on search -> idle { clear } }
  part asking {
    start asked
    state asked { on view { call asking then -> asked }  on cart { return } }
  }
}`,
    events: [
      [T, "search", { term: "x" }],
      [T + 1, "view", { product: "p" }],
    ],
  },
  {
    name: "copies and reordered events",
    pattern: `${SHOP}pattern ordered on shop {
  session gap 30m
  dedupe by product within 1h
  reorder within 10s
  late emit late_one
  start idle
  state idle { on cart -> idle }
}`,
    events: [
      [T, "cart", { product: "a", seq: 1 }],
      [T + 60_000, "cart", { product: "b", seq: 2 }],
      [T + 55_000, "cart", { product: "c", mark: "m" }],
      [T + 55_000, "cart", { product: "c" }],
    ],
  },
  {
    name: "a sequence with a gap",
    pattern: `${SHOP}pattern numbered on shop {
  session gap 30m
  order by seq from 1 wait 1m
  late drop
  start idle
  state idle { on cart -> idle }
}`,
    events: [
      [T, "cart", { product: "a", seq: 1 }],
      [T + 2, "cart", { product: "c", seq: 3 }],
      [T + 3, "cart", { product: "d", seq: 4 }],
    ],
  },
  {
    name: "a history that can change",
    pattern: `${SHOP}pattern corrected on shop {
  session gap 30m
  late retract within 1h
  emits told { product: text }
  start idle
  state idle { on cart -> idle { emit told { product } } }
}`,
    events: [
      [T + 1000, "cart", { product: "a" }],
      [T + 5000, "cart", { product: "b" }],
      [T + 3000, "search", { term: "late" }],
    ],
  },
  {
    name: "branches and an event that waits",
    pattern: `${SHOP}pattern branching on shop {
  session gap 30m
  follow cause from follows, id from mark wait 10s keep 10
  stack query { term: text }  depth 4 drop oldest
  start idle
  state idle { on cart -> idle { push query { term: product } }  after 5m -> idle }
}`,
    events: [
      [T, "cart", { product: "a", mark: "1" }],
      [T + 1, "cart", { product: "b", mark: "2", follows: "1" }],
      [T + 2, "cart", { product: "c", mark: "3", follows: "1" }],
      [T + 3, "cart", { product: "d", mark: "5", follows: "4" }],
    ],
  },
];
