import { load, type Machine } from "../../machine/machine.ts";
import type { MessageReader } from "../records/message-reader.ts";
import type { OutputWriter } from "../records/output-writer.ts";
import type { Changed, Draining } from "../task/meta.ts";
import type { WorkerPattern } from "../task/pattern.ts";
import type { Announced } from "./announced.ts";
import { type Patterns, samePatterns } from "./change.ts";

/** What a task runs, as its changelog says it. */
export interface Running {
  readonly patterns: Patterns;
  readonly draining: readonly Draining[];
  readonly changed: Changed | null;
}

/** The same, put together. */
export interface Program {
  /** Those that drain stand first, each with a vocabulary of its own. */
  readonly patterns: readonly WorkerPattern[];
  readonly reader: MessageReader;
  readonly outputs: OutputWriter;
}

export interface Drained {
  readonly machine: Machine;
  readonly since: number;
}

/** Puts a program of any automata together; or half a sentence on why this worker cannot run it. */
export type Equip = (machines: readonly Machine[], drained: readonly Drained[]) => Equipped;

export type Equipped =
  | { readonly kind: "program"; readonly program: Program }
  | { readonly kind: "cannot"; readonly why: string };

export const NOTHING_CHANGED: Pick<Running, "draining" | "changed"> = {
  draining: [],
  changed: null,
};

export const patternsOf = (patterns: readonly WorkerPattern[]): Patterns =>
  patterns
    .filter(({ drainedSince }) => drainedSince === undefined)
    .map(({ machine }) => [machine.automaton.pattern, machine.version]);

/** The programs of one process, each put together once for all its tasks. */
export class Programs {
  readonly own: Program;
  private readonly equip: Equip | null;
  private readonly announced: Announced | null;
  private readonly known = new Map<string, Program>();

  /** `own`: of the process's own files. */
  constructor(own: Program, equip: Equip | null, announced: Announced | null) {
    this.own = own;
    this.equip = equip;
    this.announced = announced;
  }

  of({ patterns, draining }: Pick<Running, "patterns" | "draining">): Equipped {
    const own = patternsOf(this.own.patterns);
    // Times are kept by vocabularies, whose order is that of the patterns: as it was when the task began.
    const alike = JSON.stringify(patterns) === JSON.stringify(own);
    if (draining.length === 0 && (alike || (this.equip === null && samePatterns(patterns, own))))
      return { kind: "program", program: this.own };
    const name = JSON.stringify([
      patterns,
      draining.map(({ fingerprint, since }) => [fingerprint, since]),
    ]);
    const known = this.known.get(name);
    if (known !== undefined) return { kind: "program", program: known };
    const made = this.make(patterns, draining);
    if (made.kind === "program") this.known.set(name, made.program);
    return made;
  }

  private make(patterns: Patterns, draining: readonly Draining[]): Equipped {
    const machines: Machine[] = [];
    const drained: Drained[] = [];
    for (const [name, fingerprint] of patterns) {
      const machine = this.machine(fingerprint);
      if (machine === null) return unknown(name, fingerprint);
      machines.push(machine);
    }
    for (const { pattern, fingerprint, since } of draining) {
      const machine = this.machine(fingerprint);
      if (machine === null) return unknown(pattern, fingerprint);
      drained.push({ machine, since });
    }
    if (this.equip === null)
      return { kind: "cannot", why: "it takes automata from its own files only" };
    return this.equip(machines, drained);
  }

  private machine(fingerprint: string): Machine | null {
    const own = this.own.patterns.find(({ machine }) => machine.version === fingerprint);
    if (own !== undefined) return own.machine;
    const automaton = this.announced?.automaton(fingerprint) ?? null;
    return automaton === null ? null : load(automaton);
  }
}

const unknown = (name: string, fingerprint: string): Equipped => ({
  kind: "cannot",
  why: `neither its files nor the control topic have ${name} ${fingerprint.slice(0, 12)}`,
});
