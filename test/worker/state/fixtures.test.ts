import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Automaton } from "../../../src/automaton/automaton.ts";
import { verify } from "../../../src/automaton/verify.ts";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import { noOrderCounts } from "../../../src/stream/order/order-counts.ts";
import { patternRunner } from "../../../src/stream/pattern-runner.ts";
import { STATE_FORMAT, StateBytes } from "../../../src/worker/state/state-bytes.ts";
import { nothingTold, shown } from "../../support/kept.ts";
import { CASES, type Case } from "./cases.ts";

/**
 * States that a release wrote, with the automaton whose they are. Every later release reads them all; a file
 * that is there is never written again. `UPDATE=1` makes those that are missing, of `cases.ts`.
 */
const FOLDER = join(import.meta.dirname, "fixtures");

interface Fixture {
  readonly format: number;
  readonly key: string;
  readonly bytes: string;
  readonly state: unknown;
  readonly automaton: Automaton;
}

function made({ pattern, events }: Case): Fixture {
  const { patterns, diagnostics } = compile({
    main: { name: "fixture.pda", text: pattern },
    load: () => null,
  });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const { automaton } = patterns[0]!;
  const machine = load(automaton);
  const runner = patternRunner(machine, {
    ...{ counts: nothingTold().counts, order: noOrderCounts() },
    ...{ line: () => {}, dead: () => {} },
  });
  const key = "visitor ü";
  let row = -1;
  for (const [i, [time, name, fields]] of events.entries())
    row = runner.feed(
      { key, time, name, fields, id: `clicks-0@${i + 17}`, members: () => [["at", "1"]] },
      false,
    );
  const state = runner.save(row)!;
  const bytes = Buffer.from(new StateBytes(machine).encode(state)).toString("hex");
  return { format: STATE_FORMAT, key, bytes, state: JSON.parse(shown(state)), automaton };
}

if (process.env.UPDATE !== undefined)
  for (const each of CASES) {
    const file = join(FOLDER, `${STATE_FORMAT} ${each.name}.json`);
    if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(made(each), null, 1)}\n`);
  }

describe("states of every release so far", () => {
  const files = readdirSync(FOLDER);

  it("are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(CASES.length);
  });

  it.each(files)("are read: %s", (file) => {
    const fixture = JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Fixture;
    const verified = verify(fixture.automaton);
    if (!verified.ok) throw new Error("its automaton does not verify");
    const codec = new StateBytes(load(verified.automaton));
    const state = codec.decode(fixture.key, Buffer.from(fixture.bytes, "hex"));
    expect(JSON.parse(shown(state))).toEqual(fixture.state);
    if (fixture.format === STATE_FORMAT)
      expect(Buffer.from(codec.encode(state)).toString("hex")).toBe(fixture.bytes);
  });
});
