import { globSync, readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url).pathname;

/** Every pattern of this folder's samples and of the library, with its path. */
export const texts: readonly (readonly [path: string, text: string])[] = [
  ...globSync("test/syntax/samples/*.pda", { cwd: root }),
  ...globSync("patterns/**/*.pda", { cwd: root }),
]
  .sort()
  .map((path) => [path, readFileSync(`${root}${path}`, "utf8")] as const);
