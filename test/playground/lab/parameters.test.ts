import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { simulate } from "../../../playground/lab/simulation.ts";
import { runProgram } from "../../../src/cli/program.ts";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import { fakeTerminal } from "../../cli/fake-terminal.ts";

const folder = resolve(import.meta.dirname, "../../../patterns/search-attribution");
const log = join(folder, "demo.ndjson");
const plain = readFileSync(join(folder, "pattern.pda"), "utf8");
const text = plain
  .replace("\npattern ", "\nparam quiet: duration = 30m\n\npattern ")
  .replace("session gap 30m", "session gap quiet");
const source = { name: "pattern.pda", text };
const { patterns } = compile({ main: source, load: () => null });
const machine = load(patterns[0]!.automaton);
const given = { name: "demo.ndjson", bytes: new Blob([readFileSync(log)]) };
const question = {
  ...{ disorder: "snowplow-kinesis", seeds: 2, seed: 5, levels: "", target: 0.001 },
  sweep: "quiet=1m,30m",
};
const work = mkdtempSync(join(tmpdir(), "pda-lab-"));
afterAll(() => rmSync(work, { recursive: true }));

describe("a sweep over a parameter of the pattern", () => {
  it("gives the figures of `pda simulate`", async () => {
    const found = await simulate(machine, given, {}, question, { source });
    if ("refused" in found) throw new Error(found.refused);
    const path = join(work, "pattern.pda");
    writeFileSync(path, text);
    const terminal = fakeTerminal();
    const options = ["--seeds", "2", "--seed", "5", "--threads", "1", "--json"];
    const sweep = ["--disorder", question.disorder, "--sweep", question.sweep];
    await runProgram(["simulate", path, log, ...sweep, ...options], terminal);
    const printed = JSON.parse(terminal.written());
    expect({ ...found.result, pattern: null }).toEqual({ ...printed, pattern: null });
    expect(found.result.sweep?.points.map(({ label }) => label)).toEqual(["1m", "30m"]);
  });

  it.each([
    ["quiet=1m,soon", /quiet=soon: .*duration/],
    ["nothing=1,2", /nothing=1: .*nothing/],
  ])("says what is wrong with %s", async (sweep, words) => {
    const found = await simulate(machine, given, {}, { ...question, sweep }, { source });
    expect("refused" in found ? found.refused : "").toMatch(words);
  });
});
