import type { Span } from "../diagnostic/diagnostic.ts";
import { AUTOMATON_FORMAT, AUTOMATON_VERSION, type Automaton } from "./automaton.ts";
import { pointersOf } from "./pointers.ts";

/** An automaton, and where each piece of it was written. */
export interface Built {
  readonly automaton: Automaton;
  /** By JSON pointer into the automaton. */
  readonly sourceMap: Readonly<Record<string, Span>>;
  /** The JSON pointer of every object in the automaton. */
  readonly pointers: ReadonlyMap<object, string>;
}

/** Assembles the frozen value from checked pieces. `origins` says where pieces were written. */
export function build(
  pieces: Omit<Automaton, "format" | "version">,
  origins: ReadonlyMap<object, Span>,
): Built {
  const automaton: Automaton = {
    format: AUTOMATON_FORMAT,
    version: AUTOMATON_VERSION,
    pattern: pieces.pattern,
    vocabulary: pieces.vocabulary,
    parameters: pieces.parameters,
    lanes: pieces.lanes,
    session: pieces.session,
    ignore: pieces.ignore,
    ...(pieces.order === undefined ? {} : { order: pieces.order }),
    stack: pieces.stack,
    registers: pieces.registers,
    outputs: pieces.outputs,
    start: pieces.start,
    states: pieces.states,
    groups: pieces.groups,
    onEnd: pieces.onEnd,
    afterwards: pieces.afterwards,
  };
  const pointers = pointersOf(automaton);
  const sourceMap: Record<string, Span> = {};
  for (const [piece, pointer] of pointers) {
    Object.freeze(piece);
    const span = origins.get(piece);
    if (span !== undefined) sourceMap[pointer] = span;
  }
  return { automaton, sourceMap: Object.freeze(sourceMap), pointers };
}
