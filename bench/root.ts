import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The project's folder, seen from its sources as from what they were compiled to. */
export const root: string = above(import.meta.dirname);

function above(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : above(dirname(folder));
}
