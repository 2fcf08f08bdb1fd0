import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import type { Entry, Example } from "../gallery/example.ts";

const LIBRARY = join(import.meta.dirname, "../../patterns");
/** A small log made for looking at stands before the long one. */
const LOGS = ["demo.ndjson", "events.ndjson"];

/** Every pattern of the library, read when the page is built: nothing is copied by hand. */
export function entries(folder = LIBRARY): Entry[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "pattern.pda")))
    .sort()
    .map((id) => {
      const readme = readFileSync(join(folder, id, "README.md"), "utf8");
      const line = (sign: RegExp) => sign.exec(readme)?.[1] ?? id;
      return { id, title: line(/^# (.+)$/m), about: line(/^> (.+)$/m) };
    });
}

/** A pattern with its log. */
export function example(id: string, folder = LIBRARY): Example {
  const read = (file: string) => readFileSync(join(folder, id, file), "utf8");
  const logName = LOGS.find((name) => existsSync(join(folder, id, name)))!;
  return { pattern: read("pattern.pda"), logName, log: read(logName) };
}

const NAME = "virtual:gallery";

/** `import { entries, load } from "virtual:gallery"`; each example is a piece of its own, fetched when it is opened. */
export const galleryPlugin = (): Plugin => ({
  name: "gallery",
  resolveId: (source) => (source.startsWith(NAME) ? `\0${source}` : null),
  load: (id) => {
    if (id === `\0${NAME}`) {
      const all = entries();
      const loads = all.map(({ id }) => `"${id}": () => import("${NAME}/${id}")`);
      return `export const entries = ${JSON.stringify(all)};\nexport const load = {${loads.join(",")}};`;
    }
    return id.startsWith(`\0${NAME}/`)
      ? `export default ${JSON.stringify(example(id.slice(NAME.length + 2)))}`
      : null;
  },
});
