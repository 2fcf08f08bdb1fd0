import { execSync } from "node:child_process";
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * npm prepares the package with `npm ci`, and again wherever it links or packs it, the first `npx pda` of a clone among
 * them: what stands built already is not built a second time.
 */
const root = join(import.meta.dirname, "..");
/** Written when all is built. */
const mark = join(root, "dist/.built");
/** What a build reads. */
const SOURCES = ["src", "grammar", "playground", "patterns", "docs", "scripts"];
const ALONE = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];

const builtAt = changedAt(mark);
if (!SOURCES.concat(ALONE).some((name) => changedAfter(join(root, name), builtAt))) process.exit();
rmSync(mark, { force: true });
execSync("npm run build", { cwd: root, stdio: "inherit" });
writeFileSync(mark, "");

/** A file, or anything below a folder; a folder changes when a file in it comes or goes. */
function changedAfter(path: string, time: number): boolean {
  if (changedAt(path) > time) return true;
  if (!statSync(path).isDirectory()) return false;
  return readdirSync(path).some((name) => changedAfter(join(path, name), time));
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
