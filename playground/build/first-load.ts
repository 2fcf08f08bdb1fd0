import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

export interface FirstLoad {
  readonly files: readonly string[];
  readonly gzip: number;
  readonly brotli: number;
}

/** What is fetched by opening the page and running its first example, told from the built files alone. */
export function firstLoad(folder: string, example = "search-attribution"): FirstLoad {
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const found = new Set<string>(["index.html"]);
  const follow = (name: string): void => {
    if (found.has(name) || !existsSync(join(folder, name))) return;
    found.add(name);
    for (const next of name.endsWith(".js") ? fetchedAtOnce(read(name)) : [])
      follow(`assets/${next}`);
  };
  const page = read("index.html");
  for (const [, name] of page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)) follow(name!);
  const main = [...found].map(read).join("\n");
  for (const [, name] of main.matchAll(/[`"'](?:\.\/|assets\/)?(worker-[\w-]+\.js)[`"']/g))
    follow(`assets/${name}`);
  const gallery = new RegExp(`\\b${example}-[\\w-]+\\.js`).exec(main)?.[0];
  if (gallery === undefined) throw new Error(`the built page has no example ${example}`);
  follow(`assets/${gallery}`);
  const files = [...found];
  const sum = (size: (bytes: Buffer) => number) =>
    files.reduce((total, name) => total + size(readFileSync(join(folder, name))), 0);
  return {
    files,
    gzip: sum((bytes) => gzipSync(bytes, { level: 9 }).length),
    brotli: sum((bytes) => brotliCompressSync(bytes).length),
  };
}

/** Modules that a script imports before it runs, not those that it fetches when it needs them. */
const fetchedAtOnce = (script: string): string[] =>
  [
    ...script.matchAll(
      /(?:^|[;\n}])(?:import|export)\s*(?:[\w*{}\s,$]+from)?\s*["'`]\.\/([\w.-]+\.js)["'`]/g,
    ),
  ].map(([, name]) => name!);
