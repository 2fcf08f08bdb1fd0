import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load, type Machine } from "../../../src/machine/machine.ts";
import type { DeadStep } from "../../../src/machine/output.ts";
import { outputLine } from "../../../src/machine/render.ts";
import { CauseRunner } from "../../../src/stream/order/cause-runner.ts";
import { noOrderCounts } from "../../../src/stream/order/order-counts.ts";
import type { Draw } from "../../support/draw.ts";
import { type FollowOptions, follow } from "./cause-oracle.ts";
import { CAUSE, drawCauses, ID, inputsUnder } from "./caused.ts";
import { eventsOf, latenessOf, run } from "./running.ts";
import { casesOr, holds, type Property, sameCounts, sameLines } from "./trying.ts";

const CASES = casesOr(1000);
const WATERMARKS = [null, 0, 1000, 10_000, 30_000, 3_600_000];

/** Checks events of one key of random programs, with causes. */
function hold(
  property: Pick<Property, "name" | "seed" | "cases">,
  check: (machine: Machine, events: readonly Event[], draw: Draw) => void,
) {
  holds({ ...property, logsPerProgram: 50, laneless: true }, (machine, logs, drawFor) => {
    for (const log of logs) {
      const draw = drawFor(log);
      for (const events of eventsOf(machine, log)) check(machine, drawCauses(draw, events), draw);
    }
  });
}

const drawOptions = (draw: Draw): FollowOptions => ({
  field: CAUSE,
  id: ID,
  wait: draw.pick([0, 1000, 10_000, 30_000, 3_600_000]),
  keep: draw.pick([1, 2, 3, 5, 1000, 1000]),
});

const deadLine = (dead: DeadStep): string =>
  `${dead.kind} ${dead.kind === "event" ? dead.event : dead.name} @${dead.instant}`;

function ran(
  machine: Machine,
  options: FollowOptions,
  disorderMs: number | null,
  events: readonly Event[],
) {
  const counts = noOrderCounts();
  const { outputs, dead, ...rest } = run(
    events,
    disorderMs,
    (listener) => new CauseRunner(machine, options, { ...listener, order: counts }),
  );
  return { ...rest, lines: outputs.map(outputLine), dead: dead.map(deadLine), order: counts };
}

function following(words: string, last: string, timer = ""): Machine {
  const text = `
    events shop { key who  time ts  id eid  event go { cause: text? } }
    pattern causes on shop {
      session gap 1m
      follow cause from cause, id from eid ${words}
      emits seen { n: integer }
      start a
      state a { on go { emit seen { n: session.events }  ${last} } ${timer} }
    }`;
  const { patterns } = compile({ main: { name: "causes.pda", text }, load: () => null });
  return load(patterns[0]!.automaton);
}

const event = (time: number, id: string, cause?: string): Event => ({
  ...{ key: "k", name: "go", time, id, members: () => [] },
  fields: cause === undefined ? {} : { cause },
});

describe("rule 37: follow cause", () => {
  it("remembers what has ended beside what is long forgotten", () => {
    const machine = following("wait 10s keep 3", "end session");
    const { cause } = machine.automaton.order!;
    const events = [event(20_000, "a"), event(5000, "b", "unknown"), event(20_000, "a")];
    const { order, lines } = ran(machine, cause!, 0, events);
    // Of b, long over, nothing is remembered; of a it is that it has come.
    expect(order).toMatchObject({ duplicates: 1, causesUnknown: 1 });
    expect(lines).toHaveLength(2);
  });

  it("forgets a cause for the session that has ended since, found out by a watermark or not", () => {
    const machine = following("wait 1h keep 1", "");
    const { cause } = machine.automaton.order!;
    const events = [
      event(0, "a"),
      event(100_000, "b"), // ends at 160 s, and is remembered in place of `a`
      event(205_000, "c", "lost"),
      event(200_000, "d", "a"),
    ];
    const [watched, unwatched] = [5000, null].map((ms) => ran(machine, cause!, ms, events));
    expect(watched!.order).toMatchObject({ causesUnknown: 2, causesEnded: 0 });
    expect(unwatched).toEqual(watched);
  });

  it("is late behind the clock of a session that is not over by then, found out or not", () => {
    const machine = following("wait 1h keep 1", "", "within 10s else { end session }");
    const { cause } = machine.automaton.order!;
    const events = [
      event(29_000, "c", "a"),
      event(5000, "b", "a"),
      event(0, "a"), // `c`, then `b` follow at once; at 15 s `b` ends the session whose clock `c` has set
      event(63_000, "e", "lost"),
      event(25_000, "d", "lost"),
    ];
    const [watched, unwatched] = [38_000, null].map((ms) => ran(machine, cause!, ms, events));
    expect(watched!.counts).toMatchObject({ late: 0, sessionsBegun: 4 });
    expect(unwatched).toEqual(watched);
  });

  it("does what each path from a root to a head does on its own", { timeout: 3_600_000 }, () => {
    const met = { outputs: 0, duplicates: 0, unknown: 0, ended: 0, evicted: 0, failed: 0, due: 0 };
    hold({ name: "rule 37, each path", seed: 37, cases: CASES }, (machine, events, draw) => {
      const options = drawOptions(draw);
      const disorderMs = draw.pick(WATERMARKS);
      const { lines, dead, counts, order } = ran(machine, options, disorderMs, events);
      const expected = follow(machine, options, inputsUnder(disorderMs, events));
      sameLines(lines, expected.lines);
      sameLines(dead, expected.dead);
      const { duplicates, unknown, ended, evicted } = expected.order;
      sameCounts(counts, {
        ...expected.counts,
        handedOn: expected.counts.handedOn + duplicates,
      });
      sameCounts(order, {
        ...noOrderCounts(),
        ...{ duplicates, causesUnknown: unknown, causesEnded: ended, causesEvicted: evicted },
      });
      expect(counts.handedOn).toBe(events.length);
      expect(counts.ignored + counts.stepped + duplicates).toBe(counts.handedOn);
      expect(counts.taken + counts.unmatched + counts.failed).toBe(counts.stepped);
      met.outputs += lines.length;
      met.due += counts.dueSteps - counts.sessionsEnded;
      met.failed += counts.failed;
      for (const name of ["duplicates", "unknown", "ended", "evicted"] as const)
        met[name] += expected.order[name];
    });
    for (const times of Object.values(met)) expect(times).toBeGreaterThan(CASES / 50);
  });

  it("finds the same under any watermark, while nothing arrives behind it", {
    timeout: 3_600_000,
  }, () => {
    hold(
      { name: "rule 37, any watermark", seed: 38, cases: CASES / 2 },
      (machine, events, draw) => {
        const options = drawOptions(draw);
        const disorderMs = latenessOf(events) + draw.pick([0, 1000, 30_000]);
        const { lines, dead, counts, order } = ran(machine, options, disorderMs, events);
        const unwatched = ran(machine, options, null, events);
        sameLines(lines, unwatched.lines);
        sameLines(dead, unwatched.dead);
        sameCounts(counts, unwatched.counts);
        sameCounts(order, unwatched.order);
      },
    );
  });
});
