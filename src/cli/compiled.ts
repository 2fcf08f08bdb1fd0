import { type Compilation, type CompiledPattern, compile } from "../compile.ts";
import { exitCodes, Failure, usageFailure } from "./exit.ts";
import { loadBeside, readPattern, STANDARD_INPUT } from "./files.ts";
import { hasErrors, renderReport } from "./report.ts";
import type { Terminal } from "./terminal.ts";
import type { Reads } from "./watch.ts";

export type Settings = Readonly<Record<string, string>>;

export async function compileFile(
  path: string,
  settings: Settings,
  terminal: Terminal,
  reads: Reads = () => {},
): Promise<Compilation> {
  const main = await readPattern(path, terminal);
  const compilation = compile({ main, load: loadBeside }, { parameters: settings });
  for (const { name } of compilation.sources) if (name !== STANDARD_INPUT) reads(name);
  return compilation;
}

/** For commands that need patterns to work with: what is wrong goes to standard error and ends them. */
export async function compileSound(
  path: string,
  settings: Settings,
  terminal: Terminal,
  reads?: Reads,
): Promise<Compilation> {
  const compilation = await compileFile(path, settings, terminal, reads);
  const errors = compilation.diagnostics.filter(({ severity }) => severity === "error");
  if (hasErrors(errors)) {
    const report = renderReport("pretty", errors, compilation.sources, terminal.err);
    throw new Failure(exitCodes.findings, report.trimEnd());
  }
  return compilation;
}

/** The one that is named, or the only one. */
export function choosePattern(
  compilation: Compilation,
  name: string | undefined,
  path: string,
): CompiledPattern {
  const { patterns } = compilation;
  const names = patterns.map(({ automaton }) => automaton.pattern);
  if (name !== undefined) {
    const found = patterns.find(({ automaton }) => automaton.pattern === name);
    if (found !== undefined) return found;
    throw usageFailure(`${path} has no pattern ${name}; it has ${listed(names)}`);
  }
  const [only] = patterns;
  if (only === undefined) throw usageFailure(`${path} has no pattern`);
  if (patterns.length > 1) {
    throw usageFailure(`${path} has several patterns; name one of ${listed(names)}`);
  }
  return only;
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? "none" : names.join(", ");
