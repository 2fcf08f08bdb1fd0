import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generated } from "../../grammar/generate/files.ts";
import { tokenFacts, wordFacts, words } from "../../grammar/tokens.ts";

test.each([...generated()])("grammar/generated/%s is fresh (npm run generate)", (name, text) => {
  const written = readFileSync(new URL(`../../grammar/generated/${name}`, import.meta.url), "utf8");
  expect(written).toBe(text);
});

test("generated files need nothing from the network", () => {
  const page = generated().get("diagrams.html") ?? "";
  expect(page).not.toMatch(/(?:src|href)="(?!#)/);
});

test("every rule and every word stands in the grammar", () => {
  const grammar = generated().get("grammar.ebnf") ?? "";
  const defined = new Set([...grammar.matchAll(/^(\w+) = /gm)].map((match) => match[1]));
  const code = grammar.replaceAll(/\(\*.*\*\)/g, "").replaceAll(/"[^"]*"/g, " ");
  for (const [, name] of code.matchAll(/\b([a-z]\w*)\b/gi))
    expect(defined.has(name) || name === name?.toUpperCase(), name).toBe(true);
  for (const { text } of wordFacts) expect(grammar).toContain(`"${text}"`);
});

test("words are spelled under their own name, once, and documented", () => {
  for (const [name, type] of Object.entries(words)) expect(type.LABEL).toBe(name);
  expect(new Set(wordFacts.map(({ text }) => text)).size).toBe(wordFacts.length);
  for (const { doc } of [...wordFacts, ...tokenFacts]) expect(doc).not.toBe("");
});

test("the highlighter's expressions are valid and find what they should", () => {
  const grammar = JSON.parse(generated().get("pda.tmLanguage.json") ?? "{}");
  const names = (text: string) =>
    grammar.patterns
      .filter((pattern: { match?: string; begin?: string }) =>
        new RegExp(`^(?:${pattern.match ?? pattern.begin})`, "u").test(text),
      )
      .map((pattern: { name: string }) => pattern.name);
  expect(names("state browsing")[0]).toBe("keyword.declaration.pda");
  expect(names("1h30m")[0]).toBe("constant.numeric.duration.pda");
  expect(names("// why")[0]).toBe("comment.line.pda");
  expect(names('"text"')[0]).toBe("string.quoted.double.pda");
  expect(names("Größe")[0]).toBe("variable.other.pda");
});
