import { checkCommand } from "./check.ts";
import type { MakeCommand } from "./command.ts";
import { completionCommand } from "./completion.ts";
import { explainCommand } from "./explain.ts";
import { fmtCommand } from "./fmt.ts";
import { graphCommand } from "./graph.ts";
import { newCommand } from "./new.ts";

/** Every command, in the order of `pda --help`; each in a file of its name. */
export const commands: readonly MakeCommand[] = [
  newCommand,
  checkCommand,
  fmtCommand,
  graphCommand,
  explainCommand,
  completionCommand,
];
