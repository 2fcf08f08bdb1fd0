import { ebnf } from "../../grammar/generate/ebnf.ts";
import { productions } from "../../grammar/generate/productions.ts";
import { commandReference } from "./commands.ts";
import { disorderPage } from "./disorder.ts";
import { errorIndex } from "./errors.ts";
import { functionTable } from "./functions.ts";
import { wordTables } from "./words.ts";
import { metricSections, settingsTable } from "./worker.ts";

/** Pages of docs/ that are generated from end to end. */
export const wholePages: Readonly<Record<string, () => string>> = {
  "docs/cli.md": commandReference,
  "docs/disorder.md": disorderPage,
  "docs/errors.md": errorIndex,
};

/** What stands on the other pages between `<!-- generated: NAME -->` and `<!-- end -->`. */
const sections: Readonly<Record<string, () => string>> = {
  functions: functionTable,
  words: wordTables,
  settings: settingsTable,
  metrics: metricSections,
  grammar: () => `\`\`\`ebnf\n${ebnf(productions()).trimEnd()}\n\`\`\``,
};

export const pagesWithSections = ["docs/reference.md", "docs/worker.md", "docs/runbook.md"];

/** The page with its generated sections written anew. */
export function withSections(page: string): string {
  return page.replace(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, before: string, name: string, after: string) =>
      `${before}\n${sections[name]!()}\n\n${after}`,
  );
}
