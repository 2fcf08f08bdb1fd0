import { writeFile } from "node:fs/promises";
import { closest } from "../diagnostic/suggest.ts";
import { type Context, command } from "./command.ts";
import { exitCodes, usageFailure } from "./exit.ts";
import { STANDARD_INPUT, writeFailure } from "./files.ts";
import { templates } from "./templates.ts";

export const newCommand = ({ terminal, finish }: Context) =>
  command("new", "write a starting file from a template; without one, list the templates", [
    "pda new",
    "pda new minimal search.pda",
  ])
    .argument("[template]", "the name of a template")
    .argument("[name]", "the file to write, - for standard output")
    .action(async (name: string | undefined, written: string | undefined) => {
      const all = templates();
      if (name === undefined) {
        const width = Math.max(...all.map((each) => each.name.length));
        for (const each of all) terminal.write(`${each.name.padEnd(width)}  ${each.about}\n`);
        return finish(exitCodes.good);
      }
      const template = all.find((each) => each.name === name);
      if (template === undefined) {
        const near = closest(
          name,
          all.map((each) => each.name),
        );
        const hint = near === null ? "`pda new` lists them" : `the nearest is ${near}`;
        throw usageFailure(`there is no template ${name}; ${hint}`);
      }
      const path = written ?? `${name}.pda`;
      if (path === STANDARD_INPUT) terminal.write(template.text());
      else {
        const file = path.endsWith(".pda") ? path : `${path}.pda`;
        try {
          // What is there stays: a template is never worth someone's work.
          await writeFile(file, template.text(), { flag: "wx" });
        } catch (error) {
          throw writeFailure(file, error);
        }
        terminal.note(`wrote ${file}; next: pda check ${file}\n`);
      }
      finish(exitCodes.good);
    });
