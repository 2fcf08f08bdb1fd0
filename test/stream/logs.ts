import { type Compilation, compile } from "../../src/compile.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import { openLog } from "../../src/records/log.ts";
import {
  type Dead,
  type LogAccounting,
  type LogRunOptions,
  runLog,
} from "../../src/records/log-run.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { byTwin } from "./streams.ts";

export function sound(text: string): Compilation {
  const compilation = compile({ main: { name: "test.pda", text }, load: () => null });
  const errors = compilation.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return compilation;
}

export const machinesOf = (text: string): readonly Machine[] =>
  sound(text).patterns.map(({ automaton }) => load(automaton));

export interface Ran {
  readonly lines: readonly string[];
  /** `key output` and its fields, in the order printed. */
  readonly told: readonly string[];
  readonly dead: readonly Dead[];
  readonly accounting: LogAccounting;
}

export interface Options extends Partial<Pick<LogRunOptions, "endOfInput" | "watermark">> {
  readonly order?: "time" | "given";
  readonly chunkBytes?: number;
}

/** Runs patterns over logs that are given as text, one per source; patterns of one block share it. */
export async function ran(
  machines: readonly Machine[],
  sources: readonly string[],
  options: Options = {},
): Promise<Ran> {
  const lines: string[] = [];
  const dead: Dead[] = [];
  const way = byTwin();
  const names = machines.map(({ automaton }) => automaton.vocabulary.name);
  const vocabularies = [...new Set(names)];
  const accounting = await runLog({
    log: openLog(
      sources.map((text, i) => ({
        path: `log${i + 1}.ndjson`,
        format: "ndjson",
        chunks: chunked(text, options.chunkBytes ?? 1000),
      })),
      {
        mappers: vocabularies.map((name) =>
          openVocabulary(machines[names.indexOf(name)]!.automaton.vocabulary),
        ),
        order: options.order ?? "given",
      },
    ),
    vocabularies: vocabularies.length,
    patterns: machines.map((machine, i) => ({
      vocabulary: vocabularies.indexOf(names[i]!),
      runner: (books) => way(machine, books, (line) => lines.push(line)),
    })),
    watermark: options.watermark ?? null,
    endOfInput: options.endOfInput ?? "end",
    dead: (each) => dead.push(each),
  });
  return { lines, told: lines.map(toldOf), dead, accounting };
}

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function toldOf(line: string): string {
  const { key, output, data, retracted } = JSON.parse(line) as Record<string, object>;
  if (retracted) return [key, output, "retracted"].join(" ");
  const fields = Object.entries(data!).map(([name, value]) => `${name} ${value}`);
  return [key, output, ...fields].join(" ");
}

/** Why records were refused and steps failed, in order. */
export const reasonsOf = ({ dead }: Ran): readonly string[] =>
  dead.map((each) =>
    each.kind === "record"
      ? `${each.letter.source}#${each.letter.position} ${each.letter.reason}`
      : `${each.step.kind} ${each.step.kind === "event" ? each.step.event : each.step.name}`,
  );
