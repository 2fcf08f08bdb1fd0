import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getIndentation, IndentContext, indentUnit } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { expect, it } from "vitest";
import { highlightTable } from "../../../playground/build/highlight-table.ts";
import { highlighting } from "../../../playground/editor/highlight.ts";

const extensions = [indentUnit.of("  "), highlighting(highlightTable())];

/** What Enter gives at the end of some lines, with `after` behind it. */
function broken(before: string, after: string): number | null {
  const state = EditorState.create({ doc: before + after, extensions });
  const context = new IndentContext(state, { simulateBreak: before.length });
  return getIndentation(context, before.length);
}

const folder = join(import.meta.dirname, "../../../patterns");
const patterns = readdirSync(folder, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

const depthOf = (line: string): number => /^ */.exec(line)![0].length;

it.each(patterns.map(({ name }) => name))("Enter indents as `pda fmt` does: %s", (name) => {
  const lines = readFileSync(join(folder, name, "pattern.pda"), "utf8").split("\n");
  // Results on lines of their own stand further in, and what follows them further out: nobody can know.
  let wrapped = Number.POSITIVE_INFINITY;
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === "") continue;
    const own = depthOf(line);
    const within = own >= wrapped;
    if (line.trim().startsWith("=>")) wrapped = own;
    else if (!within && wrapped !== Number.POSITIVE_INFINITY) wrapped = Number.POSITIVE_INFINITY;
    else if (!within) {
      const got = " ".repeat(broken(lines.slice(0, i).join("\n"), line.trim())!);
      expect(`${i + 1}: ${got}${line.trim()}`).toBe(`${i + 1}: ${line}`);
    }
  }
});
