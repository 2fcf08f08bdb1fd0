import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every text of this folder's samples and of the pattern library, with its path. */
export const texts: readonly (readonly [path: string, text: string])[] = [
  "test/syntax/samples",
  "patterns",
]
  .flatMap((folder) =>
    (readdirSync(root + folder, { recursive: true }) as string[]).map(
      (name) => `${folder}/${name}`,
    ),
  )
  .filter((path) => path.endsWith(".pda"))
  .sort()
  .map((path) => [path, readFileSync(root + path, "utf8")] as const);
