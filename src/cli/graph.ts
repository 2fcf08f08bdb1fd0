import { Option } from "commander";
import type { Automaton } from "../automaton/automaton.ts";
import { renderDot } from "../automaton/dot.ts";
import { renderListing } from "../automaton/listing.ts";
import { renderMermaid } from "../automaton/mermaid.ts";
import { renderSvg } from "../automaton/svg.ts";
import { type Context, command } from "./command.ts";
import { choosePattern, compileSound, type Settings } from "./compiled.ts";
import { exitCodes } from "./exit.ts";
import { writeText } from "./files.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";

const graphFormats = ["text", "dot", "mermaid", "svg", "json"] as const;
type GraphFormat = (typeof graphFormats)[number];

interface GraphOptions {
  readonly format: GraphFormat;
  readonly output?: string;
  readonly set?: Settings;
}

export const graphCommand = ({ terminal, finish }: Context) =>
  command("graph", "show a pattern's automaton as text or as a picture", [
    "pda graph search.pda",
    "pda graph search.pda --format svg -o search.svg",
    "pda graph shop.pda search_attribution --format dot | dot -Tpng -o search.png",
  ])
    .argument("<file>", "a pattern file, or - for standard input")
    .argument("[pattern]", "which one, where the file has several")
    .addOption(
      new Option("--format <format>", "text, a picture, or the automaton itself")
        .choices(graphFormats)
        .default("text"),
    )
    .option("-o, --output <file>", "write to a file")
    .option(SET_OPTION, SET_HELP, collectSetting)
    .action(async (file: string, pattern: string | undefined, options: GraphOptions) => {
      const compilation = await compileSound(file, options.set ?? {}, terminal);
      // Listings of several patterns can follow each other, pictures cannot.
      const all = pattern === undefined && options.format === "text";
      const chosen =
        all && compilation.patterns.length > 1
          ? compilation.patterns
          : [choosePattern(compilation, pattern, file)];
      const text = chosen.map(({ automaton }) => render(automaton, options.format)).join("\n");
      if (options.output === undefined) terminal.write(text);
      else await writeText(options.output, text);
      finish(exitCodes.good);
    });

function render(automaton: Automaton, format: GraphFormat): string {
  switch (format) {
    case "text":
      return renderListing(automaton);
    case "dot":
      return renderDot(automaton);
    case "mermaid":
      return renderMermaid(automaton);
    case "svg":
      return renderSvg(automaton);
    case "json":
      return `${JSON.stringify(automaton, null, 2)}\n`;
  }
}
