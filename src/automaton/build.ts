import type { Span } from "../diagnostic/diagnostic.ts";
import { AUTOMATON_FORMAT, AUTOMATON_VERSION, type Automaton } from "./automaton.ts";
import { pointed } from "./pointers.ts";

/** Where the piece behind a JSON pointer was written; undefined where nothing was written for it alone. */
export type SourceMap = (pointer: string) => Span | undefined;

/** Assembles the frozen value from checked pieces. `origins` says where pieces were written. */
export function build(
  pieces: Omit<Automaton, "format" | "version">,
  origins: ReadonlyMap<object, Span>,
): { readonly automaton: Automaton; readonly sourceMap: SourceMap } {
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
  freezeDeeply(automaton);
  return {
    automaton,
    // Few pieces are asked for, and large patterns have tens of thousands.
    sourceMap(pointer) {
      const piece = pointed(automaton, pointer);
      return typeof piece === "object" && piece !== null ? origins.get(piece) : undefined;
    },
  };
}

/** Pieces may be shared; what is frozen has been seen. */
function freezeDeeply(piece: object): void {
  Object.freeze(piece);
  const members = piece as Readonly<Record<string, unknown>>;
  for (const name in members) {
    const member = members[name];
    if (typeof member === "object" && member !== null && !Object.isFrozen(member)) {
      freezeDeeply(member);
    }
  }
}
