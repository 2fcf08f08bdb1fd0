import { compile } from "../../src/compile.ts";
import type { CatalogueEntry } from "../../src/diagnostic/catalogue.ts";
import { catalogue } from "../../src/diagnostic/codes.ts";

/** The ranges of codes, as the catalogue keeps them. */
const CHAPTERS: readonly (readonly [from: number, title: string])[] = [
  [0, "Syntax"],
  [100, "Names"],
  [200, "Types"],
  [300, "Missing values"],
  [400, "The structure of a pattern"],
  [500, "Reachability and the stack"],
  [600, "Scenarios"],
  [700, "Files and parameters"],
];

const numberOf = ({ code }: CatalogueEntry): number => Number(code.slice(3));
const chapterOf = (entry: CatalogueEntry): string =>
  CHAPTERS.findLast(([from]) => numberOf(entry) >= from)![1];

/** The error index: what `pda explain` prints, all of it. */
export function errorIndex(): string {
  const chapters = CHAPTERS.map(([, title]) => ({
    title,
    entries: catalogue.filter((entry) => chapterOf(entry) === title),
  }));
  return [
    "<!-- Generated from src/diagnostic/catalogue/ by `npm run generate`. -->",
    "",
    "# Error index",
    "",
    `Every diagnostic has a code; there are ${catalogue.length}. \`pda explain PDA0101\` prints the entry below. An error keeps a pattern from running, a warning does not (\`pda check --deny-warnings\` makes it count). Each wrong example gets the diagnostic it stands under, each right one none: the tests run them.`,
    "",
    "| code | | what |",
    "|---|---|---|",
    ...catalogue.map(
      (entry) =>
        `| [${entry.code}](#${anchor(entry)}) | ${entry.severity} | ${cell(entry.title)} |`,
    ),
    "",
    ...chapters.flatMap(({ title, entries }) => [`## ${title}`, "", ...entries.flatMap(page)]),
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}

function page(entry: CatalogueEntry): string[] {
  const settings = entry.settings ?? settingsTold(entry.explanation);
  const set = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return [
    `### ${heading(entry)}`,
    "",
    `*${entry.severity === "error" ? "Error" : "Warning"}.* ${entry.explanation.trim()}`,
    "",
    "Wrong:",
    "",
    ...fenced(["pda", ...codesOf(entry.wrong, settings), ...set].join(" "), entry.wrong),
    "Right:",
    "",
    ...fenced("pda", entry.right),
  ];
}

type Settings = Readonly<Record<string, string>>;

/** What an example gets: its own code, now and then another that comes of the same mistake. */
function codesOf(text: string, parameters: Settings): string[] {
  const main = { name: "example.pda", text };
  const load = (path: string) => (path === main.name ? main : null);
  const { diagnostics } = compile({ main, load }, { parameters });
  return [...new Set(diagnostics.map(({ code }) => code))].sort();
}

/** Where a mistake lies outside of the text, the explanation says how the example is compiled. */
function settingsTold(explanation: string): Settings {
  const set = /`--set (\w+)=([^`]*)`/.exec(explanation);
  return set === null ? {} : { [set[1]!]: set[2]! };
}

const heading = ({ code, title }: CatalogueEntry): string => `${code}: ${title}`;

/** The anchor that a heading gets from GitHub and its like. */
const anchor = (entry: CatalogueEntry): string =>
  heading(entry)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");

const cell = (text: string): string => text.replaceAll("|", "\\|");

const fenced = (info: string, text: string): string[] => [
  `\`\`\`${info}`,
  text.replace(/\n$/, ""),
  "```",
  "",
];
