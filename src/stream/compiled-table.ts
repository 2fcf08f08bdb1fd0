import { loadTwin } from "../machine/compile.ts";
import type { Machine } from "../machine/machine.ts";
import type { Listener, Runner } from "./runner.ts";

/** Who listens where outputs are wanted as lines and nobody asks for steps. */
export interface LineListener extends Pick<Listener, "counts" | "dead"> {
  /** An output as its line, without a line feed (rule 27). */
  line(text: string): void;
}

/** The compiled twin as a runner. */
export const compiledRunner = (machine: Machine, listener: LineListener): Runner =>
  loadTwin(machine)({
    counts: listener.counts,
    line: (text) => listener.line(text),
    dead: (step) => listener.dead(step),
  });
