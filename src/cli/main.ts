#!/usr/bin/env node
import { runProgram } from "./program.ts";
import { processTerminal } from "./terminal.ts";

// The exit code is set, not forced: what is still to be written to a pipe gets there.
process.exitCode = await runProgram(process.argv.slice(2), processTerminal(process));
