import { loadTwin } from "../machine/compile.ts";
import type { Machine } from "../machine/machine.ts";
import type { Tally } from "../machine/tally.ts";
import type { TwinHost } from "../machine/twin/runtime.ts";
import type { Listener, Runner } from "./runner.ts";

/** Numbers that stand for events' ids, where a source gives them; they take less room than texts. */
export type EventIds = NonNullable<TwinHost["ids"]>;

/** Who listens where outputs are wanted as lines and nobody asks for steps. */
export interface LineListener extends Pick<Listener, "counts" | "dead"> {
  /** An output as its line, without a line feed (rule 27). */
  line(text: string): void;
  readonly positions?: EventIds;
  /** Counters to be kept where somebody asks which states were reached and which rules fired. */
  readonly tally?: Tally;
}

/** The compiled twin as a runner. */
export function compiledRunner(machine: Machine, listener: LineListener): Runner {
  const { counts, positions, tally } = listener;
  const tallied = tally !== undefined;
  const host = {
    counts,
    line: (text: string) => listener.line(text),
    dead: (step: Parameters<LineListener["dead"]>[0]) => listener.dead(step),
    ...(tallied ? { tally } : {}),
  };
  // Declared ids are texts that nothing can bring back.
  return positions === undefined || machine.automaton.vocabulary.id !== null
    ? loadTwin(machine, "text", tallied)(host)
    : loadTwin(machine, "number", tallied)({ ...host, ids: positions });
}
