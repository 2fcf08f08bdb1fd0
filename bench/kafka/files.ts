import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { made } from "./children.ts";
import { CLICK_SCHEMA } from "./records.ts";

/** A folder with the schema of the input's Avro records. */
export function schemaFolder(): string {
  const folder = join(made, "schemas");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "click.avsc"), CLICK_SCHEMA);
  return folder;
}

/** The pattern, and copies of it under other names: each has states and outputs of its own. */
export function copiesOf(file: string, count: number): string[] {
  const text = readFileSync(file, "utf8");
  const [, name] = /^pattern (\w+)/m.exec(text)!;
  const folder = join(made, "patterns");
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return file;
    const copy = join(folder, `copy-${i + 1}.pda`);
    writeFileSync(copy, text.replaceAll(new RegExp(`\\b${name}\\b`, "g"), `${name}_${i + 1}`));
    return copy;
  });
}
