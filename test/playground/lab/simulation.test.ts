import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { simulate } from "../../../playground/lab/simulation.ts";
import { runProgram } from "../../../src/cli/program.ts";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import { fakeTerminal } from "../../cli/fake-terminal.ts";

const folder = resolve(import.meta.dirname, "../../../patterns/search-attribution");
const [pattern, log] = [join(folder, "pattern.pda"), join(folder, "events.ndjson")];
const text = readFileSync(pattern, "utf8");
const { patterns } = compile({ main: { name: "pattern.pda", text }, load: () => null });
const machine = load(patterns[0]!.automaton);
const given = { name: "events.ndjson", bytes: new Blob([readFileSync(log)]) };
const question = {
  ...{ disorder: "snowplow-kinesis", seeds: 3, seed: 5, sweep: "", levels: "", target: 0.001 },
};

describe("the lab's figures", () => {
  it.each([
    ["as the draws suggest", {}, []],
    ["windows that were said", { sweep: "reorder=0,1s,5s" }, ["--sweep", "reorder=0,1s,5s"]],
    ["several degrees", { levels: "flush=1s,5s" }, ["--levels", "flush=1s,5s"]],
    [
      "stages that were written",
      { disorder: "collectors n=4 flush=5s", sweep: "none" },
      ["--sweep", "none"],
    ],
  ])("are those of `pda simulate`: %s", async (_what, change, options) => {
    const asked = { ...question, ...change };
    const found = await simulate(machine, given, {}, asked);
    if ("refused" in found) throw new Error(found.refused);
    const terminal = fakeTerminal();
    const seeds = ["--seeds", "3", "--seed", "5", "--threads", "1", "--json"];
    await runProgram(
      ["simulate", pattern, log, "--disorder", asked.disorder, ...seeds, ...options],
      terminal,
    );
    const printed = JSON.parse(terminal.written());
    expect({ ...found.result, pattern: null }).toEqual({ ...printed, pattern: null });
    expect(found.result.pattern).toEqual({ ...printed.pattern, file: "pattern.pda" });
  });

  it("says what it cannot do", async () => {
    const refusal = async (change: object) => {
      const found = await simulate(machine, given, {}, { ...question, ...change });
      return "refused" in found ? found.refused : "";
    };
    expect(await refusal({ disorder: "colectors n=4" })).toMatch(/collectors/);
    expect(await refusal({ sweep: "limit=1,2" })).toMatch(/`limit` needs the text/);
    expect(await refusal({ sweep: "reorder" })).toMatch(/reorder=0\.\.10s/);
  });

  it("stops when it is told to", async () => {
    const stopping = simulate(machine, given, {}, question, { stopped: () => true });
    await expect(stopping).rejects.toThrow("stopped");
  });
});
