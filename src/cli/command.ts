import { Command } from "commander";
import type { ExitCode } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** What every command is given. */
export interface Context {
  readonly terminal: Terminal;
  /** The command's last word. */
  readonly finish: (code: ExitCode) => void;
  /** The whole program, for those that describe it. */
  readonly program: () => Command;
}

export type MakeCommand = (context: Context) => Command;

/** A command with its line of description and its example. */
export function command(name: string, description: string, examples: readonly string[]): Command {
  const shown = examples.map((example) => `  $ ${example}`).join("\n");
  return new Command(name)
    .description(description)
    .addHelpText("after", `\nExample${examples.length > 1 ? "s" : ""}:\n${shown}`);
}
