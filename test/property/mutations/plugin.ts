import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Plugin } from "vitest/config";
import { MUTANTS, mutated } from "./mutants.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const FOLDERS = ["src/machine", "test/oracle"];
const IMPORT = /^import\s(?!type\b)[^;]*?from\s+"(\.[^"]+)"/gm;

/**
 * `import("…/visitor.ts?mutant=3")` is the module as it would be with the mutant's one thing wrong. Of the modules
 * that it imports only those that lead to the changed file are loaded anew; the rest is shared with the healthy
 * ones, so that a failure, say, is of the same class on both sides.
 */
export function mutations(): Plugin {
  const importers = importersByFile();
  const carriers = new Map<string, ReadonlySet<string>>();
  const carriesTo = (file: string): ReadonlySet<string> => {
    const known = carriers.get(file) ?? reaching(file, importers);
    carriers.set(file, known);
    return known;
  };
  return {
    name: "mutations",
    enforce: "pre",
    resolveId(source, importer) {
      const { file, mutant, query } = parsed(importer ?? "");
      if (mutant === null || !source.startsWith(".")) return null;
      const target = resolve(dirname(file), source);
      return carriesTo(mutant.file).has(relative(ROOT, target)) ? `${target}${query}` : null;
    },
    load(id) {
      const { file, mutant } = parsed(id);
      if (mutant === null) return null;
      const text = readFileSync(file, "utf8");
      return mutant.file === relative(ROOT, file) ? mutated(mutant, text) : text;
    },
  };
}

function parsed(id: string) {
  const [file = "", number] = id.split("?mutant=");
  if (number === undefined) return { file, mutant: null, query: "" };
  return { file, mutant: MUTANTS[Number(number)]!, query: `?mutant=${number}` };
}

function importersByFile(): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const folder of FOLDERS)
    for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
      const file = join(folder, name);
      for (const [, source] of readFileSync(join(ROOT, file), "utf8").matchAll(IMPORT)) {
        const target = join(dirname(file), source!);
        importers.set(target, [...(importers.get(target) ?? []), file]);
      }
    }
  return importers;
}

/** A file, and all that import it, or what does. */
function reaching(
  file: string,
  importers: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const found = new Set([file]);
  for (const each of found) for (const importer of importers.get(each) ?? []) found.add(importer);
  return found;
}
