import type {
  Action,
  Automaton,
  Expression,
  Group,
  State,
  Transition,
  Type,
} from "../../src/automaton/automaton.ts";

/** Automata made by hand: pictures and listings are tested without a compiler. */

const text: Type = { kind: "text" };
const field = (name: string): Expression => ({ op: "field", name, type: text });
const topTerm: Expression = {
  op: "frameField",
  of: { frame: "top" },
  kind: "query",
  name: "term",
  type: text,
};
const constant = (value: string): Expression => ({ op: "constant", value, type: text });
const emit = (stage: string, ...fields: { name: string; value: Expression }[]): Action => ({
  do: "emit",
  output: "attribution",
  fields: [{ name: "stage", value: constant(stage) }, ...fields],
  withEvent: false,
});
const term = { name: "term", value: field("term") };
const held = { name: "term", value: topTerm };
const product = { name: "product", value: field("product") };

export const on = (
  events: string[] | "other" | "any",
  target: string | null,
  actions: Action[] = [],
  guard: Expression | null = null,
): Transition => ({
  on: typeof events === "string" ? events : { events },
  guard,
  actions,
  target,
});

export const state = (name: string, group: string | null, ...transitions: Transition[]): State => ({
  name,
  group,
  transitions,
  timers: [],
  onEnd: [],
  afterwards: [],
});

export const group = (
  name: string,
  parent: string | null,
  start: string | null,
  ...transitions: Transition[]
): Group => ({ name, parent, start, transitions, timers: [], onEnd: [], afterwards: [] });

export const automaton = (
  pattern: string,
  states: State[],
  groups: Group[] = [],
  rest: Partial<Automaton> = {},
): Automaton => ({
  format: "pushdown-automaton",
  version: 1,
  pattern,
  vocabulary: {
    name: "shop",
    key: { name: "visitor", path: ["visitor"] },
    time: { name: "timestamp", path: ["timestamp"], unit: "milliseconds", zone: "UTC" },
    id: null,
    typePath: ["type"],
    events: [],
  },
  parameters: [],
  lanes: null,
  session: { gap: 1_800_000, max: 43_200_000, shared: false },
  ignore: { events: [], undeclared: false },
  stack: {
    kinds: [
      { name: "query", fields: [{ name: "term", type: text, optional: false }], expires: null },
    ],
    depth: null,
    callLimit: 32,
  },
  registers: [],
  outputs: [
    {
      name: "attribution",
      kind: "output",
      fields: [
        { name: "stage", type: text, optional: false },
        { name: "term", type: text, optional: false },
        { name: "product", type: text, optional: true },
      ],
    },
  ],
  start: states[0]?.name ?? "",
  states,
  groups,
  onEnd: [],
  afterwards: [],
  ...rest,
});

const searched = (action: "push" | "replace"): Transition =>
  on(["search"], "searched", [
    { do: action, kind: "query", fields: [term] },
    emit("searched", term),
  ]);

/** Four states: the search that led to a purchase. */
export const attribution = automaton(
  "search_attribution",
  [
    state("browsing", null, searched("push")),
    state("searched", "attributed", on(["view"], "found", [emit("found", held, product)])),
    state(
      "found",
      "attributed",
      on(["view"], null, [emit("found", held, product)]),
      on(["cart"], "carted", [emit("carted", held, product)]),
    ),
    state(
      "carted",
      "attributed",
      on(["view", "cart"], null, [emit("considered", held, product)]),
      on(["purchase"], "browsing", [emit("bought", held, product), { do: "clear" }]),
    ),
  ],
  [
    group(
      "attributed",
      null,
      null,
      searched("replace"),
      on("other", "browsing", [{ do: "clear" }]),
    ),
  ],
);

const amountOver = (limit: string): Expression => ({
  op: "compare",
  operator: ">",
  left: { op: "field", name: "amount", type: { kind: "exact", scale: 2 } },
  right: { op: "constant", value: limit, type: { kind: "exact", scale: 2 } },
  type: { kind: "boolean" },
});

// biome-ignore lint/suspicious/noThenProperty: it is the name in the automaton's format
const calling = (back: string): Action => ({ do: "call", part: "checkout", then: back });

/** Twelve states: groups in groups, a part called from two places, timers, an overflow. */
export const checkout = automaton(
  "orders",
  [
    {
      ...state(
        "browsing",
        null,
        on(["search"], null, [{ do: "push", kind: "query", fields: [term] }]),
        on(["cart"], "filling"),
        on(["gift"], null, [calling("gifted")]),
      ),
      timers: [{ kind: "after", duration: 3_600_000, guard: null, actions: [], target: "gone" }],
    },
    state(
      "filling",
      "shopping",
      on(["cart"], "filling"),
      on(["remove"], "browsing"),
      on(["fix"], "ready"),
    ),
    state(
      "ready",
      "shopping",
      on(["buy"], null, [calling("bought")], amountOver("10000")),
      on(["wait"], "parked"),
    ),
    {
      ...state("parked", "waiting", on(["resume"], "ready")),
      timers: [{ kind: "within", duration: 86_400_000, guard: null, actions: [], target: "gone" }],
    },
    state("reminded", "waiting", on(["resume"], "ready"), on(["leave"], "gone")),
    state("bought", null, on(["ship"], "shipped"), on(["cancel"], "gone")),
    state("gifted", null, on(["ship"], "shipped")),
    state("shipped", null, on(["back"], "bought"), on("any", null, [emit("after")])),
    state("gone", null, on(["search"], "browsing")),
    state(
      "address",
      "checkout",
      on(["address"], "payment"),
      on(["abort"], null, [{ do: "return" }]),
    ),
    state("payment", "checkout", on(["pay"], "confirmed"), on(["address"], "address")),
    state("confirmed", "checkout", on(["confirm"], null, [{ do: "return" }])),
  ],
  [
    group("shopping", null, null, on(["logout"], "gone")),
    {
      ...group("waiting", "shopping", null),
      timers: [
        {
          kind: "idle",
          duration: 5_400_000,
          guard: null,
          actions: [emit("idle")],
          target: "reminded",
        },
      ],
    },
    group("checkout", null, "address"),
  ],
  {
    stack: {
      ...attribution.stack,
      depth: { limit: 32, overflow: { kind: "else", target: "gone", actions: [{ do: "clear" }] } },
    },
  },
);

/** So many states with about two arrows each, by a small generator of its own. */
export function grown(count: number, seed: number): Automaton {
  let word = seed;
  const draw = (below: number): number => {
    word = (Math.imul(word, 1_103_515_245) + 12_345) >>> 0;
    return (word >>> 8) % below;
  };
  const events = ["search", "view", "cart", "filter_changed", "purchase", "login", "help"];
  const event = (): string => events[draw(events.length)] as string;
  const groups = [group("known", null, null, on(["logout"], "s0")), group("paying", "known", null)];
  const states = Array.from({ length: count }, (_, index) => {
    const near = (): string => `s${Math.min(count - 1, Math.max(0, index + draw(5) - 1))}`;
    const box =
      index > count / 3 && index < count / 2
        ? "known"
        : index >= count / 2 && index < (2 * count) / 3
          ? "paying"
          : null;
    return state(
      `s${index}`,
      box,
      on([event()], `s${Math.min(count - 1, index + 1)}`, [emit("next")]),
      on(
        [event(), event()],
        near(),
        draw(2) === 0 ? [{ do: "push", kind: "query", fields: [term] }] : [],
      ),
      ...(draw(3) === 0 ? [on([event()], null, [emit("stay")], amountOver("995"))] : []),
    );
  });
  return automaton(`grown_${count}`, states, groups);
}
