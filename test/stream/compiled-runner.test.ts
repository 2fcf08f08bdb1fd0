import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import { openLog } from "../../src/records/log.ts";
import { type Dead, type LogRunPattern, runLog } from "../../src/records/log-run.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { sampleLog } from "../../src/simulator/sample.ts";
import { compiledRunner } from "../../src/stream/compiled-table.ts";
import { Coverage } from "../../src/stream/coverage.ts";
import { referenceRunner } from "../../src/stream/runner.ts";

const library = resolve(import.meta.dirname, "../../patterns");
const folders = readdirSync(library, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const machineOf = (folder: string): Machine => {
  const name = join(library, folder, "pattern.pda");
  const main = { name, text: readFileSync(name, "utf8") };
  return load(compile({ main, load: () => null }).patterns[0]!.automaton);
};

/** Neighbours change places, so that some events are late; a line in fifty is damaged. */
function disordered(lines: readonly string[]): string {
  const mixed = [...lines];
  for (let i = 0; i + 7 < mixed.length; i += 5) {
    const other = i + ((i * 31) % 7);
    [mixed[i], mixed[other]] = [mixed[other]!, mixed[i]!];
  }
  return `${mixed.map((line, i) => (i % 50 === 49 ? line.slice(0, -3) : line)).join("\n")}\n`;
}

async function passed(
  machine: Machine,
  text: string,
  options: { readonly disorderMs: number | null; readonly endOfInput: "end" | "keep" },
  runner: (line: (text: string) => void) => LogRunPattern["runner"],
  passing = false,
) {
  const lines: string[] = [];
  const dead: Dead[] = [];
  const chunks = async function* () {
    yield new TextEncoder().encode(text);
  };
  const accounting = await runLog({
    log: openLog([{ path: "events.ndjson", format: "ndjson", chunks: chunks() }], {
      mappers: [openVocabulary(machine.automaton.vocabulary, { passing })],
      order: "given",
    }),
    vocabularies: 1,
    patterns: [{ vocabulary: 0, runner: runner((line) => lines.push(line)) }],
    watermark:
      options.disorderMs === null ? null : { disorderMs: options.disorderMs, aheadMs: null },
    endOfInput: options.endOfInput,
    dead: (each) => dead.push(each),
  });
  return {
    ...{ lines, accounting },
    dead: dead.map((each) => (each.kind === "record" ? each.letter : each.step)),
  };
}

describe.each(folders)("%s", (folder) => {
  const machine = machineOf(folder);
  const pauseMs = Math.min(machine.automaton.session.gap / 4, 400_000);
  const sample = { seed: 11, keys: 40, events: 600, start: 1_704_099_600_000, pauseMs };
  const text = disordered([...sampleLog(machine, sample)]);

  it.each([
    { disorderMs: null, endOfInput: "end" },
    { disorderMs: null, endOfInput: "keep" },
    { disorderMs: 0, endOfInput: "end" },
    { disorderMs: 600_000, endOfInput: "keep" },
  ] as const)("is run by the twin as by the reference: %j", async (options) => {
    const seen = new Coverage(machine);
    const byReference = await passed(
      ...([machine, text, options] as const),
      (line) => (books) =>
        referenceRunner(machine, {
          ...books,
          output: (output) => line(outputLine(output)),
          happened: (happening, key) => seen.see(happening, key),
        }),
    );
    const byTwin = await passed(
      ...([machine, text, options] as const),
      (line) => (books) => compiledRunner(machine, { ...books, line }),
    );
    const kept = new Coverage(machine);
    const byCountingTwin = await passed(
      ...([machine, text, options] as const),
      (line) => (books) => compiledRunner(machine, { ...books, line, tally: kept.tally }),
    );
    const ofPassingEvents = await passed(
      ...([machine, text, options] as const),
      (line) => (books) => compiledRunner(machine, { ...books, line }),
      true,
    );
    expect(byTwin).toEqual(byReference);
    expect(ofPassingEvents).toEqual(byReference);
    expect(byCountingTwin).toEqual(byReference);
    expect(kept.tally).toEqual(seen.tally);
    expect(byTwin.lines.length).toBeGreaterThan(0);
    if (options.endOfInput === "keep") expect(byTwin.accounting.openSessions).toBeGreaterThan(0);
  });
});
