import { describe, expect, it } from "vitest";
import { planReset, type ResetOptions, reset } from "../../../src/worker/state/reset.ts";
import { survey } from "../../../src/worker/state/survey.ts";
import { visitsMachine } from "../patterns.ts";
import { type Fed, lines, type Rig, rig, START_MS, stored } from "../rig.ts";

const look = (visitor: string, second: number): Fed => ({
  ...{ visitor, ts: START_MS + second * 1000, type: "look" },
  ...{ id: `${visitor}-${second}`, page: "p" },
});

const positionOf = ({ kafka }: Rig): number | undefined => stored(kafka, 0).meta?.positions[0]?.[1];
const CHANGELOG = { topic: "app-changelog", partition: 0 };

const options = (changes: Partial<ResetOptions> = {}): ResetOptions => ({
  ...{ app: "app", inputs: ["in"], changelog: CHANGELOG.topic, edge: "earliest" },
  ...{ patterns: null, vocabularies: null, partitions: 1, transactionTimeoutMs: 3_000 },
  ...changes,
});

async function worked(one: Rig): Promise<void> {
  const worker = one.work(one.host("w"));
  const { end } = one.kafka.state.log({ topic: "in", partition: 0 });
  await one.until(() => positionOf(one) === end);
  await one.time.until(worker.stop());
  await one.time.pass(1000);
}

describe("a changelog from outside", () => {
  it("tells what is open, and after a reset all is built anew", async () => {
    const one = rig();
    one.feed(0, [look("ann", 0), look("bob", 1), look("ann", 2)]);
    await worked(one);
    const { transport } = one.host("operator");
    const found = await one.time.until(survey(transport, CHANGELOG));
    expect(found.states.map(({ key }) => key).sort()).toEqual(["ann", "bob"]);
    expect(found.meta).toMatchObject({ kind: "read", meta: { partitions: 1 } });

    const before = lines(one.kafka, "out", 0);
    const plan = await one.time.until(planReset(transport, found, options()));
    expect(plan).toMatchObject({ task: 0, keys: 2, to: [{ topic: "in", offset: 0 }] });
    expect(stored(one.kafka, 0).states.size).toBe(2); // nothing is touched yet
    await one.time.until(reset(transport, plan, options()));
    await one.time.pass(1000);
    expect(stored(one.kafka, 0).states.size).toBe(0);
    const empty = await one.time.until(survey(transport, CHANGELOG));
    expect(empty.states).toEqual([]);

    const states = new Map(found.states.map(({ key, bytes }) => [key, bytes]));
    await worked(one);
    expect(lines(one.kafka, "out", 0)).toEqual([...before, ...before]); // the same, with the same ids
    const again = await one.time.until(survey(transport, CHANGELOG));
    for (const { key, bytes } of again.states) expect(bytes).toEqual(states.get(key));
  });

  it("wants to know the patterns where nobody has written them down", async () => {
    const one = rig();
    const { transport } = one.host("operator");
    const found = await one.time.until(survey(transport, CHANGELOG));
    expect(found).toEqual({ partition: 0, meta: null, states: [] });
    await expect(one.time.until(planReset(transport, found, options()))).rejects.toThrow();
    const { automaton, version } = visitsMachine();
    const patterns = [[automaton.pattern, version]] as const;
    const plan = planReset(transport, found, options({ patterns, vocabularies: 1 }));
    expect(await one.time.until(plan)).toMatchObject({ from: null, keys: 0 });
  });
});
