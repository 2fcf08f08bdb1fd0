import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { compile } from "../../../src/compile.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load, type Machine } from "../../../src/machine/machine.ts";
import { openLog } from "../../../src/records/log.ts";
import { runLog } from "../../../src/records/log-run.ts";
import { openVocabulary } from "../../../src/records/vocabulary.ts";
import { type SampleOptions, sampleLog } from "../../../src/simulator/sample.ts";
import { referenceRunner } from "../../../src/stream/runner.ts";

const library = resolve(import.meta.dirname, "../../../patterns");

/** The patterns of the library. */
export const folders = readdirSync(library, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

export function machineOf(folder: string): Machine {
  const name = join(library, folder, "pattern.pda");
  const main = { name, text: readFileSync(name, "utf8") };
  return load(compile({ main, load: () => null }).patterns[0]!.automaton);
}

/** Events that the pattern waits for, mostly. */
export async function sampleEvents(machine: Machine, options: SampleOptions): Promise<Event[]> {
  const text = `${[...sampleLog(machine, options)].join("\n")}\n`;
  const events: Event[] = [];
  const chunks = async function* () {
    yield new TextEncoder().encode(text);
  };
  await runLog({
    log: openLog([{ path: "sample.ndjson", format: "ndjson", chunks: chunks() }], {
      mappers: [openVocabulary(machine.automaton.vocabulary)],
      order: "given",
    }),
    vocabularies: 1,
    patterns: [
      {
        vocabulary: 0,
        runner: (books) => {
          const runner = referenceRunner(machine, { ...books, output: () => {} });
          return {
            ...runner,
            feed(event, behind) {
              // Some of it is read when it is asked for.
              const { key, time, name, fields, id } = event;
              const members = event.members();
              events.push({ key, time, name, fields, id, members: () => members });
              return runner.feed(event, behind);
            },
          };
        },
      },
    ],
    watermark: null,
    endOfInput: "keep",
    dead: () => {},
  });
  return events;
}
