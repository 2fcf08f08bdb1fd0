#!/usr/bin/env node
import { fileFailure } from "./files.ts";
import { runProgram } from "./program.ts";
import { processTerminal } from "./terminal.ts";

// A full disk, mostly. What was to be written is lost to whoever reads it, so nothing may go on.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return; // the terminal knows
  const { code, message } = fileFailure("standard output", error);
  process.stderr.write(
    `pda: ${message}\n  → make room there, or write elsewhere, and run it again\n`,
  );
  process.exit(code);
});

// The exit code is set, not forced: what is still to be written to a pipe gets there.
process.exitCode = await runProgram(process.argv.slice(2), processTerminal(process));
