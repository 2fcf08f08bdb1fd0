import type { CatalogueEntry } from "../diagnostic/catalogue.ts";
import { catalogue, findCode } from "../diagnostic/codes.ts";
import { paintWith } from "../diagnostic/render/paint.ts";
import { type Context, command } from "./command.ts";
import { exitCodes, usageFailure } from "./exit.ts";

export const explainCommand = ({ terminal, finish }: Context) =>
  command("explain", "explain the code of a diagnostic; without one, list all codes", [
    "pda explain PDA0101",
  ])
    .argument("[code]", "such as PDA0101; the letters and zeros may be left out")
    .action((code: string | undefined) => {
      if (code === undefined) {
        for (const entry of catalogue) {
          terminal.write(`${entry.code}  ${entry.severity.padEnd(7)}  ${entry.title}\n`);
        }
      } else {
        const entry = findCode(code);
        if (entry === null) {
          throw usageFailure(`there is no code ${code}; \`pda explain\` lists all of them`);
        }
        terminal.write(page(entry, terminal.out.colour));
      }
      finish(exitCodes.good);
    });

function page(entry: CatalogueEntry, colour: boolean): string {
  const paint = paintWith(colour);
  const severe = entry.severity === "error" ? paint.error : paint.warning;
  return [
    `${severe(`${entry.severity}[${entry.code}]`)}${paint.strong(`: ${entry.title}`)}`,
    "",
    entry.explanation.trim(),
    "",
    paint.strong("Wrong:"),
    "",
    indented(entry.wrong),
    "",
    paint.strong("Right:"),
    "",
    indented(entry.right),
    "",
  ].join("\n");
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`))
    .join("\n");
