import { copyFileSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Puts Chevrotain's one-file form where the built package imports Chevrotain; see `grammar/chevrotain.ts`. */
const here = import.meta.dirname;
const from = fileURLToPath(new URL("../chevrotain.mjs", import.meta.resolve("chevrotain")));
const to = `${here}/../${process.argv[2] ?? "dist"}/grammar/chevrotain.js`;
if (!existsSync(to))
  throw new Error(`${to} is not there: run \`tsc -p tsconfig.build.json\` first`);
copyFileSync(from, to);
