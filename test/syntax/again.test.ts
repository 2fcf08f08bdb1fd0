import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Identifier } from "../../grammar/tokens.ts";
import { lex } from "../../src/syntax/lex.ts";
import { moved } from "../../src/syntax/moved.ts";
import { parse } from "../../src/syntax/parse.ts";

const library = join(import.meta.dirname, "../../patterns");
const texts = readdirSync(library, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => [name, readFileSync(join(library, name, "pattern.pda"), "utf8")] as const);

const read = (text: string) => parse({ name: "p.pda", text });

/** What may be typed into a text, at any place of it. */
const TYPED = ["", " ", "\n", "}", "{", "\n  on x -> y\n", "// a", '"', "pattern q on"];

it.each(texts)("reads the next version of %s as if it had never seen the last", (_, text) => {
  const before = read(text);
  for (const [n, typed] of TYPED.entries())
    for (const at of [0, Math.floor((text.length * (n + 1)) / 11), text.length]) {
      const source = { name: "p.pda", text: text.slice(0, at) + typed + text.slice(at) };
      const { file, diagnostics } = parse(source, lex(source), before);
      const afresh = parse(source);
      expect(file).toEqual(afresh.file);
      expect(diagnostics).toEqual(afresh.diagnostics);
    }
});

it.each(texts)("knows the tree of %s under other names without reading it", (_, text) => {
  const { file } = read(text);
  const tokens = lex({ name: "p.pda", text }).tokens.filter(
    ({ tokenType }) => tokenType === Identifier,
  );
  for (const name of new Set(tokens.map(({ image }) => image))) {
    const places = tokens.filter(({ image }) => image === name).map((token) => token.startOffset);
    const to = `${name}_`;
    const place = (offset: number) => offset + places.filter((at) => at < offset).length;
    const names = new Map(places.map((at) => [at, to]));
    const other = places
      .toReversed()
      .reduce((so, at) => so.slice(0, at) + to + so.slice(at + name.length), text);
    expect(moved(file.declarations, place, names)).toEqual(read(other).file.declarations);
  }
});
