import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verify } from "../../src/automaton/verify.ts";
import { loadBeside } from "../../src/cli/files.ts";
import { compile } from "../../src/compile.ts";
import { renderShort } from "../../src/diagnostic/render/short.ts";
import { load } from "../../src/machine/machine.ts";
import { runScenario } from "../../src/stream/scenario-run.ts";
import { type Block, blocksOf, patched, rewritten } from "./page.ts";
import { Shell } from "./shell.ts";

/** `UPDATE=1` writes what the commands print now into the pages. */
const update = process.env.UPDATE === "1";
const root = resolve(import.meta.dirname, "../..");
const below = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
const pages = ["README.md", "CONTRIBUTING.md", ...below("docs"), ...below("patterns")].sort();

/** Blocks that only show something: a picture in letters, a grammar, what is typed to install. */
const SHOWN = ["text", "ebnf", "ts", "js", ""];
/** What is typed into a real shell to install and to test; `.ci/run` does it. */
const INSTALLING = /^(?:git clone|cd|npm|npx vitest|npx tsx|npx biome|UPDATE=1|alias) /;

describe.each(pages)("%s", (name) => {
  const path = join(root, name);
  const page = readFileSync(path, "utf8");
  let folder = "";
  const before = process.cwd();
  const shell = new Shell();
  const changes = new Map<Block, string>();
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pda-docs-"));
    for (const each of ["patterns", "docs"]) symlinkSync(join(root, each), join(folder, each));
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
    if (changes.size > 0) writeFileSync(path, rewritten(page, changes));
  });

  for (const block of blocksOf(page)) {
    it(`line ${block.line}: ${[block.language, ...block.words].join(" ")}`, async () => {
      await tried[block.language in tried ? block.language : "other"]!(block, shell, changes);
    });
  }

  it("shows the pictures that its commands draw", () => {
    for (const [, shown] of page.matchAll(/\]\(([^)]+\.svg)\)/g)) {
      const drawn = join(folder, basename(shown!));
      if (!existsSync(drawn)) continue;
      const text = readFileSync(drawn, "utf8");
      const picture = resolve(path, "..", shown!);
      if (update) writeFileSync(picture, text);
      expect(readFileSync(picture, "utf8")).toBe(text);
    }
  });

  it("links to what is there", () => {
    for (const [, link, anchor] of page.matchAll(/\]\(((?![a-z]+:)[^)#]*)(?:#([^)]+))?\)/g)) {
      const target = link === "" ? path : resolve(path, "..", link!);
      expect(existsSync(target), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(target, "utf8"))).toContain(anchor);
    }
  });
});

/** The anchors that headings get from GitHub and its like. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-"),
  );

type Try = (block: Block, shell: Shell, changes: Map<Block, string>) => Promise<void> | void;

const tried: Readonly<Record<string, Try>> = {
  pda: (block) => {
    if (block.file !== null) writeFileSync(block.file, block.text);
    pattern(block, block.text);
  },
  diff: (block) => {
    const text = patched(readFileSync(block.file!, "utf8"), block.text);
    writeFileSync(block.file!, text);
    if (block.file!.endsWith(".pda")) pattern(block, text);
  },
  console: async (block, shell, changes) => {
    const shown = await shell.session(block.text);
    if (update && shown !== block.text) changes.set(block, shown);
    else expect(shown).toBe(block.text);
  },
  sh: ({ text }) => {
    for (const line of text.trimEnd().split("\n")) expect(line).toMatch(INSTALLING);
  },
  other: ({ language, file, text, words }) => {
    if (file !== null) writeFileSync(file, text);
    else if (language === "json" && words.includes("automaton"))
      expect(verify(JSON.parse(text))).toMatchObject({ ok: true });
    else expect(SHOWN).toContain(language);
  },
};

/** A pattern of the docs gets the codes that its block names, else none; and its scenarios hold. */
function pattern(block: Block, text: string): void {
  const main = { name: block.file ?? "example.pda", text };
  const { diagnostics, scenarios, patterns, sources } = compile(
    { main, load: (path) => (path === main.name ? main : loadBeside(path, main.name)) },
    { parameters: block.settings },
  );
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  expect(codes, renderShort(diagnostics, sources)).toEqual(block.wrong);
  if (block.words.includes("fails")) return;
  for (const scenario of scenarios) {
    const { automaton } = patterns.find((one) => one.automaton.pattern === scenario.pattern)!;
    expect(runScenario(load(automaton), scenario).failures, scenario.title).toEqual([]);
  }
}
