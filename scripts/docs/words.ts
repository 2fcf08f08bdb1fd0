import { type WordFact, wordFacts } from "../../grammar/tokens.ts";

const USES = [
  [
    "free",
    "These words have a meaning where the grammar asks for them; elsewhere they may name an event, a field, a state, anything.",
  ],
  [
    "hard",
    "These stand inside values and never name anything. As a step of a path (`from is.then`) they may stand.",
  ],
  [
    "reserved",
    "These will mean something in a later version. Until then each gets the diagnostic PDA0017 where it would begin a statement; elsewhere it may be a name.",
  ],
] as const;

/** Every word of the language with its line of doc. */
export function wordTables(): string {
  return USES.flatMap(([use, about]) => {
    const found = wordFacts.filter((fact) => fact.use === use);
    return [about, "", ...(use === "reserved" ? [`${list(found)}.`] : table(found)), ""];
  })
    .join("\n")
    .trimEnd();
}

const table = (facts: readonly WordFact[]): string[] => [
  "| word | meaning |",
  "|---|---|",
  ...facts.map(({ text, doc }) => `| \`${text}\` | ${doc} |`),
];

const list = (facts: readonly WordFact[]): string =>
  facts.map(({ text }) => `\`${text}\``).join(", ");
