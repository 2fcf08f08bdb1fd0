import { type Analysis, analyse } from "../../src/analysis/analyse.ts";
import type { Automaton } from "../../src/automaton/automaton.ts";
import { compile } from "../../src/compile.ts";

export interface Analysed extends Analysis {
  readonly automaton: Automaton;
}

/** The first pattern of a text, compiled without errors and analysed. */
export function analysed(text: string): Analysed {
  const { patterns, diagnostics } = compile({
    main: { name: "test.pda", text },
    load: () => null,
  });
  const [first] = patterns;
  if (first === undefined) throw new Error(diagnostics.map((d) => d.message).join("; "));
  const { automaton, sourceMap, obligations } = first;
  return { automaton, ...analyse(automaton, sourceMap, obligations) };
}

/** Codes with their messages, in the order told. */
export const told = ({ diagnostics }: Analysis): readonly string[] =>
  diagnostics.map(({ code, message }) => `${code} ${message}`);
