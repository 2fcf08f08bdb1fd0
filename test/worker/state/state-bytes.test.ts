import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { load, type Machine } from "../../../src/machine/machine.ts";
import { noOrderCounts } from "../../../src/stream/order/order-counts.ts";
import { patternRunner } from "../../../src/stream/pattern-runner.ts";
import type { KeptRunner } from "../../../src/stream/runner.ts";
import { StateBytes } from "../../../src/worker/state/state-bytes.ts";
import type { Input } from "../../oracle/oracle.ts";
import { trials } from "../../property/pairs.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { nothingTold, shown } from "../../support/kept.ts";
import { inputsOf } from "../../support/logs.ts";

const PROGRAMS = Number(process.env.PROGRAMS ?? 4);
const SEED = Number(process.env.SEED ?? 1);
/** One of so many states is damaged: each takes long to live. */
const SOME = 8;

const runnerOf = (machine: Machine): KeptRunner =>
  patternRunner(machine, {
    ...{ counts: nothingTold().counts, order: noOrderCounts() },
    ...{ line: () => {}, dead: () => {} },
  });

/** The state after each input of a log, by key. */
function* statesOf(machine: Machine, inputs: readonly Input[]) {
  const runner = runnerOf(machine);
  const key = inputs.find((input) => input.kind === "event")?.event.key ?? "";
  for (const input of inputs) {
    if (input.kind === "event") runner.feed(input.event, input.behindWatermark);
    const row = runner.rowOf(key);
    if (input.kind === "watermark" && row >= 0) runner.advance(row, input.at, false);
    const at = runner.rowOf(key);
    const state = at < 0 ? null : runner.save(at);
    if (state !== null) yield state;
  }
}

/** When something of a key is due that goes on from a state. */
function dueOf(machine: Machine, state: Parameters<KeptRunner["restore"]>[0]): number {
  const runner = runnerOf(machine);
  return runner.nextDue(runner.restore(state));
}

const random = (
  ordered: boolean,
  check: (machine: Machine, inputs: readonly Input[], number: (below: number) => number) => void,
) =>
  fc.assert(
    fc.property(
      trials((text) => automatonOf(text) !== null, 5, { ordered }),
      fc.infiniteStream(fc.nat(999_999)),
      ({ program, logs }, numbers) => {
        const machine = load(automatonOf(program.text)!);
        for (const log of logs)
          for (const inputs of inputsOf(log, machine.automaton.vocabulary))
            check(machine, inputs, (below) => numbers.next().value! % below);
      },
    ),
    { seed: SEED, numRuns: PROGRAMS },
  );

/** What a restored key does to its end; whatever it is, it comes there. */
function live(
  machine: Machine,
  state: Parameters<KeptRunner["restore"]>[0],
  inputs: readonly Input[],
) {
  const runner = runnerOf(machine);
  runner.restore(state);
  for (const input of inputs)
    if (input.kind === "event") runner.feed({ ...input.event, key: state.key }, false);
  runner.endInput?.();
  for (let row = runner.rowOf(state.key), steps = 0; row >= 0; row = runner.rowOf(state.key)) {
    const due = runner.nextDue(row);
    if (!Number.isFinite(due)) break;
    if (++steps > 100_000) throw new Error("it never ends");
    runner.advance(row, due, true);
  }
}

describe("states as bytes", () => {
  it.each([false, true])(
    "come back as they were, and equal ones are equal bytes (order words: %s)",
    (ordered) => {
      let states = 0;
      random(ordered, (machine, inputs) => {
        const [one, other] = [new StateBytes(machine), new StateBytes(machine)];
        for (const state of statesOf(machine, inputs)) {
          states++;
          const bytes = one.encode(state);
          const back = other.decode(state.key, bytes);
          expect(shown(back)).toBe(shown(state));
          expect(other.encode(back)).toEqual(bytes);
          const due = one.due(bytes);
          if (due !== null) expect(due).toBe(dueOf(machine, state));
        }
      });
      expect(states).toBeGreaterThan(PROGRAMS);
    },
  );

  it.each([false, true])(
    "that are damaged are refused, or are another state (order words: %s)",
    (ordered) => {
      const met = { damaged: 0, read: 0 };
      random(ordered, (machine, inputs, number) => {
        const codec = new StateBytes(machine);
        for (const state of statesOf(machine, inputs)) {
          if (number(SOME) > 0) continue;
          const bytes = codec.encode(state);
          const cut = codec.read(state.key, bytes.subarray(0, number(bytes.length)));
          expect(cut.kind).toBe("damaged");
          for (let flaw = 0; flaw < 4; flaw++) {
            const flawed = Uint8Array.from(bytes);
            const times = 1 + number(3);
            for (let i = 0; i < times; i++)
              flawed[5 + number(flawed.length - 5)] = number(3) === 0 ? 255 : number(256);
            const read = codec.read(state.key, flawed);
            if (read.kind === "damaged") met.damaged++;
            if (read.kind !== "read") continue;
            met.read++;
            // Such a state is one of the pattern's: it can be written, and it can live.
            const again = codec.encode(read.state);
            expect(shown(codec.decode(state.key, again))).toBe(shown(read.state));
            live(machine, read.state, inputs);
          }
        }
      });
      expect(met.damaged).toBeGreaterThan(PROGRAMS);
      expect(met.read).toBeGreaterThan(PROGRAMS);
    },
  );

  it.each([
    ["session gap 30m max 40m  start s  state s {}", true],
    ["by who, lane  session gap 30m of who  start s  state s {}", true],
    ["by who, lane  session gap 30m  start s  state s {}", false],
    ["session gap 30m  start s  state s { after 5m -> s }", false],
    ["reorder within 1m  session gap 30m  start s  state s {}", false],
  ])("tell when something is due, where their first bytes do: %s", (rest, tells) => {
    const text = `events shop { key who  time ts  event go { lane: text } }\npattern p on shop { ${rest} }`;
    const machine = load(automatonOf(text)!);
    const [codec, runner] = [new StateBytes(machine), runnerOf(machine)];
    for (const minute of [0, 3, 29, 31, 2, 39]) {
      const event = { key: "a", time: minute * 60_000, name: "go", fields: { lane: `${minute}` } };
      runner.feed({ ...event, id: `x@${minute}`, members: () => [] }, false);
      const state = runner.save(runner.rowOf("a"))!;
      const bytes = codec.encode(state);
      expect(codec.due(bytes)).toBe(tells ? dueOf(machine, state) : null);
      // What is no state of this format and pattern has to be read, and is refused there.
      for (const at of [0, 1])
        expect(codec.due(Uint8Array.from(bytes).fill(77, at, at + 1))).toBeNull();
      expect(codec.due(bytes.subarray(0, 7))).toBeNull();
    }
  });

  it("refuses what is not its own, and says so", () => {
    const text = (gap: string) =>
      `events shop { key who  time ts  event go {} }\npattern p on shop { session gap ${gap}  start s  state s {} }`;
    const [old, fresh] = [load(automatonOf(text("1h"))!), load(automatonOf(text("2h"))!)];
    const runner = runnerOf(old);
    runner.feed({ key: "a", time: 0, name: "go", fields: {}, id: "x@1", members: () => [] }, false);
    const bytes = new StateBytes(old).encode(runner.save(runner.rowOf("a"))!);
    expect(() => new StateBytes(fresh).decode("a", bytes)).toThrow(
      `the state of "a" in p belongs to another version of the pattern, ${old.version.slice(0, 8)}…: ask \`pda plan\``,
    );
    const newer = Uint8Array.from(bytes).fill(2, 0, 1);
    expect(() => new StateBytes(old).decode("a", newer)).toThrow(
      "was written by a later release, in format 2; this one reads up to 1",
    );
    expect(() => new StateBytes(old).decode("a", bytes.subarray(0, 9))).toThrow(
      'the state of "a" in p is damaged: it ends too early',
    );
    expect(new StateBytes(old).read("a", new Uint8Array())).toEqual({
      ...{ kind: "damaged", detail: "it ends too early" },
    });
  });
});
