import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { simulationCsv } from "../../../src/simulator/experiment/csv.ts";
import { plainEvent } from "../../../src/simulator/experiment/experiment.ts";
import {
  Laboratory,
  mergeFindings,
  orderedRuns,
  type PlainFindings,
} from "../../../src/simulator/experiment/laboratory.ts";
import { type Plan, planOf } from "../../../src/simulator/experiment/plan.ts";
import { numbered } from "../../../src/simulator/experiment/recorded.ts";
import { resultOf } from "../../../src/simulator/experiment/result-of.ts";
import { simulationText } from "../../../src/simulator/experiment/text.ts";
import { BRISK, shopVisits } from "../../../src/simulator/visits.ts";
import { BEGIN, pipelineOf } from "../law.ts";

const PATTERN = join(import.meta.dirname, "../../../patterns/search-attribution/pattern.pda");
const { patterns } = compile({
  main: { name: "pattern.pda", text: readFileSync(PATTERN, "utf8") },
  load: () => null,
});
const { automaton } = patterns[0]!;
const WRITTEN = "network | collectors n=4 flush=5s | copies share=1%";

const planFor = (visits: number, seeds: number, waitMs: number | null = null): Plan => {
  const request = {
    ...{ automaton, file: "pattern.pda", written: WRITTEN, pipeline: pipelineOf(WRITTEN) },
    events: shopVisits({ seed: 5, visits, gaps: BRISK, length: 6, start: BEGIN }).map((event) =>
      plainEvent(event, false),
    ),
    ...{ annotated: false, budgetMs: 2000, target: 0.05, waitMs },
    seeds: { first: 1, count: seeds },
    sweep: { over: "reorder", windowsMs: [0, 1000, 5000] },
    levels: [{ label: "slow", pipeline: pipelineOf("collectors n=4 flush=20s") }],
  } as const;
  const plan = planOf(request);
  if (waitMs === null) return plan;
  // For `order by seq`, which needs numbers.
  const [ordered] = orderedRuns(plan.experiment);
  return planOf({ ...request, events: numbered(request.events, undefined, ordered!) });
};

const READ = { names: ["made"], dead: 0, behind: 0 };

describe("an experiment", () => {
  const plan = planFor(120, 5, 5000);
  const whole = new Laboratory(plan.experiment);
  for (let seed = 1; seed <= 5; seed++) whole.run(seed);
  const result = resultOf(plan, whole, READ);

  it("gives the same whichever thread runs which seed", () => {
    const share = (seeds: readonly number[]): PlainFindings => {
      // What a thread is sent, and what it sends back, has no methods.
      const laboratory = new Laboratory(deserialize(serialize(plan.experiment)));
      for (const seed of seeds) laboratory.run(seed);
      return deserialize(serialize(laboratory.findings)) as PlainFindings;
    };
    const merged = new Laboratory(plan.experiment);
    for (const seeds of [[4, 2], [5], [1, 3]]) mergeFindings(merged.findings, share(seeds));
    expect(JSON.stringify(resultOf(plan, merged, READ))).toBe(JSON.stringify(result));
  });

  it("puts every true output down once", () => {
    const { counts } = result.outcome;
    const expected = counts.exact + counts.changed + counts["false negative"];
    expect(expected).toBe(5 * whole.ordered[0]!.lines.length);
    const ofKinds = result.worst.reduce((sum, { count }) => sum + count, 0);
    const wrong =
      counts.changed + counts["false negative"] + counts["false positive"] + counts.duplicate;
    expect(ofKinds).toBeLessThanOrEqual(wrong);
    expect(ofKinds).toBeGreaterThan(0.9 * wrong);
  });

  it("finds fewer errors behind a wider window, more behind slower collectors", () => {
    const [given, slow] = result.sweep!.levels.map(({ cells }) =>
      cells.map(({ badSessions }) => badSessions.estimate),
    );
    expect(given![0]).toBe(result.outcome.badSessions.estimate);
    expect(given![1]).toBeLessThan(given![0]!);
    expect(given![2]).toBeLessThan(given![1]!);
    expect(slow![0]).toBeGreaterThan(given![0]!);
    expect(result.sweep!.front).toContain(0);
  });

  it("compares strategies on the same draws", () => {
    const wrong = Object.fromEntries(
      result.strategies!.map(({ kind, figures }) => [kind, figures?.badSessions.estimate ?? null]),
    );
    expect(wrong.nothing).toBe(result.outcome.badSessions.estimate);
    for (const kind of ["hold", "reorder", "sequence", "retract"])
      expect(wrong[kind], kind).toBeLessThan(wrong.nothing! / 2);
    expect(wrong.cause).toBeNull();
    const held = Object.fromEntries(
      result.strategies!.map(({ kind, figures }) => [kind, figures?.heldMax ?? null]),
    );
    expect(held).toMatchObject({ nothing: 0, cause: null });
    // What may be run again stays D longer than what waits.
    expect(held.retract).toBeGreaterThan(held.reorder!);
    expect(held.sequence).toBeGreaterThan(0);
    expect(held.sequence).toBeLessThan(held.reorder!);
    // What each did, and what is still wrong under it, with the reason.
    for (const { kind, figures } of result.strategies!) {
      if (figures === null) continue;
      const wrong = figures.badSessions.estimate > 0;
      expect(figures.worst.length > 0, kind).toBe(wrong);
      for (const { example } of figures.worst) expect(example.explanation, kind).toBeDefined();
    }
    const kept = new Map(result.strategies!.map(({ kind, figures }) => [kind, figures?.kept]));
    expect(kept.get("nothing")!.takenLate).toBeGreaterThan(kept.get("hold")!.takenLate);
    expect(kept.get("retract")!.takenBack).toBe(result.settle!.retracted);
    expect(kept.get("sequence")).toMatchObject({ takenBack: 0, dropped: 0 });
    const { points, retracted } = result.settle!;
    expect(retracted).toBeGreaterThan(0);
    for (let i = 1; i < points.length; i++)
      expect(points[i]!.share).toBeLessThanOrEqual(points[i - 1]!.share);
  });

  it("chooses on one half of the seeds and reports on the other", () => {
    const { chosenOn, reportedOn, point, edit } = result.sweep!.recommendation!;
    expect([chosenOn.seeds, reportedOn.seeds]).toEqual([3, 2]);
    if (point !== null) expect(chosenOn.badSessions!.high).toBeLessThanOrEqual(0.05);
    if (point === 2) expect(edit).toBe("reorder within 5s");
  });

  it("fits on a narrow screen", () => {
    for (const columns of [60, 80, 120])
      for (const line of simulationText(result, columns).split("\n"))
        expect(line.length, line).toBeLessThanOrEqual(columns);
  });

  it("is a table of figures, a line each", () => {
    const [head, ...rows] = simulationCsv(result)
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    for (const row of rows) expect(row, row.join()).toHaveLength(head!.length);
    const cellOf = (part: string, point: string, column: string): string =>
      rows.find(([of, , at]) => of === part && at === point)![head!.indexOf(column)]!;
    const { counts, outputs } = result.outcome;
    expect(cellOf("outcome", "", "false_negative")).toBe(`${counts["false negative"]}`);
    expect(cellOf("outcome", "", "taken_back")).toBe("");
    for (const of of outputs)
      expect(cellOf("output", of.output, "recall")).toBe(`${of.recall!.estimate}`);
    for (const { label, figures } of result.strategies!) {
      if (figures === null) continue;
      expect(cellOf("strategy", label, "taken_late")).toBe(`${figures.kept.takenLate}`);
      expect(cellOf("strategy", label, "taken_back")).toBe(`${figures.kept.takenBack}`);
      expect(cellOf("strategy", label, "changed")).toBe(`${figures.counts.changed}`);
    }
    const blamed = rows.filter(([part]) => part === "stage").map(([, , point]) => point);
    expect(blamed).toEqual(["1 network", "2 collectors", "3 copies", "none"]);
  });

  it("is JSON without holes", () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

it("keeps as much after many seeds as after few", () => {
  const plan = planFor(50, 2);
  const laboratory = new Laboratory(plan.experiment);
  const size = (): number => serialize(laboratory.findings.tallies[0]![0]![0]!.verdicts).length;
  laboratory.run(1);
  const before = size();
  for (let seed = 3; seed < 30; seed += 2) laboratory.run(seed);
  expect(size()).toBe(before);
});
