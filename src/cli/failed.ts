import { CommanderError } from "commander";
import { InputError } from "../records/input-error.ts";
import { type ExitCode, exitCodes, Failure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** Says on standard error why a command ended, and gives its code. */
export function failed(error: unknown, terminal: Terminal): ExitCode {
  // Commander has said what it had to say.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.good : exitCodes.usage;
  if (error instanceof Failure) {
    terminal.note(`${error.code === exitCodes.findings ? "" : "pda: "}${error.message}\n`);
    return error.code;
  }
  if (error instanceof InputError) {
    terminal.note(`pda: ${error.message}\n`);
    return exitCodes.inputOutput;
  }
  terminal.note(`pda: this is a mistake in pda itself, not in your files:\n${trace(error)}\n`);
  return exitCodes.bug;
}

const trace = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
