import fc from "fast-check";
import { expect, it } from "vitest";
import { machinesOf, ran } from "./logs.ts";

it("rule 30: what is applied, and in which order, is what the rule says of any records", async () => {
  const [noted] = machinesOf(`
    events shop { key who  time ts  event go { n: integer } }
    pattern order on shop {
      expire after 36500d
      emits applied { n: integer }
      start a
      state a { on go { emit applied { n } } }
    }`);
  const [disorderMs, aheadMs] = [2, 10];
  const records = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.nat(60)), { maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(records, async (drawn) => {
      const all = drawn.map(([who, ts], n): Record => ({ who, ts, n }));
      const text = all.map((each) => `${JSON.stringify({ ...each, type: "go" })}\n`).join("");
      const run = await ran([noted!], [text], { watermark: { disorderMs, aheadMs } });
      const expected = admitted(all, disorderMs, aheadMs);
      const numbers = run.lines.map((line) => (JSON.parse(line) as { data: Record }).data.n);
      expect(numbers).toEqual(expected.applied);
      const positions = run.dead.map((each) => each.kind === "record" && each.letter.position - 1);
      expect(positions).toEqual(expected.dead);
    }),
    { numRuns: 300 },
  );
});

interface Record {
  readonly who: string;
  readonly ts: number;
  readonly n: number;
}

/** Rule 30 of one source, in the words of the rule. */
function admitted(records: readonly Record[], disorder: number, ahead: number) {
  const applied: number[] = [];
  const dead: number[] = [];
  const keys = new Set<string>();
  let held: Record[] = [];
  let greatest = Number.NEGATIVE_INFINITY;
  const apply = (some: readonly Record[]): void => {
    for (const { n, ts } of some) {
      applied.push(n);
      greatest = Math.max(greatest, ts);
    }
  };
  /** Within A of it, or of one that is. */
  const tiedTo = (record: Record): readonly Record[] => {
    const tied = [record];
    for (const { ts } of tied)
      tied.push(...held.filter((one) => !tied.includes(one) && Math.abs(one.ts - ts) <= ahead));
    return held.filter((one) => tied.includes(one));
  };
  const refuse = (): void => {
    dead.push(...held.map(({ n }) => n));
    held = [];
  };
  for (const record of records) {
    const { who, ts } = record;
    keys.add(who);
    const first = applied.length === 0;
    const confirms = held.some(
      (other) => Math.abs(other.ts - ts) <= ahead && (other.who !== who || keys.size === 1),
    );
    if (first || ts - (greatest - disorder) <= ahead) {
      refuse();
      apply([record]);
    } else if (confirms) {
      const tied = tiedTo(record);
      held = held.filter((one) => !tied.includes(one));
      apply([...tied, record]);
    } else held.push(record);
  }
  refuse();
  return { applied, dead };
}
