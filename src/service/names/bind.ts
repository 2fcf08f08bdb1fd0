import type { File } from "../../syntax/tree.ts";
import { bindExpression } from "./expression.ts";
import { bindPattern } from "./pattern.ts";
import { bindScenario } from "./scenario.ts";
import type { FileNames, PatternNames } from "./scope.ts";
import type { Meaning, NamedThing } from "./symbol.ts";
import { NameTable } from "./table.ts";
import { type Blocks, bindBlock, typeText } from "./vocabulary.ts";

export interface Bound extends Meaning {
  readonly names: FileNames;
  /** Of all files, by name: the main file's last. */
  readonly patterns: ReadonlyMap<string, PatternNames>;
}

/**
 * What every name in a file and in those that it uses stands for. The checker resolves names as well, but
 * only in what is sound; this goes on in texts that are being written, and looks at no types.
 * `files`: used ones first, the main file last, as the compiler has them.
 */
export function bind(files: readonly File[]): Bound {
  const table = new NameTable();
  const blocks: Blocks = new Map();
  const parameters = new Map<string, NamedThing>();
  const names: FileNames = { table, parameters, blocks };
  for (const { source, declarations } of files) {
    for (const one of declarations) {
      if (one.kind === "events") bindBlock(one, source, blocks, table);
      if (one.kind !== "param") continue;
      const details = { whole: one.span, type: typeText(one.type, source), reads: null };
      const thing = table.define("parameter", { id: "", name: null }, one.name, details);
      parameters.set(one.name.text, thing);
    }
  }
  const patterns = new Map<string, PatternNames>();
  for (const { source, declarations } of files) {
    const own = new Map<string, PatternNames>();
    for (const one of declarations) {
      if (one.kind === "param") bindExpression(one.value, nowhere(names));
      if (one.kind === "pattern") own.set(one.name.text, bindPattern(one, source, names));
    }
    for (const one of declarations) {
      if (one.kind === "scenario") bindScenario(one, own.get(one.pattern.text), table);
    }
    for (const [name, pattern] of own) patterns.set(name, pattern);
  }
  return { ...table.done(), names, patterns };
}

/** The values of parameters can name nothing but parameters. */
const nowhere = (names: FileNames) => ({
  ...names,
  thing: { id: "", kind: "pattern" as const, name: "", owner: null, definitions: [] },
  span: { source: "", start: 0, end: 0 },
  block: null,
  lanes: new Set<string>(),
  places: new Map(),
  kinds: new Map(),
  registers: new Map(),
  outputs: new Map(),
  events: [],
  loop: null,
  found: [],
});
