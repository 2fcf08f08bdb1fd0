import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { renderSvg } from "../../src/automaton/svg.ts";
import { compile } from "../../src/compile.ts";
import { load } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import { openLog } from "../../src/records/log.ts";
import { runLog } from "../../src/records/log-run.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { sampleLog } from "../../src/simulator/sample.ts";
import { steppedRunner } from "../../src/stream/pattern-runner.ts";
import { runScenario } from "../../src/stream/scenario-run.ts";
import { format } from "../../src/syntax/print.ts";

/** `UPDATE=1` writes the sample log, the expected outputs and the picture anew. */
const update = process.env.UPDATE === "1";
const library = resolve(import.meta.dirname, "../../patterns");
const folders = readdirSync(library, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function compiled(folder: string) {
  const text = readFileSync(join(library, folder, "pattern.pda"), "utf8");
  const source = { name: "pattern.pda", text };
  return { source, ...compile({ main: source, load: () => null }, {}) };
}

function expectFile(folder: string, name: string, content: string): void {
  const path = join(library, folder, name);
  if (update) writeFileSync(path, content);
  expect(existsSync(path), `${folder}/${name}: run with UPDATE=1`).toBe(true);
  expect(readFileSync(path, "utf8")).toBe(content);
}

const sampleOptions = { seed: 7, keys: 8, events: 240, start: 1_704_099_600_000 };

describe.each(folders)("%s", (folder) => {
  const { source, patterns, scenarios, diagnostics } = compiled(folder);
  const machine = load(patterns[0]!.automaton);

  it("compiles without a diagnostic and stands in its canonical form", () => {
    expect(diagnostics).toEqual([]);
    expect(patterns.length).toBe(1);
    expect(format(source).text).toBe(source.text);
  });

  it("has scenarios, and they hold", () => {
    expect(scenarios.length).toBeGreaterThan(0);
    for (const scenario of scenarios)
      expect(runScenario(machine, scenario).failures, scenario.title).toEqual([]);
  });

  it("has a sample from the generator", () => {
    // A pause of at most a seventh of the gap, so that visits, timers and ends all occur.
    const pauseMs = Math.min(machine.automaton.session.gap / 7, 120_000);
    const lines = [...sampleLog(machine, { ...sampleOptions, pauseMs })];
    expectFile(folder, "events.ndjson", `${lines.join("\n")}\n`);
  });

  it("prints the expected outputs", async () => {
    const lines: string[] = [];
    const bytes = readFileSync(join(library, folder, "events.ndjson"));
    const log = openLog(
      [
        {
          path: "events.ndjson",
          format: "ndjson",
          chunks: (async function* () {
            yield bytes;
          })(),
        },
      ],
      { mappers: [openVocabulary(machine.automaton.vocabulary)], order: "given" },
    );
    // A pattern that takes results back needs a watermark, or it would never forget (rule 36).
    const corrects = machine.automaton.order?.late.kind === "retract";
    await runLog({
      ...{ log, vocabularies: 1, endOfInput: "end" },
      watermark: corrects ? { disorderMs: 25 * 60_000, aheadMs: null } : null,
      patterns: [
        {
          vocabulary: 0,
          runner: (books) =>
            steppedRunner(machine, {
              ...books,
              output: (output) => void lines.push(outputLine(output)),
            }),
        },
      ],
      dead: (dead) => expect.fail(JSON.stringify(dead)),
    });
    expect(lines.length).toBeGreaterThan(0);
    expectFile(folder, "expected.ndjson", `${lines.join("\n")}\n`);
  });

  it("has its picture and a page that asks the question", () => {
    expectFile(folder, "graph.svg", renderSvg(machine.automaton));
    expect(readFileSync(join(library, folder, "README.md"), "utf8")).toContain("](graph.svg)");
  });
});
