import type { Block } from "../../src/cli/page-blocks.ts";

export { type Block, blocksOf, patched } from "../../src/cli/page-blocks.ts";

/** The page with the text of some blocks put in place of what stands there. */
export function rewritten(page: string, changes: ReadonlyMap<Block, string>): string {
  const lines = page.split("\n");
  for (const [{ from, to }, text] of [...changes].reverse())
    lines.splice(from, to - from, ...text.replace(/\n$/, "").split("\n"));
  return lines.join("\n");
}
