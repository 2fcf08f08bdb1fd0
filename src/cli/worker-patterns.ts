import { load, type Machine } from "../machine/machine.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { compileSound } from "./compiled.ts";
import { usageFailure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** The machines of all patterns in the configured files; what does not check ends the command. */
export async function workerMachines(
  { patterns = [], set = {} }: Configuration,
  terminal: Terminal,
): Promise<readonly Machine[]> {
  const machines: Machine[] = [];
  for (const file of patterns) {
    const compilation = await compileSound(file, set, terminal);
    machines.push(...compilation.patterns.map(({ automaton }) => load(automaton)));
  }
  if (machines.length === 0) throw usageFailure(`there is no pattern in ${patterns.join(", ")}`);
  const names = machines.map(({ automaton }) => automaton.pattern);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw usageFailure(`two patterns are called ${twice}; outputs and state go by the name`);
  }
  return machines;
}
