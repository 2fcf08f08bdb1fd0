import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

export interface FirstLoad {
  readonly files: readonly string[];
  readonly gzip: number;
  readonly brotli: number;
}

/** Fetched by every visit without a touch, beyond what the page itself names: the example, the editor, the threads. */
const UNASKED = [/^recorded-search-attribution-/, /^view-/, /^worker-/, /^engine-/];

/** What is fetched by opening the page and leaving it alone, told from the built files. */
export function firstLoad(folder: string): FirstLoad {
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const built = readdirSync(join(folder, "assets"));
  const found = new Set<string>(["index.html"]);
  const follow = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const next of name.endsWith(".js") ? fetchedAtOnce(read(name)) : [])
      follow(`assets/${next}`);
  };
  for (const [, name] of read("index.html").matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g))
    follow(name!);
  for (const sign of UNASKED) {
    const names = built.filter((name) => sign.test(name));
    if (names.length === 0) throw new Error(`the built page has no ${sign.source}`);
    for (const name of names) follow(`assets/${name}`);
  }
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
