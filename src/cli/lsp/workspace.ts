import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Source } from "../../diagnostic/diagnostic.ts";

/** More are not looked through when a name is renamed: a folder of everything is no project. */
const FILES_MOST = 1000;
const FOLDERS_MOST = 5000;

/** The pattern files below some folders, as they are on disk now; hidden and installed ones left out. */
export function patternFiles(folders: readonly string[]): Source[] {
  const found: Source[] = [];
  const rest = [...folders];
  for (let seen = 0; rest.length > 0 && seen < FOLDERS_MOST && found.length < FILES_MOST; seen++) {
    const folder = rest.shift()!;
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith(".") && entry.name !== "node_modules") rest.push(path);
      } else if (entry.name.endsWith(".pda")) {
        const text = textOf(path);
        if (text !== null) found.push({ name: path, text });
      }
    }
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
