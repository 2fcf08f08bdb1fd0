import { durationPattern, namePattern, wordFacts } from "../tokens.ts";

const list = (use: "free" | "hard" | "reserved"): string =>
  wordFacts
    .filter((fact) => fact.use === use)
    .map(({ text }) => `"${text}"`)
    .join(" | ");

/** What stands in capitals in the productions. */
export const classes: readonly { readonly name: string; readonly text: string }[] = [
  { name: "NAME", text: `/${namePattern}/u, but no hard word` },
  { name: "STEP", text: "NAME | hard word | TEXT | NUMBER | DURATION" },
  { name: "TEXT", text: `'"' characters of one line, with JSON's escapes '"'` },
  { name: "NUMBER", text: "/\\d+(\\.\\d+)?([eE][+-]?\\d+)?/" },
  { name: "PERCENT", text: "/\\d+(\\.\\d+)?%/" },
  {
    name: "DURATION",
    text: `/${durationPattern.replace("(?=\\d)", "").replaceAll("?:", "")}/, at least one of them`,
  },
  { name: "PLAINTYPE", text: '"text" | "integer" | "number" | "boolean" | "time" | "duration"' },
  { name: "COMPARISON", text: '"=" | "!=" | "<" | "<=" | ">" | ">="' },
  { name: "hard word", text: list("hard") },
  { name: "reserved for later", text: list("reserved") },
];
