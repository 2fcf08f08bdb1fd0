import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { applied } from "../../src/service/rename.ts";
import { LanguageService } from "../../src/service/service.ts";
import { format } from "../../src/syntax/print.ts";

const library = resolve(import.meta.dirname, "../../patterns");
const names = readdirSync(library, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** Every pattern of the library: what holds of each of its names. */
describe.each(names)("%s", (pattern) => {
  const name = `${pattern}.pda`;
  const text = readFileSync(join(library, pattern, "pattern.pda"), "utf8");
  const service = new LanguageService({ load: () => null });
  const back = new LanguageService({ load: () => null });

  /** Where names of declared things are written. */
  let places: { start: number; end: number; written: string }[];
  beforeAll(() => {
    service.open({ name, text });
    service.examine(name);
    places = [...text.matchAll(/[\p{ID_Start}_][\p{ID_Continue}]*/gu)].flatMap(
      ({ index, 0: written }) => {
        const named = service.renamable(name, index);
        return named === null || named.span.start !== index
          ? []
          : [{ start: index, end: index + written.length, written }];
      },
    );
  });

  it("finds where each name is declared, and that place among its references", () => {
    expect(places.length).toBeGreaterThan(10);
    for (const { start, written } of places) {
      const definitions = service.definitions(name, start);
      expect(definitions.length, written).toBeGreaterThan(0);
      const references = service.references(name, start).map(({ span }) => span.start);
      for (const { start: declared, end } of definitions) {
        expect(text.slice(declared, end)).toBe(written);
        expect(references).toContain(declared);
      }
      expect(references).toContain(start);
    }
  });

  it("renames each thing there and back, and the text is what it was", () => {
    const done = new Set<string>();
    for (const { start, written } of places) {
      const key = service
        .references(name, start)
        .map(({ span }) => span.start)
        .join();
      if (done.has(key)) continue;
      done.add(key);
      const there = service.rename(name, start, "renamed");
      if ("refused" in there) throw new Error(`${written}: ${there.refused}`);
      const changed = applied(text, there.edits, name);
      expect(changed).not.toBe(text);
      back.open({ name, text: changed });
      const at = [...changed.matchAll(/\brenamed\b/g)].find(({ index }) =>
        back.isName(name, index),
      );
      const again = back.rename(name, at!.index, written);
      if ("refused" in again) throw new Error(`${written} back: ${again.refused}\n${changed}`);
      expect(applied(changed, again.edits, name), written).toBe(text);
    }
  });

  it("stays as good as it was when a name is changed", () => {
    const { start } = places.at(-1)!;
    const renaming = service.rename(name, start, "renamed");
    const changed = "edits" in renaming ? applied(text, renaming.edits, name) : "";
    back.open({ name, text: changed });
    expect(back.examine(name).diagnostics).toEqual([]);
  });

  it("offers each name where it is written", () => {
    for (const { start, end, written } of places) {
      const declared = service.definitions(name, start).some((span) => span.start === start);
      for (const offset of [start, end]) {
        if (declared) continue;
        const offered = service.complete(name, offset)?.items.map(({ label }) => label) ?? [];
        expect(offered, `${written} at ${offset}`).toContain(written);
      }
    }
  });

  it("offers each name while its line ends there", () => {
    for (const { start, written } of places.filter((_, at) => at % 5 === 0)) {
      if (service.definitions(name, start).some((span) => span.start === start)) continue;
      back.open({ name, text });
      back.complete(name, 0);
      const line = text.indexOf("\n", start);
      back.open({ name, text: text.slice(0, start) + text.slice(line) });
      const offered = back.complete(name, start)?.items.map(({ label }) => label) ?? [];
      expect(offered, `${written} at ${start}`).toContain(written);
    }
  });

  it("says something about every name and word", () => {
    for (const { index, 0: word } of text.matchAll(/\b[a-z]\w+/g)) {
      const inside = text.slice(text.lastIndexOf("\n", index) + 1, index);
      if (/"[^"]*$/.test(inside) && (inside.match(/"/g)?.length ?? 0) % 2 === 1) continue;
      if (inside.includes("//")) continue;
      expect(service.hover(name, index), `${word} at ${index}`).not.toBeNull();
    }
  });

  it("has tokens that cover it in order, and blocks that fold", () => {
    const tokens = service.tokens(name);
    for (const [at, { start, end }] of tokens.entries()) {
      expect(start).toBeLessThan(end);
      if (at > 0) expect(start).toBeGreaterThanOrEqual(tokens[at - 1]!.end);
    }
    expect(service.folds(name).length).toBeGreaterThan(3);
    expect(service.outline(name).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["events", "pattern", "scenario"]),
    );
  });

  it("is made canonical by small edits", () => {
    const squeezed = text.replaceAll(/\n {2,}/g, "\n ").replaceAll(" -> ", "  ->  ");
    back.open({ name, text: squeezed });
    const { edits } = back.format(name);
    expect(applied(squeezed, edits, name)).toBe(format({ name, text: squeezed }).text);
    for (const { span } of edits) expect(squeezed.slice(span.start, span.end).trim()).toBe("");
  });
});
