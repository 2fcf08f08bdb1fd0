import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Compilation, compile } from "../../src/compile.ts";
import type { Source } from "../../src/diagnostic/diagnostic.ts";
import { renderPretty } from "../../src/diagnostic/render/pretty.ts";

export const brokenFolder = join(import.meta.dirname, "broken");

/** Every broken pattern, by the name of its file. */
export const broken: readonly Source[] = readdirSync(brokenFolder)
  .filter((name) => name.endsWith(".pda"))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(brokenFolder, name), "utf8") }));

export const compileAlone = (main: Source): Compilation => compile({ main, load: () => null });

export function rendered(main: Source): string {
  const { diagnostics, sources } = compileAlone(main);
  return renderPretty(diagnostics, sources, { colour: false });
}
