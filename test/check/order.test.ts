import { describe, expect, it } from "vitest";
import type { Automaton } from "../../src/automaton/automaton.ts";
import { fingerprint } from "../../src/automaton/fingerprint.ts";
import { renderListing } from "../../src/automaton/listing.ts";
import { verify } from "../../src/automaton/verify.ts";
import { format } from "../../src/syntax/print.ts";
import { compiled, told } from "./compiled.ts";

const text = (words: string, from = "") => `${from}
events tabs {
  key person
  time at_time
  id event_id
  event open { page: text, opener: text?, seq: integer?, rank: decimal(2)?, sort: one of ("a", "b")? }
  event close { page: text, opener: text?, seq: integer?, only_here: integer? }
  event note { page: integer, body: text? }
}

pattern p on tabs {
  session gap 30m
  ${words}
  emits o { page: text }
  start s
  state s { on open { emit o { page } } }
}
`;

const automatonOf = (words: string, from = ""): Automaton => {
  const result = compiled(text(words, from));
  expect(told(result)).toEqual([]);
  return result.patterns[0]!.automaton;
};

const none = {
  dedupe: null,
  reorder: null,
  sequence: null,
  late: { kind: "apply" },
  cause: null,
};

/** Each with what it compiles to, and how a listing shows it. */
const words: readonly (readonly [string, object | undefined, string])[] = [
  ["", undefined, ""],
  ["late apply", undefined, ""],
  [
    "dedupe by event_id within 10m",
    { ...none, dedupe: { field: "event_id", within: 600_000 } },
    "dedupe by event_id within 10m\n  late apply",
  ],
  [
    "dedupe by only_here within 1s",
    { ...none, dedupe: { field: "only_here", within: 1000 } },
    "dedupe by only_here within 1s\n  late apply",
  ],
  [
    "late drop  reorder within 2s",
    { ...none, reorder: { within: 2000 }, late: { kind: "drop" } },
    "reorder within 2s\n  late drop",
  ],
  [
    "order by seq wait 5s",
    { ...none, sequence: { field: "seq", from: null, wait: 5000 } },
    "order by seq wait 5s\n  late apply",
  ],
  [
    "order by seq from -1 wait 5s",
    { ...none, sequence: { field: "seq", from: "-1", wait: 5000 } },
    "order by seq from -1 wait 5s\n  late apply",
  ],
  [
    "late emit late_events",
    { ...none, late: { kind: "emit", output: "late_events" } },
    "late emit late_events",
  ],
  [
    "late retract within 1h order by seq wait 1m",
    {
      ...none,
      sequence: { field: "seq", from: null, wait: 60_000 },
      late: { kind: "retract", within: 3_600_000 },
    },
    "order by seq wait 1m\n  late retract within 1h",
  ],
  [
    "follow cause from opener, id from event_id wait 5s keep 100",
    { ...none, cause: { field: "opener", id: "event_id", wait: 5000, keep: 100 } },
    "late apply\n  follow cause from opener, id from event_id wait 5s keep 100",
  ],
];

describe("order words", () => {
  it.each(words)("%s", (written, order, shown) => {
    const automaton = automatonOf(written);
    expect(automaton.order).toEqual(order);
    expect("order" in automaton).toBe(order !== undefined);
    expect(renderListing(automaton)).toContain(shown);
    expect(verify(JSON.parse(JSON.stringify(automaton)))).toMatchObject({ ok: true });
  });

  it("are part of the fingerprint, and leave it alone where there are none", () => {
    const prints = words.map(([written]) => fingerprint(automatonOf(written)));
    expect(prints[1]).toBe(prints[0]);
    expect(new Set(prints).size).toBe(words.length - 1);
  });

  it("take durations and numbers from parameters", () => {
    const from = "param patience: duration = 5s\nparam first: integer = 1\nparam kept: integer = 7";
    const written =
      "order by seq from first + 1 wait patience * 2  dedupe by page_id within patience".replace(
        "page_id",
        "event_id",
      );
    const cause = "follow cause from opener, id from event_id wait patience keep kept";
    const { order, parameters } = automatonOf(`${written}\n${cause}`, from);
    expect(order).toMatchObject({
      dedupe: { within: 5000 },
      sequence: { from: "2", wait: 10_000 },
      cause: { wait: 5000, keep: 7 },
    });
    expect(parameters.map(({ name }) => name)).toEqual(["patience", "first", "kept"]);
  });

  it("say where they were written", () => {
    const { patterns, sources } = compiled(text("dedupe by event_id within 10m  late drop"));
    const at = (pointer: string) => {
      const { start, end } = patterns[0]!.sourceMap(pointer)!;
      return sources[0]!.text.slice(start, end);
    };
    expect(at("/order/dedupe")).toBe("dedupe by event_id within 10m");
    expect(at("/order/late")).toBe("late drop");
  });

  it("are written in one form", () => {
    const wild =
      "dedupe   by event_id\n within 10m // once\n follow cause from opener ,id from event_id wait (5s)\n keep 9";
    const { text: once } = format({ name: "a.pda", text: text(wild) });
    expect(once).toContain("\n  dedupe by event_id within 10m  // once\n");
    expect(once).toContain(
      "\n  follow cause from opener, id from event_id wait 5s keep 9\n  emits o { page: text }\n",
    );
    expect(format({ name: "a.pda", text: once! }).text).toBe(once);
  });

  it("are names elsewhere", () => {
    const named = `events late {
  key order
  time wait
  event reorder { cause: text, keep: integer, apply: text }
  event retract { dedupe: integer, follow: integer }
}

pattern follow on late {
  session gap 30m
  dedupe by cause within 1m
  order by dedupe from 0 wait 5s
  late emit apply
  stack keep { wait: text }
  remember wait_for: integer = 0
  emits late { wait: text, order: integer }
  start late
  state late {
    on reorder -> order { push keep { wait: cause }  wait_for = keep }
  }
  state order {
    on retract -> late { emit late { wait: key, order: wait_for }  wait_for = dedupe + follow  pop }
  }
}

scenario "s" for follow {
  at 0s reorder { cause: "a", keep: 1, apply: "b" }
  ends in order
}
`;
    const result = compiled(named);
    expect(told(result)).toEqual([]);
    expect(result.patterns[0]!.automaton.order?.dedupe?.field).toBe("cause");
    expect(format({ name: "a.pda", text: named }).text).toBe(named);
  });
});

describe("what is wrong with order words", () => {
  it.each([
    ["late drop late apply", "PDA0402 what becomes of late events is stated twice [late apply]"],
    [
      "reorder within 1s reorder within 2s",
      "PDA0402 `reorder` is stated twice [reorder within 2s]",
    ],
    ["reorder within 0s", "PDA0220 how long events are held must be longer than zero [0s]"],
    [
      "order by seq wait 5s reorder within 2s",
      "PDA0440 events are put in order by one thing: time or a number [reorder within 2s]",
    ],
    [
      "by person, seq follow cause from opener, id from event_id wait 5s keep 9",
      "PDA0441 causes cannot be followed in a pattern with lanes [follow cause from opener, id from event_id wait 5s keep 9]",
    ],
    [
      "late retract within 5s follow cause from opener, id from event_id wait 5s keep 9",
      "PDA0442 a pattern that follows causes cannot correct itself [late retract within 5s]",
    ],
    [
      "dedupe by nothing_like_it within 5s",
      "PDA0104 no event has a field `nothing_like_it` [nothing_like_it]",
    ],
    ["dedupe by page within 5s", "PDA0222 `page` is text in `open` and integer in `note` [page]"],
    [
      "dedupe by rank within 5s",
      "PDA0443 `rank` is decimal(2), and only a text or an integer can tell copies apart from others [rank]",
    ],
    [
      "order by sort wait 5s",
      '`sort` is one of ("a", "b"), and `order by` takes integers, which step by 1 [sort]',
    ],
    [
      "order by at_time wait 5s",
      "PDA0443 `at_time` is time, and `order by` takes integers, which step by 1 [at_time]",
    ],
    ["order by event_id wait 5s", "PDA0104 no event has a field `event_id` [event_id]"],
    ["order by seq from 1.5 wait 5s", "[1.5]"],
    [
      "follow cause from seq, id from event_id wait 5s keep 0",
      "PDA0429 the number of configurations kept is a whole number from 1, not 0 [0]",
    ],
    [
      "follow cause from opener, id from opener wait 5s keep 9",
      "PDA0445 every event would be its own cause [opener]",
    ],
    [
      "follow cause from seq, id from opener wait 5s keep 9",
      "PDA0222 a cause is found by its id, and `seq` is integer where `opener` is text [opener]",
    ],
    ["late emit o", "PDA0109 there are two outputs called `o` [o]"],
    [
      "dedupe by event_id within 5s reorder within 6s",
      "PDA0444 a copy that comes more than 5s late is taken for another event [5s]",
    ],
    [
      "dedupe by event_id within 5s late retract within 1h",
      "PDA0444 a copy that comes more than 5s late is taken for another event [5s]",
    ],
    [
      "ignore close dedupe by only_here within 5s",
      "PDA0446 no event that this pattern looks at has a field `only_here` [only_here]",
    ],
  ])("%s", (written, expected) => {
    const found = told(compiled(text(written)));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });
});
