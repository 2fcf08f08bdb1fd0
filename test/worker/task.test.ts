import { describe, expect, it } from "vitest";
import { onReference, visitsMachine } from "./patterns.ts";
import { committed, type Fed, lines, type Rig, rig, START_MS, stored, undisturbed } from "./rig.ts";

const look = (visitor: string, second: number, page: string): Fed => ({
  ...{ visitor, ts: START_MS + second * 1000, type: "look" },
  ...{ id: `${visitor}-${second}`, page },
});
const buy = (visitor: string, second: number, amount: number): Fed => ({
  ...{ visitor, ts: START_MS + second * 1000, type: "buy" },
  ...{ id: `${visitor}-${second}`, amount },
});

const DAY: readonly Fed[] = [
  look("ann", 0, "a"),
  look("bob", 1, "b"),
  look("ann", 4, "c"),
  buy("ann", 9, 5),
  buy("bob", 12, 0), // its step fails: a share of nothing
  look("cid", 40, "d"),
  look("ann", 90, "e"), // bob's visit is over, and ann's first
  look("bob", 95, "f"),
  look("cid", 130, "g"),
];

const positionOf = ({ kafka }: Rig): number | undefined => stored(kafka, 0).meta?.positions[0]?.[1];

describe("a worker with one task", () => {
  it("puts out what pda run does, and leaves what is open in the changelog", async () => {
    const one = rig();
    one.feed(0, DAY.slice(0, 4));
    one.feedRaw(0, "ann", "{no json");
    const worker = one.work(one.host("w"));
    await one.until(() => positionOf(one) === 7);
    one.feed(0, DAY.slice(4));
    const { end } = one.kafka.state.log({ topic: "in", partition: 0 });
    await one.until(() => positionOf(one) === end);
    await one.time.until(worker.stop());

    const pattern = onReference(visitsMachine());
    const from = { topic: "in", partition: 0 };
    const want = undisturbed(committed(one.kafka, "in", 0), pattern, from, 5_000);
    expect(want.lines.length).toBeGreaterThan(8);
    expect(lines(one.kafka, "out", 0)).toEqual(want.lines);
    expect(stored(one.kafka, 0).states).toEqual(want.states);
    expect(lines(one.kafka, "app-dead", 0)).toHaveLength(want.dead.length);
    expect(one.kafka.state.transactions.undecided()).toEqual([]);
    expect(await worker.ended).toEqual({ kind: "asked" });
  });
});
