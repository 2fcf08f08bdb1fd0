import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lexer } from "../../../grammar/chevrotain.ts";
import { lexed, tokenFacts, wordFacts } from "../../../grammar/tokens.ts";
import { highlightTable } from "../../../playground/build/highlight-table.ts";
import { cutter } from "../../../playground/editor/cut.ts";

const library = join(import.meta.dirname, "../../../patterns");
const texts = readdirSync(library, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readFileSync(join(library, name, "pattern.pda"), "utf8"));
const cut = cutter(highlightTable());
const lexer = new Lexer([...lexed], { positionTracking: "onlyOffset", skipValidations: true });

/** Where the lexer cuts a line, blanks aside. */
function byLexer(line: string): string[] {
  const { tokens, groups } = lexer.tokenize(line);
  return [...tokens, ...(groups.comments ?? [])]
    .toSorted((a, b) => a.startOffset - b.startOffset)
    .map(({ image }) => image);
}

function byTable(line: string): string[] {
  const images: string[] = [];
  for (let at = 0; at < line.length; ) {
    const { length } = cut(line, at);
    const image = line.slice(at, at + length);
    if (image.trim() !== "") images.push(image);
    at += length;
  }
  return images;
}

describe("the colours of the text", () => {
  it("cut the library as the lexer does", () => {
    for (const line of texts.flatMap((text) => text.split("\n")))
      expect(byTable(line)).toEqual(byLexer(line));
  });

  it("cut damaged lines as the lexer does", () => {
    const lines = texts.flatMap((text) => text.split("\n"));
    const piece = fc.oneof(
      fc.constantFrom(...lines),
      fc.string(),
      fc.constantFrom('"', "'", "≤", "30min", "&&"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const line = pieces.join("").replace(/[\r\n\u2028\u2029]|\/\*/g, " ");
        expect(byTable(line)).toEqual(byLexer(line));
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 300) },
    );
  });

  it("know every word and every kind of token that has a scope", () => {
    for (const { text } of wordFacts) expect(cut(text, 0).kind).not.toBeNull();
    expect(
      highlightTable().tokens.filter(([, scope]) => scope !== null).length,
    ).toBeGreaterThanOrEqual(tokenFacts.length);
  });
});
