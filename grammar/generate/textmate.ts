import { durationPattern, namePattern, type Scope, tokenFacts, wordFacts } from "../tokens.ts";

interface Pattern {
  readonly name: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly patterns?: readonly Pattern[];
}

const scope = (token: string): Scope =>
  tokenFacts.find(({ type }) => type.name === token)?.scope ?? "variable.other";

/** A TextMate grammar: what editors and GitHub colour with. Words are coloured wherever they stand. */
export function textMate(): string {
  const scopes = [...new Set(wordFacts.map((fact) => fact.scope))];
  const words = scopes.map((name): Pattern => {
    const texts = wordFacts.filter((fact) => fact.scope === name).map(({ text }) => text);
    return { name: `${name}.pda`, match: `\\b(?:${texts.join("|")})\\b(?!\\s*:)` };
  });
  const patterns: Pattern[] = [
    { name: `${scope("Comment")}.pda`, match: "//.*$" },
    {
      name: `${scope("Text")}.pda`,
      begin: '"',
      end: '"|$',
      patterns: [
        { name: "constant.character.escape.pda", match: '\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})' },
      ],
    },
    { name: `${scope("Duration")}.duration.pda`, match: `\\b${durationPattern}(?<=[a-z])\\b` },
    { name: `${scope("Number")}.pda`, match: "\\b\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?\\b" },
    { name: `${scope("Arrow")}.arrow.pda`, match: "->|=>" },
    { name: `${scope("Comparison")}.pda`, match: "!=|<=|>=|[=<>+*/-]" },
    ...words,
    { name: `${scope("Identifier")}.pda`, match: namePattern },
  ];
  const grammar = {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    comment: "Generated from grammar/tokens.ts by `npm run generate`.",
    name: "Pushdown",
    scopeName: "source.pda",
    fileTypes: ["pda"],
    patterns,
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}
