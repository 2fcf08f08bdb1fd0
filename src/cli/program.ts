import { Command } from "commander";
import type { MakeCommand } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { failed } from "./failed.ts";
import { loadCommands } from "./load-commands.ts";
import { packageVersion } from "./package.ts";
import type { Terminal } from "./terminal.ts";

/** Runs one command line (without the program's own name) to its end. Never throws. */
export async function runProgram(
  parameters: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.good;
  const commands = await loadCommands(parameters[0]);
  const program = buildProgram(commands, terminal, (said) => {
    code = said;
  });
  try {
    await program.parseAsync([...parameters], { from: "user" });
    return code;
  } catch (error) {
    return failed(error, terminal);
  }
}

function buildProgram(
  commands: readonly MakeCommand[],
  terminal: Terminal,
  finish: (code: ExitCode) => void,
): Command {
  const program = new Command("pda")
    .description("Patterns over event logs: check them, draw them, run them.")
    .version(packageVersion(), "-V, --version")
    .addHelpText("after", footer);
  const context = { terminal, finish, program: () => program };
  for (const make of commands) program.addCommand(make(context));
  for (const each of [program, ...program.commands]) {
    each
      .exitOverride()
      .showHelpAfterError("(--help tells more)")
      .configureHelp({ minWidthToWrap: 20, subcommandTerm: (each) => each.name() })
      .configureOutput({
        writeOut: (text) => terminal.write(text),
        writeErr: (text) => terminal.note(text),
        getOutHasColors: () => terminal.out.colour,
        getErrHasColors: () => terminal.err.colour,
        getOutHelpWidth: () => terminal.out.columns ?? 100,
        getErrHelpWidth: () => terminal.err.columns ?? 100,
      });
  }
  return program;
}

const footer = `
Example:
  $ pda new minimal search.pda && pda check search.pda

Exit codes: 0 good, 1 findings, 2 wrong usage, 3 input or output failed,
4 dead letters under --strict, 5 brokers do not answer, 6 brokers refuse,
7 a worker cannot go on, 130 interrupted`;
