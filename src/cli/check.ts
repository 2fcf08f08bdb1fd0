import { Option } from "commander";
import type { Compilation } from "../compile.ts";
import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";
import { type Context, command } from "./command.ts";
import { compileFile, type Settings } from "./compiled.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { hasErrors, type ReportFormat, renderReport, reportFormats } from "./report.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { type Reads, WATCH_HELP, WATCH_OPTION, watch } from "./watch.ts";

interface CheckOptions {
  readonly format: ReportFormat;
  readonly set?: Settings;
  readonly quiet?: boolean;
  readonly denyWarnings?: boolean;
  readonly watch?: boolean;
}

export const checkCommand = ({ terminal, finish }: Context) =>
  command("check", "say what is wrong with pattern files", [
    "pda check search.pda",
    "pda check patterns/*.pda --format github",
    "pda check limit.pda --set limit=7",
  ])
    .argument("<files...>", "pattern files, or - for standard input")
    .addOption(
      new Option("--format <format>", "how to say it").choices(reportFormats).default("pretty"),
    )
    .option(SET_OPTION, SET_HELP, collectSetting)
    .option("-q, --quiet", "say nothing where nothing is wrong, and no sum")
    .option("--deny-warnings", "warnings are findings too")
    .option(WATCH_OPTION, WATCH_HELP)
    .action(async (files: string[], options: CheckOptions) => {
      const once = (reads?: Reads) => check(files, options, terminal, reads);
      finish(await (options.watch === true ? watch(files, terminal, once) : once()));
    });

async function check(
  files: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
  reads?: Reads,
): Promise<ExitCode> {
  const diagnostics = new Map<string, Diagnostic>();
  const sources = new Map<string, Source>();
  let patterns = 0;
  let bare = false;
  for (const file of files) {
    const found = await compileFile(file, options.set ?? {}, terminal, reads);
    patterns += found.patterns.length;
    if (holdsNothing(found)) {
      bare = true;
      terminal.note(`warning: there are neither patterns nor events in ${file}\n`);
    }
    for (const source of found.sources) sources.set(source.name, source);
    // A file that several use is complained of once.
    for (const diagnostic of found.diagnostics) {
      const { span } = diagnostic.primary;
      diagnostics.set(
        JSON.stringify([diagnostic.code, span.source, span.start, diagnostic.message]),
        diagnostic,
      );
    }
  }
  const all = [...diagnostics.values()];
  const nothing = all.length === 0 && options.format === "pretty";
  if (!nothing) {
    const report = renderReport(options.format, all, [...sources.values()], terminal.out);
    terminal.write(options.quiet && options.format === "pretty" ? withoutSum(report) : report);
  } else if (terminal.out.interactive && !options.quiet) {
    terminal.write(`${patterns} ${patterns === 1 ? "pattern" : "patterns"}, nothing wrong\n`);
  }
  const denied = options.denyWarnings === true && (bare || all.length > 0);
  return hasErrors(all) || denied ? exitCodes.findings : exitCodes.good;
}

/** Nothing is wrong with it, because nothing is declared: hardly the file that was meant. */
const holdsNothing = ({ patterns, vocabularies, diagnostics }: Compilation): boolean =>
  patterns.length + vocabularies.length + diagnostics.length === 0;

/** The sum is the last paragraph. */
const withoutSum = (report: string): string => report.slice(0, report.lastIndexOf("\n\n") + 1);
