import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { type Block, blocksOf, patched } from "./page-blocks.ts";

/** A pattern that stands on a page of the docs, as the page has it by then. */
export interface PageExample {
  /** What may be written behind the `#`: its number, its file, the codes that it shows. */
  readonly names: readonly string[];
  readonly pattern: string;
  /** The log that a command of the page runs it on. */
  readonly log: { readonly name: string; readonly text: string } | null;
}

/** Every pattern of a page in its order; one that a `diff` changes is there again, changed. */
export function examplesOf(path: string): readonly PageExample[] {
  const blocks = blocksOf(readFileSync(path, "utf8"));
  const files = new Map<string, string>();
  const found: { readonly block: Block; readonly pattern: string }[] = [];
  for (const block of blocks) {
    const { language, file, text } = block;
    if (language === "console") for (const [name, shown] of shownIn(text)) files.set(name, shown);
    if (language === "console" || (file === null && language !== "pda")) continue;
    const now = language === "diff" ? patched(files.get(file ?? "") ?? "", text) : text;
    if (file !== null) files.set(file, now);
    if (language === "pda" || file?.endsWith(".pda") === true) found.push({ block, pattern: now });
  }
  return found.map(({ block: { file, wrong }, pattern }, i) => ({
    names: [String(i + 1), ...(file === null ? [] : [file]), ...wrong],
    pattern: inOne(pattern, files, path),
    log: file === null ? null : logFor(file, blocks, files, path),
  }));
}

/** What a page's command wrote is on the page where it is printed: `$ cat support.events.pda`. */
const shownIn = (text: string): readonly (readonly [name: string, text: string])[] =>
  [...text.matchAll(/^\$ cat (\S+)\n((?:(?!\$ ).*\n)*)/gm)].map(
    ([, name, shown]) => [name!, shown!] as const,
  );

function logFor(
  pattern: string,
  blocks: readonly Block[],
  files: ReadonlyMap<string, string>,
  path: string,
): PageExample["log"] {
  const commands = blocks.filter(({ language }) => language === "console");
  for (const [line] of commands.flatMap(({ text }) => [...text.matchAll(/^\$ .*$/gm)])) {
    const words = line.split(/\s+/);
    const log = words[words.indexOf(pattern) + 1];
    if (!words.includes(pattern) || log === undefined || !/\.(?:ndjson|json|csv|tsv)$/.test(log))
      continue;
    const text = files.get(log) ?? beside(log, path);
    if (text !== null) return { name: basename(log), text };
  }
  return null;
}

/** The playground holds one text: what a file beside the page declares takes the place of its `use`. */
const inOne = (pattern: string, files: ReadonlyMap<string, string>, path: string): string =>
  pattern.replace(
    /^use "([^"]+)"$/gm,
    (use, name: string) => files.get(name) ?? beside(name, path) ?? use,
  );

/** As the page names it: from its folder, from the one above, from the one with its own files. */
function beside(name: string, path: string): string | null {
  const found = [dirname(path), resolve(dirname(path), ".."), path.replace(/\.md$/, "")]
    .map((folder) => resolve(folder, name))
    .find((one) => existsSync(one));
  return found === undefined ? null : readFileSync(found, "utf8");
}

/** `docs/time.md#visits.pda`: the last that has the name; `docs/time.md` where the page has one only. */
export function exampleNamed(
  page: string,
  name: string | null,
): PageExample | { readonly refused: string } {
  const examples = examplesOf(page);
  const found = examples.findLast(({ names }) => name !== null && names.includes(name));
  const only = name === null && examples.length === 1 ? examples[0] : undefined;
  const answer = found ?? only;
  if (answer !== undefined) return answer;
  if (examples.length === 0) return { refused: `${page}: there is no pattern on this page` };
  const named = [...new Set(examples.flatMap(({ names }) => names.slice(1)))];
  const offered = [`#1 to #${examples.length}`, ...named.slice(0, 8).map((one) => `#${one}`)];
  const said = name === null ? "say which pattern of the page" : `there is no pattern #${name}`;
  return { refused: `${page}: ${said}: ${offered.join(", ")}${named.length > 8 ? ", …" : ""}` };
}
