import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load } from "../../../src/machine/machine.ts";
import { Judge } from "../../../src/simulator/compare/judge-key.ts";
import { KeyRun } from "../../../src/simulator/compare/key-run.ts";
import { orderedLog } from "../../../src/simulator/compare/log.ts";
import { orderedRun } from "../../../src/simulator/compare/ordered-run.ts";
import { Release } from "../../../src/simulator/compare/release.ts";
import { Traffic } from "../../../src/simulator/disorder/traffic.ts";
import { BEGIN, MINUTE, pipelineOf } from "../law.ts";

const TEXT = `
events shop {
  key visitor
  time ts
  event view
  event buy
}

pattern visits on shop {
  session gap 30m max 12h
  remember seen: integer = 0
  emits viewed { nth: integer }
  emits bought { seen: integer }
  emits visit { seen: integer }
  start browsing
  state browsing {
    on view { seen = seen + 1  emit viewed { nth: seen } }
    on buy { emit bought { seen } }
  }
  on end { emit visit { seen } }
}
`;

const compiled = compile({ main: { name: "visits.pda", text: TEXT }, load: () => null });

/** Two visits of one visitor: views at 0, 20 and 40 minutes, then a view and a purchase at 90 and 95. */
const AT = [0, 20, 40, 90, 95];
const names = ["view", "view", "view", "view", "buy"];
const events = AT.map(
  (minutes, i): Event => ({
    ...{ key: "v", id: `e${i + 1}`, name: names[i]!, fields: {}, members: () => [] },
    time: BEGIN + minutes * MINUTE,
  }),
);

/** The verdicts when the events arrive in this order, at these minutes. */
function judged(arrivals: readonly (readonly [event: number, minutes: number])[]): string[] {
  const machine = load(compiled.patterns[0]!.automaton);
  const ordered = orderedRun(machine, orderedLog(events));
  expect(ordered.truth.sessions).toBe(2);
  const pipeline = pipelineOf("network");
  const traffic = new Traffic();
  traffic.begin(ordered.truth, 1);
  traffic.beginStage();
  for (const [event, minutes] of arrivals) traffic.at[event - 1] = BEGIN + minutes * MINUTE;
  for (let row = 0; row < events.length; row++)
    if (!arrivals.some(([event]) => event === row + 1)) traffic.lose(row);
  traffic.endStage();
  const release = new Release();
  release.asTheyCome(traffic.order.slice(0, traffic.live), traffic.at);
  const judge = new Judge(ordered, { pipeline, traffic, release });
  const { judged } = judge.judge(new KeyRun(machine), 0, 1);
  return judged
    .map(({ verdict, output, session, fields, marks, stage }) =>
      [
        `${ordered.outputs[output]} of visit ${session + 1}: ${verdict}`,
        ...fields.map(({ field, how }) => `${field} ${how}`),
        ...marks,
        ...(stage < 0 ? [] : [pipeline.stages[stage]!.mechanism]),
      ].join(", "),
    )
    .sort();
}

describe("disorder that changes how sessions are cut", () => {
  it("is none where all arrive in order", () => {
    expect(new Set(judged(AT.map((minutes, i) => [i + 1, minutes])))).toEqual(
      new Set([
        "viewed of visit 1: exact",
        "viewed of visit 2: exact",
        "bought of visit 2: exact",
        "visit of visit 1: exact",
        "visit of visit 2: exact",
      ]),
    );
  });

  it("finds the output of a late event again in the next session", () => {
    // The third view comes when the second visit has begun.
    expect(
      judged([
        [1, 0],
        [2, 20],
        [4, 90],
        [3, 91],
        [5, 95],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "bought of visit 2: changed, seen other, caused otherwise, network",
        "viewed of visit 1: changed, nth other, moved, network",
        "viewed of visit 1: exact",
        "viewed of visit 1: exact",
        "viewed of visit 2: exact",
        "visit of visit 1: changed, seen other, shifted, caused otherwise, network",
        "visit of visit 2: changed, seen other, caused otherwise, network",
      ]
    `);
  });

  it("finds both halves of a session that was split", () => {
    // The view at 20 minutes comes last: 0 and 40 are too far apart without it.
    expect(
      judged([
        [1, 0],
        [3, 40],
        [4, 90],
        [5, 95],
        [2, 99],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "bought of visit 2: exact",
        "viewed of visit 1: changed, nth other, moved, network",
        "viewed of visit 1: exact",
        "viewed of visit 1: exact, moved",
        "viewed of visit 2: exact",
        "visit of visit 1: changed, seen other, shifted, caused otherwise, network",
        "visit of visit 1: false positive, network",
        "visit of visit 2: changed, seen other, caused otherwise, network",
      ]
    `);
  });

  it("knows a visit's end again though the visit began with another event", () => {
    expect(
      judged([
        [2, 20],
        [1, 21],
        [3, 40],
        [4, 90],
        [5, 95],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "bought of visit 2: exact",
        "viewed of visit 1: changed, nth other, moved, network",
        "viewed of visit 1: changed, nth other, moved, network",
        "viewed of visit 1: exact, moved",
        "viewed of visit 2: exact",
        "visit of visit 1: exact, moved, caused otherwise",
        "visit of visit 2: exact",
      ]
    `);
  });

  it("blames the loss of an event on who lost it", () => {
    expect(
      judged([
        [1, 0],
        [3, 40],
        [4, 90],
        [5, 95],
      ]),
    ).toMatchInlineSnapshot(`
      [
        "bought of visit 2: exact",
        "viewed of visit 1: changed, nth other, moved, network",
        "viewed of visit 1: exact",
        "viewed of visit 1: false negative, network",
        "viewed of visit 2: exact",
        "visit of visit 1: changed, seen other, shifted, caused otherwise, network",
        "visit of visit 1: false positive, network",
        "visit of visit 2: exact",
      ]
    `);
  });
});
