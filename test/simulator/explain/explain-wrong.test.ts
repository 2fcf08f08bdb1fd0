import { describe, expect, it } from "vitest";
import { exitCodes, Failure } from "../../../src/cli/exit.ts";
import { explainWrong } from "../../../src/cli/explain-wrong.ts";
import { plainEvent } from "../../../src/simulator/experiment/experiment.ts";
import { orderedRuns } from "../../../src/simulator/experiment/laboratory.ts";
import { planOf } from "../../../src/simulator/experiment/plan.ts";
import { pipelineOf } from "../law.ts";
import { machineOf, sampleEvents } from "./library.ts";

const machine = machineOf("search-attribution");
const events = await sampleEvents(machine, {
  ...{ seed: 2, keys: 20, events: 200, start: 1_704_099_600_000, pauseMs: 3000 },
});

const planned = (written: string) => {
  const plan = planOf({
    ...{ file: "search.pda", written, pipeline: pipelineOf(written) },
    ...{ automaton: machine.automaton, events: events.map((one) => plainEvent(one, false)) },
    ...{ annotated: false, budgetMs: null, sweep: null, levels: [], target: 0.001, waitMs: null },
    seeds: { first: 1, count: 2 },
  });
  return { plan, ordered: orderedRuns(plan.experiment)[0]! };
};

const { plan, ordered } = planned("collectors n=4 flush=5s");
const told = (key: string | true, width = 80, json = false) =>
  explainWrong(plan, ordered, { key, width, json });

describe("explaining in the terminal", () => {
  it("keeps to the width", () => {
    for (const width of [60, 80])
      for (const line of told(true, width).split("\n"))
        expect(line.length, line).toBeLessThanOrEqual(width);
  });

  it("begins with how much is wrong", () => {
    expect(told(true)).toMatch(/^\d+ results are wrong with seed/);
    const { kinds } = JSON.parse(told(true, 80, true)) as { kinds: { example: { key: string } }[] };
    const { key } = kinds[0]!.example;
    expect(told(key)).toMatch(new RegExp(`^\\d+ results? of ${key} (is|are) wrong with seed`));
  });

  it("says so where nothing is wrong", () => {
    const right = planned("network tail=0%");
    const asked = { json: false, width: 80 };
    expect(explainWrong(right.plan, right.ordered, { ...asked, key: true })).toBe(
      "Nothing goes wrong with seeds 1 to 2.\n",
    );
    const key = ordered.log.keys[0]!;
    expect(explainWrong(right.plan, right.ordered, { ...asked, key })).toBe(
      `Nothing of ${key} goes wrong with seeds 1 to 2.\n`,
    );
  });

  it("refuses a key that is not in the log", () => {
    expect(() => told("nobody")).toThrow(
      new Failure(exitCodes.findings, "no event of the log has the key nobody"),
    );
  });
});
