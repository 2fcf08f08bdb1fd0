import { readFileSync, writeFileSync } from "node:fs";
import { generated } from "./generate/files.ts";

/**
 * Writes grammar/generated/ from the tokens, the parser and the built-in functions.
 * With `--check` it writes nothing and exits 1 if a file is stale.
 */
const folder = new URL("./generated/", import.meta.url);
const stale: string[] = [];
for (const [name, text] of generated()) {
  const path = new URL(name, folder);
  if (process.argv.includes("--check")) {
    if (read(path) !== text) stale.push(name);
  } else writeFileSync(path, text);
}
if (stale.length > 0) {
  console.error(
    `stale: ${stale.map((name) => `grammar/generated/${name}`).join(", ")}; npm run generate`,
  );
  process.exitCode = 1;
}

function read(path: URL): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
