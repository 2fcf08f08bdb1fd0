import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../src/compile.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import { openFile } from "../../src/records/files.ts";
import { openLog } from "../../src/records/log.ts";
import { type LogAccounting, type LogRunPattern, runLog } from "../../src/records/log-run.ts";
import { overrideVocabulary } from "../../src/records/override.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { compiledRunner } from "../../src/stream/compiled-table.ts";
import { referenceRunner } from "../../src/stream/runner.ts";
import type { WatermarkOptions } from "../../src/stream/watermark.ts";

/** What a pattern says of a log. */
export interface Measured {
  /** The outputs' data, by name, in order; numbers as they are written. */
  readonly outputs: ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>;
  /** Of records, by reason; of steps, as `failed`. */
  readonly dead: Readonly<Record<string, number>>;
  readonly accounting: LogAccounting;
  /** Over all lines. */
  readonly hash: string;
}

export interface Run {
  readonly log: string;
  readonly pattern: string;
  readonly key?: string;
  readonly time?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly watermark?: WatermarkOptions;
  readonly reference?: boolean;
}

function machinesOf(run: Run): readonly Machine[] {
  const path = join(import.meta.dirname, run.pattern);
  const main = { name: run.pattern, text: readFileSync(path, "utf8") };
  const { patterns, diagnostics } = compile(
    { main, load: () => null },
    { parameters: run.parameters ?? {} },
  );
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return patterns.map(({ automaton }) => load(automaton));
}

/** Runs a pattern of this folder over a log of another, compiled unless the reference is asked for. */
export async function measure(folder: string, run: Run): Promise<Measured> {
  const machines = machinesOf(run);
  const outputs = new Map<string, Record<string, string>[]>();
  const dead: Record<string, number> = {};
  const hash = createHash("sha256");
  const line = (text: string): void => {
    hash.update(text).update("\n");
    const { output } = JSON.parse(text) as { output: string };
    const list = outputs.get(output) ?? [];
    outputs.set(output, list);
    list.push(membersOf(text.slice(text.indexOf(',"data":{') + 9, -2)));
  };
  const { vocabulary } = machines[0]!.automaton;
  const accounting = await runLog({
    log: openLog([await openFile(join(folder, run.log))], {
      mappers: [openVocabulary(overrideVocabulary(vocabulary, run))],
      order: "given",
    }),
    vocabularies: 1,
    patterns: machines.map((machine) => patternRun(machine, run.reference === true, line)),
    watermark: run.watermark ?? null,
    endOfInput: "end",
    dead: (one) => {
      const reason = one.kind === "record" ? one.letter.reason : "failed";
      dead[reason] = (dead[reason] ?? 0) + 1;
    },
  });
  return { outputs, dead, accounting, hash: hash.digest("hex") };
}

const patternRun = (
  machine: Machine,
  reference: boolean,
  line: (text: string) => void,
): LogRunPattern =>
  reference
    ? {
        vocabulary: 0,
        runner: (books) =>
          referenceRunner(machine, { ...books, output: (output) => line(outputLine(output)) }),
      }
    : {
        vocabulary: 0,
        runner: (books) => compiledRunner(machine, { ...books, line }),
      };

/** Members of a flat object with their values' own digits. */
const membersOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/"((?:[^"\\]|\\.)*)":("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(
      ([, name, value]) => [name!, value!] as const,
    ),
  );

export const count = ({ outputs }: Measured, output: string): number =>
  outputs.get(output)?.length ?? 0;

/** How many outputs have a member of that text. */
export const countOf = (
  { outputs }: Measured,
  output: string,
  member: string,
  value: string,
): number => (outputs.get(output) ?? []).filter((data) => data[member] === value).length;

export const greatest = ({ outputs }: Measured, output: string, member: string): number =>
  (outputs.get(output) ?? []).reduce(
    (most, data) => Math.max(most, Number(data[member])),
    Number.NEGATIVE_INFINITY,
  );

/** The exact sum of a member with so many decimal places, as digits. */
export function sum(measured: Measured, output: string, member: string, places: number): string {
  const total = (measured.outputs.get(output) ?? []).reduce(
    (so, data) => so + BigInt(data[member]!.replace(".", "")),
    0n,
  );
  if (places === 0) return String(total);
  const digits = String(total).padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
