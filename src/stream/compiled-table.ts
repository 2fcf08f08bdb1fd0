import { loadTwin } from "../machine/compile.ts";
import type { Machine } from "../machine/machine.ts";
import type { TwinHost } from "../machine/twin/runtime.ts";
import type { Listener, Runner } from "./runner.ts";

/** Numbers that stand for events' ids, where a source gives them; they take less room than texts. */
export type EventIds = NonNullable<TwinHost["ids"]>;

/** Who listens where outputs are wanted as lines and nobody asks for steps. */
export interface LineListener extends Pick<Listener, "counts" | "dead"> {
  /** An output as its line, without a line feed (rule 27). */
  line(text: string): void;
  readonly positions?: EventIds;
}

/** The compiled twin as a runner. */
export function compiledRunner(machine: Machine, listener: LineListener): Runner {
  const { counts, positions } = listener;
  const host = {
    counts,
    line: (text: string) => listener.line(text),
    dead: (step: Parameters<LineListener["dead"]>[0]) => listener.dead(step),
  };
  // Declared ids are texts that nothing can bring back.
  return positions === undefined || machine.automaton.vocabulary.id !== null
    ? loadTwin(machine)(host)
    : loadTwin(machine, "number")({ ...host, ids: positions });
}
