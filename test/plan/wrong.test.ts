import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { planOf } from "../../src/plan/plan.ts";

/**
 * Mappings that are wrong: a file each, with the parts `=== OLD`, `=== NEW` and `=== SAYS`, which is the
 * compiler's word where the new text alone tells, and else that of `pda plan`. `UPDATE=1` writes the last.
 */
const FOLDER = join(import.meta.dirname, "wrong");

function partsOf(file: string): { old: string; fresh: string; says: string; head: string } {
  const text = readFileSync(join(FOLDER, file), "utf8");
  const [, old = "", fresh = "", says = ""] = text.split(/^=== (?:OLD|NEW|SAYS)\n/m);
  return { old, fresh, says, head: text.slice(0, text.indexOf("=== SAYS\n")) };
}

const compiled = (name: string, text: string) =>
  compile({ main: { name, text }, load: () => null });

function said({ old, fresh }: { readonly old: string; readonly fresh: string }): string {
  const { patterns, diagnostics } = compiled("new.pda", fresh);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors.map(({ code, message }) => `${code}: ${message}\n`).join("");
  const result = planOf(compiled("old.pda", old).patterns[0]!, patterns[0]!);
  if (result.kind === "plan") throw new Error(`it says ${result.plan.policy}`);
  return result.messages.map((message) => `${message}\n`).join("");
}

const files = readdirSync(FOLDER);

describe("a mapping in the new file", () => {
  it.each(files)("is refused where it is wrong: %s", (file) => {
    const parts = partsOf(file);
    const text = said(parts);
    if (process.env.UPDATE !== undefined)
      writeFileSync(join(FOLDER, file), `${parts.head}=== SAYS\n${text}`);
    else expect(text).toBe(parts.says);
  });
});
