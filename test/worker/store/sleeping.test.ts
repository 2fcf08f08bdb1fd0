import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noCounts } from "../../../src/machine/counts.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load, type Machine } from "../../../src/machine/machine.ts";
import { noOrderCounts } from "../../../src/stream/order/order-counts.ts";
import { patternRunner } from "../../../src/stream/pattern-runner.ts";
import { StreamRun } from "../../../src/stream/stream-run.ts";
import { StateBytes } from "../../../src/worker/state/state-bytes.ts";
import { SleepingRunner } from "../../../src/worker/store/sleeping-runner.ts";
import type { WorkerPattern } from "../../../src/worker/task/pattern.ts";
import { trials } from "../../property/pairs.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { inputsOf } from "../../support/logs.ts";
import { visitsMachine } from "../patterns.ts";
import { MemoryDisk } from "./memory-shelves.ts";

const PROGRAMS = Number(process.env.PROGRAMS ?? 3);

interface Told {
  readonly lines: readonly string[];
  readonly states: readonly (readonly [string, string])[];
  readonly most: number;
}

/** A pattern over events; `chunk`: so many, then all that changed is kept and all but `awake` keys sleep. */
async function run(
  machine: Machine,
  events: readonly Event[],
  sleep: { readonly chunk: number; readonly awake: number } | null,
): Promise<Told> {
  const lines: string[] = [];
  const bytes = new StateBytes(machine);
  const listener = {
    ...{ counts: noCounts(), order: noOrderCounts() },
    line: (line: string) => lines.push(line),
    dead: (dead: unknown) => lines.push(JSON.stringify(dead)),
  };
  const pattern: WorkerPattern = {
    ...{ machine, vocabulary: 0 },
    runner: (of) => patternRunner(machine, of),
    encode: (state) => bytes.encode(state),
    decode: (key, state) => bytes.decode(key, state),
  };
  const plain = pattern.runner(listener);
  const shelf = (await new MemoryDisk().shelves().open("t", { producerId: "1", epoch: 0 }))!;
  const sleeping = sleep === null ? null : new SleepingRunner(plain, pattern, 0, shelf);
  const runner = sleeping ?? plain;
  const touched = new Set<string>();
  const stream = new StreamRun({
    patterns: [
      {
        ...(sleeping === null ? {} : { sleepers: sleeping }),
        vocabulary: 0,
        runner: {
          feed(event, behind, watermark) {
            const row = runner.feed(event, behind, watermark);
            if (row >= 0) touched.add(event.key);
            return row;
          },
          advance(row, until, through) {
            touched.add(runner.keyOf(row));
            runner.advance(row, until, through);
          },
          nextDue: (row) => runner.nextDue(row),
          keyOf: (row) => runner.keyOf(row),
          rows: () => runner.rows(),
          size: () => runner.size(),
        },
      },
    ],
    ...{ sources: 1, watermark: { disorderMs: 3_000, aheadMs: null }, ahead: () => {} },
  });
  const saved = (key: string): Uint8Array | null => {
    const row = runner.rowOf(key);
    const state = row < 0 ? null : runner.save(row);
    return state === null ? null : pattern.encode(state);
  };
  let most = 0;
  for (const [i, event] of events.entries()) {
    stream.event(event, 0, 0);
    if (sleeping === null || sleep === null || i % sleep.chunk !== sleep.chunk - 1) continue;
    const changes = [...touched].map((key) => sleeping.changeOf(key, saved(key)));
    touched.clear();
    await shelf.change(changes, null);
    sleeping.kept(changes);
    sleeping.sleep(sleep.awake, (row) => stream.unwatch(0, row));
    most = Math.max(most, sleeping.awakeCount);
    expect(plain.size()).toBeLessThanOrEqual(sleep.awake);
  }
  const states: (readonly [string, string])[] = [];
  for (const row of runner.rows()) {
    const state = runner.save(row)!;
    states.push([state.key, Buffer.from(pattern.encode(state)).toString("hex")]);
  }
  return { lines, states: states.sort(([a], [b]) => (a < b ? -1 : 1)), most };
}

const sleeps = fc.record({ chunk: fc.integer({ min: 1, max: 9 }), awake: fc.nat(4) });

describe("keys that sleep", () => {
  it("make no difference to what is put out and kept: random programs", async () => {
    for (const ordered of [false, true]) {
      await fc.assert(
        fc.asyncProperty(
          trials((text) => automatonOf(text) !== null, 3, { ordered }),
          sleeps,
          async ({ program, logs }, sleep) => {
            const machine = load(automatonOf(program.text)!);
            for (const log of logs) {
              const events = [...inputsOf(log, machine.automaton.vocabulary)].flatMap((inputs) =>
                [...inputs].flatMap((input) => (input.kind === "event" ? [input.event] : [])),
              );
              const slept = await run(machine, events, sleep);
              const { lines, states } = await run(machine, events, null);
              // Order words write down how far time had come when somebody looked, even for nothing.
              const alike = machine.automaton.order === undefined ? { lines, states } : { lines };
              expect(slept).toMatchObject(alike);
            }
          },
        ),
        { numRuns: PROGRAMS },
      );
    }
  });

  it("are due in the order of rule 29 with those awake", async () => {
    const event = fc.record({
      visitor: fc.nat(12),
      gapMs: fc.oneof(fc.nat(3_000), fc.nat(40_000)),
      look: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 20, maxLength: 80 }),
        sleeps,
        async (fed, sleep) => {
          let time = 1_700_000_000_000;
          const events = fed.map(({ visitor, gapMs, look }, i): Event => {
            time += gapMs;
            const fields = look ? { page: `p${i % 3}` } : { amount: i % 4 };
            const name = look ? "look" : "buy";
            return { key: `v${visitor}`, time, name, fields, id: `e${i}`, members: () => [] };
          });
          const { lines, states } = await run(visitsMachine(), events, null);
          expect(await run(visitsMachine(), events, sleep)).toMatchObject({ lines, states });
        },
      ),
      { numRuns: PROGRAMS * 8 },
    );
  });
});
