import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CompiledPattern, compile } from "../../src/compile.ts";

/**
 * Pairs of patterns: a file each, with the parts `=== OLD`, `=== NEW`, and `=== PLAN` with what `pda plan` says
 * of them. `UPDATE=1` writes the last.
 */
const FOLDER = join(import.meta.dirname, "golden");

export interface Pair {
  readonly name: string;
  readonly old: CompiledPattern;
  readonly fresh: CompiledPattern;
  /** What is expected of it. */
  readonly plan: string;
  write(plan: string): void;
}

export const pairs = (): readonly Pair[] => readdirSync(FOLDER).map(readPair);

function readPair(file: string): Pair {
  const path = join(FOLDER, file);
  const text = readFileSync(path, "utf8");
  const part = (name: string): string | undefined => {
    const start = text.indexOf(`=== ${name}\n`);
    if (start < 0) return undefined;
    const from = start + name.length + 5;
    const end = text.indexOf("=== ", from);
    return text.slice(from, end < 0 ? undefined : end);
  };
  const head = text.slice(0, text.indexOf("=== PLAN\n"));
  return {
    name: file.replace(/\.txt$/, ""),
    old: only(`${file}, OLD`, part("OLD")!),
    fresh: only(`${file}, NEW`, part("NEW")!),
    plan: part("PLAN")!,
    write: (plan) => writeFileSync(path, `${head}=== PLAN\n${plan}`),
  };
}

function only(name: string, text: string): CompiledPattern {
  const { patterns, diagnostics } = compile({ main: { name, text }, load: () => null });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(`${name}: ${errors[0]!.message}`);
  return patterns[0]!;
}
