import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import type { Event } from "../../src/machine/event.ts";
import { load } from "../../src/machine/machine.ts";
import type { Value } from "../../src/machine/value.ts";
import { answerJson } from "../../src/why/json.ts";
import { lifeOf } from "../../src/why/life.ts";
import { answerLines } from "../../src/why/report.ts";
import type { Wanted } from "../../src/why/wanted.ts";
import { why, whyInPieces } from "../../src/why/why.ts";

const machineOf = (body: string) => {
  const text = `events shop {
  key visitor
  time ts
  event search { term: text }
  event view { product: text }
  event cart { product: text, count: integer }
  event pay { amount: decimal(2) }
  event page
}
pattern p on shop {
  session gap 30m max 12h
${body}
}
`;
  const { patterns, diagnostics } = compile(
    { main: { name: "p.pda", text }, load: () => null },
    {},
  );
  if (patterns[0] === undefined) throw new Error(diagnostics.map((d) => d.message).join("; "));
  return load(patterns[0].automaton);
};

const NOON = 1_704_110_400_000;
const MINUTE = 60_000;

/** `[minute, name, fields]` */
type Sketch = readonly [number, string, Readonly<Record<string, Value>>?];

function ask(body: string, sketches: readonly Sketch[], output: string | null, where = {}) {
  const machine = machineOf(body);
  const inputs = sketches.map(([minute, name, fields = {}], i) => {
    const time = NOON + minute * MINUTE;
    const event: Event = { key: "k", time, name, fields, id: `log#${i + 1}`, members: () => [] };
    return { is: "event", event, behind: false } as const;
  });
  const life = lifeOf(machine, "k", inputs);
  const wanted: Wanted | null =
    output === null
      ? null
      : {
          output,
          where: Object.entries<string>(where).map(([field, written]) => ({ field, written })),
        };
  const answer = why(machine, life, { wanted, session: null });
  const lines = answerLines(machine, life, answer);
  return { answer, lines, first: lines[0], json: answerJson(machine, life, answer) };
}

const way = `
  stack query { term: text } depth 5 drop oldest
  emits bought { term: text, count: integer }
  start idle
  state idle {
    on search -> searched { push query { term } }
  }
  state searched {
    on cart if count >= 2 -> idle { emit bought { term: top.term or else "", count }  clear }
    on page -> idle { clear }
    within 20m else -> idle { clear }
  }
`;
const search: Sketch = [0, "search", { term: "coat" }];

test("an event that is missing is named with its place", () => {
  const { first } = ask(way, [[5, "cart", { product: "p", count: 2 }]], "bought");
  expect(first).toBe("No `bought` for k: `search` is missing before `cart` (12:05:00).");
});

test("two that stand in the wrong order", () => {
  const { first } = ask(
    way,
    [
      [0, "cart", { product: "p", count: 2 }],
      [1, "search", { term: "a" }],
    ],
    "bought",
  );
  expect(first).toBe(
    "No `bought` for k: `cart` (12:00:00) came before `search` (12:01:00), not after it.",
  );
});

test("an event in the way", () => {
  const events: Sketch[] = [search, [1, "page"], [2, "cart", { product: "p", count: 2 }]];
  expect(ask(way, events, "bought").first).toBe(
    "No `bought` for k: `page` (12:01:00) came in between: it led from `searched` to `idle`.",
  );
});

test("a guard that failed, with its values and the value it wanted", () => {
  const events: Sketch[] = [search, [2, "cart", { product: "p", count: 1 }]];
  expect(ask(way, events, "bought").first).toBe(
    "No `bought` for k: `cart` (12:02:00) failed the test `count >= 2`: count is 1 (it wanted count 2).",
  );
});

test("too late for a window, and too late for the session", () => {
  const window: Sketch[] = [search, [21, "cart", { product: "p", count: 2 }]];
  expect(ask(way, window, "bought").first).toBe(
    "No `bought` for k: `cart` came at 12:21:00, 1m after `within 20m` of `searched` had passed.",
  );
  const patient = way.replace("within 20m else -> idle { clear }", "");
  const session: Sketch[] = [search, [34, "cart", { product: "p", count: 2 }]];
  expect(ask(patient, session, "bought").first).toMatch(
    /`cart` came at 12:34:00, 4m after the session had ended \(12:30:00, by gap\)\.$/,
  );
});

test("too late for a frame", () => {
  const fading = way
    .replace("depth 5 drop oldest", "expires 10m depth 5 drop oldest")
    .replace("if count >= 2", "if top is query");
  const events: Sketch[] = [search, [12, "cart", { product: "p", count: 2 }]];
  expect(ask(fading, events, "bought").first).toBe(
    "No `bought` for k: `cart` came at 12:12:00, 2m after a `query` had expired.",
  );
});

test("too soon for a timer", () => {
  const waiting = `
  emits left { term: text }
  remember last: text = ""
  start idle
  state idle {
    on search -> searched { last = term }
  }
  state searched {
    on page -> idle
    after 10m -> idle { emit left { term: last } }
  }
`;
  const { first, answer } = ask(waiting, [search, [9, "page"]], "left");
  expect(first).toMatch(
    /`page` (came at 12:09:00, 1m before `after 10m` of `searched` passed|\(12:09:00\) came in between)/,
  );
  expect(answer.nearest[0]!.explanations.map(({ edits }) => edits[0]!.kind)).toContain("early");
});

test("over several events: two are missing", () => {
  const long = `
  emits done { product: text }
  start a
  state a { on search -> b  on page }
  state b { on view -> c  on page -> a }
  state c { on pay if amount > 1 -> d  on page -> a }
  state d { on cart -> a { emit done { product } } }
`;
  const events: Sketch[] = [search, [4, "cart", { product: "p", count: 1 }]];
  const { answer, first } = ask(long, events, "done");
  expect(answer.nearest[0]!.explanations[0]!.edits.map(({ kind }) => kind)).toEqual([
    "missing",
    "missing",
  ]);
  expect(first).toMatch(/`view` is missing between .* and `pay` is missing between/);
});

test("where no few changes would do, the furthest state is told", () => {
  const states = "abcdefgh".split("");
  const chain = `
  emits done
  start a
${states
  .slice(0, -1)
  .map((s, i) => `  state ${s} { on view -> ${states[i + 1]} on page -> a }`)
  .join("\n")}
  state h { on cart -> a { emit done } }
`;
  const { first } = ask(
    chain,
    [
      [0, "view", { product: "p" }],
      [1, "view", { product: "p" }],
    ],
    "done",
  );
  expect(first).toBe(
    "No `done` for k: no three changes would have given it; it came nearest at 12:01:00 in `c`, 6 transitions from it, where it waits for `view` or `page`.",
  );
});

test("why a result came: only the events that it needs", () => {
  const events: Sketch[] = [
    [0, "search", { term: "hat" }],
    [1, "page"],
    [2, "search", { term: "coat" }],
    [3, "view", { product: "p" }],
    [4, "cart", { product: "p", count: 3 }],
  ];
  const { lines } = ask(way, events, null);
  expect(lines).toEqual([
    "`bought` came at 12:04:00 from `cart`, after `search` (12:02:00).",
    "",
    '    12:02:00  search { term: "coat" }  (idle -> searched)',
    '              push query { term: "coat" }',
    '    12:04:00  cart { product: "p", count: 3 }',
    "              (searched -> idle)",
    "              `count >= 2` held: count is 3",
    '              emit bought { term: "coat", count: 3 }',
    "              clear",
  ]);
});

test("a value that the output shall have", () => {
  const events: Sketch[] = [search, [2, "cart", { product: "p", count: 2 }]];
  expect(ask(way, events, "bought", { term: "coat" }).first).toContain("`bought` came at 12:02:00");
  expect(ask(way, events, "bought", { term: "hat" }).first).toContain("No `bought` with term hat");
});

test("the data is plain JSON and says the same", () => {
  const { json, first } = ask(way, [[5, "cart", { product: "p", count: 2 }]], "bought");
  const data = JSON.parse(JSON.stringify(json));
  expect(data.nearest[0].sentence).toBe(first);
  const [explanation] = data.nearest[0].explanations;
  expect(explanation.changes[0]).toMatchObject({ kind: "missing", event: { name: "search" } });
  expect(explanation.would).toMatchObject({ output: "bought", data: { count: 2 } });
  expect(data.nearest[0].furthest.awaits).toContain("search");
});

const STEADY = `  emits seen { n: integer }
  remember n: integer = 0
  start a
  state a {
    on page -> b { n = n + 1  emit seen { n } }
  }
  state b {
    on page -> a { n = n + 1  emit seen { n } }
  }`;
const pages = (count: number): Sketch[] =>
  Array.from({ length: count }, (_, i) => [i / 600, "page"]);

test("of thousands of results some are explained, all are counted", () => {
  const { answer, lines } = ask(STEADY, pages(3000), "seen");
  expect(answer.results).toHaveLength(100);
  expect(answer.results.length + answer.more).toBe(3000);
  expect(lines.at(-3)).toBe("and 2900 results more");
});

test("tells how far it is, and can be left at any time", () => {
  const machine = machineOf(STEADY);
  const inputs = pages(300).map(([minute, name], i) => {
    const time = NOON + minute * MINUTE;
    const event: Event = { key: "k", time, name, fields: {}, id: `log#${i}`, members: () => [] };
    return { is: "event", event, behind: false } as const;
  });
  const life = lifeOf(machine, "k", inputs);
  const wanted = { output: "seen", where: [{ field: "n", written: "-1" }] };
  const pieces = whyInPieces(machine, life, { wanted, session: null });
  const told = [];
  for (let next = pieces.next(); next.done !== true; next = pieces.next()) told.push(next.value);
  expect(told.length).toBeGreaterThan(1);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBeLessThanOrEqual(1);
});
