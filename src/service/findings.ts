import { type CompileOptions, compile, type Sources } from "../compile.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";

/** What is proved of one pattern, as plain data. */
export interface PatternFindings {
  readonly name: string;
  /** What can be on top of the stack in each reachable state; null: nothing. */
  readonly tops: Readonly<Record<string, readonly (string | null)[]>>;
  /** The most visible frames; null: no bound is proved. */
  readonly stackBound: number | null;
}

/** What only the whole compiler can tell; it may be asked elsewhere (a worker), and told to the service later. */
export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  /** Those without errors. */
  readonly patterns: readonly PatternFindings[];
  /** Every text that was read, the main one first. */
  readonly files: readonly string[];
}

/** Checks and proves a file. Answers are data that can be sent from a worker. */
export function examine(sources: Sources, options: CompileOptions = {}): Findings {
  const { patterns, diagnostics, sources: read } = compile(sources, options);
  return {
    diagnostics,
    patterns: patterns.map(({ automaton, facts }) => ({
      name: automaton.pattern,
      tops: Object.fromEntries(facts.tops),
      stackBound: facts.stackBound,
    })),
    files: read.map(({ name }) => name),
  };
}
