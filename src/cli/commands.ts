import { checkCommand } from "./check.ts";
import type { MakeCommand } from "./command.ts";
import { completionCommand } from "./completion.ts";
import { deployCommand } from "./deploy.ts";
import { disorderCommand } from "./disorder.ts";
import { explainCommand } from "./explain.ts";
import { fmtCommand } from "./fmt.ts";
import { graphCommand } from "./graph.ts";
import { inferCommand } from "./infer.ts";
import { lspCommand } from "./lsp.ts";
import { newCommand } from "./new.ts";
import { planCommand } from "./plan.ts";
import { playgroundCommand } from "./playground.ts";
import { recordsCommand } from "./records.ts";
import { replayCommand } from "./replay.ts";
import { runCommand } from "./run.ts";
import { sampleCommand } from "./sample.ts";
import { simulateCommand } from "./simulate.ts";
import { stateCommand } from "./state.ts";
import { testCommand } from "./test.ts";
import { traceCommand } from "./trace.ts";
import { whyCommand } from "./why.ts";
import { workerCommand } from "./worker.ts";

/** Every command, in the order of `pda --help`; each in a file of its name. */
export const commands: readonly MakeCommand[] = [
  inferCommand,
  recordsCommand,
  newCommand,
  checkCommand,
  fmtCommand,
  testCommand,
  runCommand,
  traceCommand,
  whyCommand,
  sampleCommand,
  disorderCommand,
  simulateCommand,
  workerCommand,
  stateCommand,
  planCommand,
  replayCommand,
  deployCommand,
  graphCommand,
  playgroundCommand,
  explainCommand,
  lspCommand,
  completionCommand,
];
