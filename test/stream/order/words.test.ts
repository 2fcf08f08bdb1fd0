import { describe, expect, it } from "vitest";
import { runScenario } from "../../../src/stream/scenario-run.ts";
import { machinesOf, ran, reasonsOf, sound } from "../logs.ts";

const SHOP = `
  events shop { key who  time ts  id eid  event go { n: integer, seq: integer? }  event stop }
`;

const pattern = (words: string): string => `${SHOP}
  pattern p on shop {
    session gap 10m
    ${words}
    emits seen { n: integer }
    start a
    state a { on go { emit seen { n } }  on stop { end session } }
  }`;

const holds = (words: string, lines: string): void => {
  const { patterns, scenarios } = sound(`${pattern(words)}\nscenario "s" for p {\n${lines}\n}`);
  expect(patterns).toHaveLength(1);
  const [machine] = machinesOf(pattern(words));
  expect(runScenario(machine!, scenarios[0]!).failures.map(({ message }) => message)).toEqual([]);
};

type Row = readonly [seconds: number, n: number, more?: Readonly<Record<string, unknown>>];

const log = (rows: readonly Row[]): string =>
  rows
    .map(([seconds, n, more], i) => {
      const head = { who: "k", ts: 1_704_067_200_000 + seconds * 1000, eid: `x${i}`, type: "go" };
      return `${JSON.stringify({ ...head, n, ...more })}\n`;
    })
    .join("");

const watched = { watermark: { disorderMs: 0, aheadMs: null } } as const;

describe("rule 35: order by", () => {
  const words = "order by seq from 1 wait 30s\nlate drop";

  it("waits for a gap, gives it up, and drops what comes behind", () =>
    holds(
      words,
      `at 0s go { n: 1, seq: 1 } => seen { n: 1 }
       at 2s go { n: 3, seq: 3 }
       at 1s go { n: 2, seq: 2 } => seen { n: 2 }, seen { n: 3 }
       at 3s go { n: 5, seq: 5 }
       at 33s => nothing
       at 33s1ms => seen { n: 5 }
       at 34s go { n: 4, seq: 4 } => nothing
       at 35s go { n: 6 } => seen { n: 6 }`,
    ));

  it("takes a record in sequence, though its time is behind", () =>
    holds(
      words,
      `at 5s go { n: 1, seq: 1 } => seen { n: 1 }
       at 4s go { n: 2, seq: 2 } => seen { n: 2 }`,
    ));

  it("goes on where the pattern ends its session: its source knows nothing of it", () =>
    holds(
      words,
      `at 0s go { n: 1, seq: 1 } => seen { n: 1 }
       at 1s stop
       at 3s go { n: 3, seq: 3 } => nothing
       at 2s go { n: 2, seq: 2 } => seen { n: 2 }, seen { n: 3 }`,
    ));

  it("begins anew beyond the session's end, found out by a watermark or not", () => {
    const lines = (watermark: string) =>
      `at 0s go { n: 1, seq: 1 } => seen { n: 1 }
       at 1s go { n: 2, seq: 2 } => seen { n: 2 }
       ${watermark}
       at 10m2s go { n: 1, seq: 1 } => seen { n: 1 }
       at 10m2s go { n: 1, seq: 1 } => nothing`;
    holds(words, lines(""));
    holds(words, lines("at 10m2s => nothing"));
    holds(`dedupe by eid within 1h\n${words}`, lines("at 10m2s => nothing"));
  });
});

describe("what the order words keep", () => {
  it("is accounted for, by name", async () => {
    const [machine] = machinesOf(pattern("dedupe by eid within 1m\nreorder within 10s\nlate drop"));
    const rows: Row[] = [
      [0, 1],
      [20, 2],
      [15, 3],
      [20, 2, { eid: "x1" }],
      [60, 4],
      [30, 5],
    ];
    const { told, accounting } = await ran([machine!], [log(rows)]);
    expect(told).toEqual(["k seen n 1", "k seen n 3", "k seen n 2", "k seen n 5", "k seen n 4"]);
    expect(accounting.patterns).toMatchObject([{ handedOn: 6, stepped: 5 }]);
    expect(accounting.order).toMatchObject([{ duplicates: 1, lateDropped: 0, held: 0 }]);
    const late = await ran([machine!], [log([...rows, [10, 6]])], watched);
    expect(late.accounting.patterns).toMatchObject([{ handedOn: 7, stepped: 3 }]);
    expect(late.accounting.order).toMatchObject([{ duplicates: 1, lateDropped: 3, held: 0 }]);
  });

  it("is still held where open sessions are kept at the end of the input", async () => {
    const [machine] = machinesOf(pattern("reorder within 10s"));
    const rows: Row[] = [
      [0, 1],
      [20, 2],
    ];
    const { told, accounting } = await ran([machine!], [log(rows)], { endOfInput: "keep" });
    expect(told).toEqual(["k seen n 1"]);
    expect(accounting.patterns).toMatchObject([{ handedOn: 2, stepped: 1 }]);
    expect(accounting.order).toMatchObject([{ held: 1 }]);
  });

  it("is a dead letter whole, also where its step came later", async () => {
    const failing = `${SHOP}
      pattern p on shop {
        session gap 10m
        reorder within 10s
        remember last: integer = 0
        start a
        state a { on go { last = round(1 / n, 0) } }
      }`;
    const run = await ran(machinesOf(failing), [
      log([
        [0, 0],
        [30, 1],
        [60, 2],
      ]),
    ]);
    expect(reasonsOf(run)).toEqual(["event x0"]);
    expect(run.dead).toMatchObject([{ kind: "step", record: { position: 1 } }]);
  });
});

describe("rule 36: late retract", () => {
  it("puts a record that is exactly D late in its place, and drops a later one", async () => {
    const [machine] = machinesOf(pattern("late retract within 1m"));
    const rows: Row[] = [
      [0, 1],
      [100, 2],
      [40, 3],
      [39.999, 4],
    ];
    const { accounting, lines } = await ran([machine!], [log(rows)], watched);
    expect(accounting.patterns).toMatchObject([{ handedOn: 4, stepped: 3 }]);
    expect(accounting.order).toMatchObject([{ lateBeyond: 1 }]);
    expect(lines).toHaveLength(3);
  });
});
