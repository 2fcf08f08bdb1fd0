import { mkdtemp } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "../..");

/** Inside the project, where the packages are found. */
export const bundleFolder = (): Promise<string> => mkdtemp(join(root, "node_modules", ".kill-"));

/** One file, so that a process starts at once. */
export async function bundled(entry: string, folder: string): Promise<string> {
  const outfile = join(folder, basename(entry).replace(/\.ts$/, ".mjs"));
  const require = `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(${JSON.stringify(`${root}/x.js`)});`;
  await build({
    entryPoints: [join(root, entry)],
    ...{ outfile, bundle: true, platform: "node", format: "esm", logLevel: "error" },
    external: ["avsc", "kafkajs"],
    banner: { js: require },
  });
  return outfile;
}
