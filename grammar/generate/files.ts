import { diagrams } from "./diagrams.ts";
import { ebnf } from "./ebnf.ts";
import { functionReference } from "./functions.ts";
import { productions } from "./productions.ts";
import { textMate } from "./textmate.ts";

/** Name and text of every generated file. */
export function generated(): ReadonlyMap<string, string> {
  const rules = productions();
  return new Map([
    ["pda.tmLanguage.json", textMate()],
    ["grammar.ebnf", ebnf(rules)],
    ["diagrams.html", diagrams(rules)],
    ["functions.md", functionReference()],
  ]);
}
