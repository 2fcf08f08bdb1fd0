import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Event } from "../../src/machine/event.ts";
import { load } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import { migration } from "../../src/plan/migrate.ts";
import { type Plan, planOf } from "../../src/plan/plan.ts";
import { planText } from "../../src/plan/text.ts";
import type { KeyState } from "../../src/stream/key-state.ts";
import { patternRunner } from "../../src/stream/pattern-runner.ts";
import { type KeptRunner, referenceRunner } from "../../src/stream/runner.ts";
import { StateBytes } from "../../src/worker/state/state-bytes.ts";
import { nothingTold, type Told } from "../support/kept.ts";
import { type Pair, pairs } from "./golden.ts";
import { carried } from "./slow.ts";

const RUNS = Number(process.env.RUNS ?? 20);
const KEY = "v1";
const all = pairs();

function planned({ name, old, fresh }: Pair): Plan {
  const result = planOf(old, fresh);
  if (result.kind !== "plan") throw new Error(`${name}: ${result.messages.join("; ")}`);
  return result.plan;
}

const twin = (automaton: Automaton, { counts, lines, dead }: Told): KeptRunner =>
  patternRunner(load(automaton), {
    ...{ counts, line: (line) => lines.push(line), dead: (step) => dead.push(step) },
  });

const reference = (automaton: Automaton, { counts, lines, dead }: Told): KeptRunner =>
  referenceRunner(load(automaton), {
    ...{ counts, output: (output) => lines.push(outputLine(output)) },
    dead: (step) => dead.push(step),
  });

const stateIn = (runner: KeptRunner): KeyState | null => {
  const row = runner.rowOf(KEY);
  return row < 0 ? null : runner.save(row);
};

function finish(runner: KeptRunner): void {
  for (let row = runner.rowOf(KEY); row >= 0; row = runner.rowOf(KEY))
    runner.advance(row, runner.nextDue(row), true);
}

/** Events of both vocabularies; times run on, now and then by much. */
const logs = fc.array(
  fc.record({
    name: fc.constantFrom("search", "view", "view", "cart", "cart", "buy"),
    wait: fc.constantFrom(0, 1000, 60_000, 7 * 60_000, 25 * 60_000, 40 * 60_000),
    word: fc.constantFrom("a", "b"),
    priced: fc.boolean(),
  }),
  { minLength: 1, maxLength: 16 },
);

function eventsOf(log: typeof logs extends fc.Arbitrary<infer T> ? T : never): readonly Event[] {
  let time = 1_704_067_200_000;
  return log.map(({ name, wait, word, priced }, i) => {
    time += wait;
    const fields = {
      search: { term: word },
      view: { product: word, ...(priced ? { price: 995 } : {}) },
      cart: { product: word, count: 2 },
      buy: { amount: 1999 },
    }[name]!;
    return { key: KEY, time, name, fields, id: `clicks-0@${i}`, members: () => [] };
  });
}

describe("a plan", () => {
  it("has at least fifteen pairs of every kind", () => {
    expect(all.length).toBeGreaterThanOrEqual(15);
    const policies = all.map((pair) => planned(pair).policy);
    for (const policy of ["keep", "map", "drain", "reset"]) expect(policies).toContain(policy);
  });

  it.each(all.map((pair) => [pair.name, pair] as const))("says what it means: %s", (_, pair) => {
    const text = planText(planned(pair));
    if (process.env.UPDATE !== undefined) pair.write(text);
    else expect(text).toBe(pair.plan);
    expect(text.split("\n").filter((line) => line.length > 60)).toEqual([]);
  });

  it("is of at least five with a mapping in the file", () => {
    const mapped = all.filter(({ fresh }) => Object.values(fresh.mapping).some(({ size }) => size));
    expect(mapped.length).toBeGreaterThanOrEqual(5);
  });
});

const carrying = all.filter((pair) => ["keep", "map"].includes(planned(pair).policy));

describe("sessions that are carried over", () => {
  it.each(carrying.map((pair) => [pair.name, pair] as const))(
    "go on as a plain migration has them, and no step fails: %s",
    (_, pair) => {
      const plan = planned(pair);
      const { from, to } = plan;
      const migrate = migration(plan);
      const codec = new StateBytes(load(to));
      let moved = 0;
      fc.assert(
        fc.property(logs, fc.nat(16), (log, at) => {
          const events = eventsOf(log);
          const cut = Math.min(at, events.length);
          const [told, expected] = [nothingTold(), nothingTold()];
          const [before, slowBefore] = [twin(from, told), reference(from, expected)];
          const [after, slowAfter] = [twin(to, told), reference(to, expected)];
          for (const event of events.slice(0, cut))
            for (const runner of [before, slowBefore]) runner.feed(event, false);
          const state = stateIn(before);
          if (state !== null) {
            moved++;
            after.restore(codec.decode(KEY, codec.encode(migrate(state))));
            slowAfter.restore(carried(stateIn(slowBefore)!, from, to, pair.fresh.mapping));
          }
          for (const event of events.slice(cut))
            for (const runner of [after, slowAfter]) runner.feed(event, false);
          for (const runner of [after, slowAfter]) finish(runner);
          expect(told).toEqual(expected);
          expect(told.dead).toEqual([]);
        }),
        { seed: 1, numRuns: RUNS },
      );
      expect(moved).toBeGreaterThan(0);
    },
  );

  const unproved = all.filter((pair) => {
    const { findings } = planned(pair);
    return (
      findings.every(({ what, policy }) => what === "proof" || policy === "keep") &&
      findings.some(({ what }) => what === "proof")
    );
  });

  it.each(unproved.map((pair) => [pair.name, pair] as const))(
    "would fail where nothing is proved: %s",
    (_, pair) => {
      const plan = planned(pair);
      const migrate = migration({ ...plan, policy: "keep" });
      let failed = 0;
      fc.assert(
        fc.property(logs, fc.nat(16), (log, at) => {
          const events = eventsOf(log);
          const [before, after] = [nothingTold(), nothingTold()];
          const [one, other] = [reference(plan.from, before), reference(plan.to, after)];
          for (const event of events.slice(0, at)) one.feed(event, false);
          const state = stateIn(one);
          if (state !== null) other.restore(migrate(state));
          for (const event of events.slice(at)) other.feed(event, false);
          failed += after.dead.length;
        }),
        { seed: 1, numRuns: RUNS },
      );
      expect(failed).toBeGreaterThan(0);
    },
  );
});
