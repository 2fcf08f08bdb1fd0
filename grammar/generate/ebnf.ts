import { classes } from "./classes.ts";
import type { NamedProduction, Production } from "./productions.ts";

/** `[ ]` optional, `{ }` any number, `|` choice; words and marks in quotes, classes of tokens in capitals. */
export function ebnf(rules: readonly NamedProduction[]): string {
  const lines = [
    "(* Generated from grammar/ by `npm run generate`. *)",
    "(* [ ] optional, { } any number of times, | choice; NAME, TEXT and other capitals: see the end. *)",
    "(* Line breaks mean nothing. Comments run from // to the end of the line. *)",
    "",
    ...rules.map(({ name, production }) => `${name} = ${write(production, false)} ;`),
    "",
    ...classes.map(({ name, text }) => `(* ${name}: ${text} *)`),
  ];
  return `${lines.join("\n")}\n`;
}

function write(production: Production, tight: boolean): string {
  switch (production.kind) {
    case "token":
      return production.literal ? `"${production.text}"` : production.text;
    case "rule":
      return production.name;
    case "sequence":
      return production.parts.map((part) => write(part, true)).join(" ");
    case "choice": {
      const body = production.parts.map((part) => write(part, false)).join(" | ");
      return tight ? `( ${body} )` : body;
    }
    case "optional":
      return `[ ${write(production.part, false)} ]`;
    case "repeat":
    case "oneOrMore": {
      const part = write(production.part, true);
      const once =
        production.separator === undefined
          ? `${production.kind === "repeat" ? "" : `${part} `}{ ${write(production.part, false)} }`
          : `${part} { ${write(production.separator, true)} ${part} }`;
      return production.separator !== undefined && production.kind === "repeat"
        ? `[ ${once} ]`
        : once;
    }
  }
}
