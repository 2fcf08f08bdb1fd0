import { format } from "../syntax/print.ts";
import { type Context, command } from "./command.ts";
import { unifiedDiff } from "./diff.ts";
import { type ExitCode, exitCodes, usageFailure } from "./exit.ts";
import { readPattern, STANDARD_INPUT, writeText } from "./files.ts";
import { renderReport } from "./report.ts";
import type { Terminal } from "./terminal.ts";

interface FormatOptions {
  readonly write?: boolean;
  readonly diff?: boolean;
  readonly list?: boolean;
  readonly check?: boolean;
}

export const fmtCommand = ({ terminal, finish }: Context) =>
  command("fmt", "print pattern files in their one canonical form", [
    "pda fmt search.pda",
    "pda fmt -w patterns/*.pda",
    "pda fmt --check patterns/*.pda",
  ])
    .argument("<files...>", "pattern files, or - for standard input")
    .option("-w, --write", "write the result back to the files")
    .option("-d, --diff", "print what would change")
    .option("-l, --list", "print the names of files that would change")
    .option("--check", "like --list; exit code 1 where there are any")
    .action(async (files: string[], options: FormatOptions) => {
      finish(await formatAll(files, options, terminal));
    });

async function formatAll(
  files: readonly string[],
  options: FormatOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.write === true && files.includes(STANDARD_INPUT)) {
    throw usageFailure("standard input cannot be written to: leave out -w, or name a file");
  }
  const listing = options.list === true || options.check === true;
  let broken = false;
  let changed = false;
  for (const file of files) {
    const source = await readPattern(file, terminal);
    const { text, diagnostics } = format(source);
    if (text === null) {
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      terminal.note(renderReport("pretty", errors, [source], terminal.err));
      broken = true;
      continue;
    }
    const differs = text !== source.text;
    changed ||= differs;
    if (listing && differs) terminal.write(`${source.name}\n`);
    if (options.diff === true) terminal.write(unifiedDiff(source.name, source.text, text));
    if (options.write === true && differs) await writeText(source.name, text);
    if (!listing && options.diff !== true && options.write !== true) terminal.write(text);
  }
  const found = broken || (options.check === true && changed);
  return found ? exitCodes.findings : exitCodes.good;
}
