import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Few files where many were built, because reading hundreds of them takes longer than checking a pattern:
 * Chevrotain's own one-file form goes where the built package imports Chevrotain (see `grammar/chevrotain.ts`), and the
 * modules of `pda` are put together, those that commands share into `chunks`. The library stays as it was compiled.
 */
const built = join(import.meta.dirname, "..", process.argv[2] ?? "dist");
const command = join(built, "src/cli");

const chevrotain = join(built, "grammar/chevrotain.js");
if (!existsSync(chevrotain))
  throw new Error(`${chevrotain} is not there: run \`tsc -p tsconfig.build.json\` first`);
copyFileSync(
  fileURLToPath(new URL("../chevrotain.mjs", import.meta.resolve("chevrotain"))),
  chevrotain,
);
if (existsSync(join(command, "main.js"))) await joinCommand();

async function joinCommand(): Promise<void> {
  rmSync(join(command, "chunks"), { recursive: true, force: true });
  const { outputFiles } = await build({
    entryPoints: [{ in: join(command, "main.js"), out: "main" }, ...threads()],
    outdir: command,
    chunkNames: "chunks/[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    legalComments: "inline",
    write: false,
    logLevel: "warning",
  });
  rmSync(command, { recursive: true });
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

/** Programs of threads: modules name them by `new URL("./NAME.js", import.meta.url)`, and stand in `chunks` then. */
function threads(): { in: string; out: string }[] {
  return readdirSync(command, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .flatMap((name) => {
      const text = readFileSync(join(command, name), "utf8");
      const named = text.matchAll(/new URL\("\.\/([\w-]+\.js)", import\.meta\.url\)/g);
      return [...named].map(([, thread]) => ({
        in: join(command, dirname(name), thread!),
        out: `chunks/${basename(thread!, ".js")}`,
      }));
    });
}
