import { type Analysis, analyse } from "../../src/analysis/analyse.ts";
import type { Automaton } from "../../src/automaton/automaton.ts";
import type { FrameObligation } from "../../src/check/obligation.ts";
import { compile } from "../../src/compile.ts";
import type { Diagnostic } from "../../src/diagnostic/diagnostic.ts";

const EVENTS = `events shop {
  key visitor
  time ts
  event search { term: text }
  event view   { product: text }
  event cart   { product: text, count: integer }
  event back
}
`;

const compiled = (body: string) =>
  compile({
    main: {
      name: "test.pda",
      text: `${EVENTS}pattern p on shop {\n${body}\n}\n`,
    },
    load: () => null,
  });

/** What reachability tells of a pattern's body, as `CODE message`, in the order of codes. */
export const told = (body: string): readonly string[] =>
  compiled(body)
    .diagnostics.filter(({ code, severity }) => code.startsWith("PDA05") || severity === "error")
    .map(({ code, message }) => `${code} ${message}`)
    .sort();

export const diagnosticsOf = (body: string): readonly Diagnostic[] => compiled(body).diagnostics;

export interface Analysed extends Analysis {
  readonly automaton: Automaton;
}

/** The analysis of a body that has no errors, its automaton changed before. */
export function analysed(
  body: string,
  change: (automaton: Automaton) => Automaton = (automaton) => automaton,
  obligations: readonly Omit<FrameObligation, "span">[] = [],
): Analysed {
  const { patterns, diagnostics } = compiled(body);
  const [first] = patterns;
  if (first === undefined) throw new Error(diagnostics.map((d) => d.message).join("; "));
  const automaton = change(first.automaton);
  const span = { source: "test.pda", start: 0, end: 1 };
  const owed = obligations.map((one) => ({ ...one, span }));
  return { automaton, ...analyse(automaton, first.sourceMap, owed) };
}

/** Every `x or else y` becomes `x`: reads that the text had handled are open again. */
export function unhandled(automaton: Automaton): Automaton {
  const strip = (piece: unknown): unknown => {
    if (typeof piece !== "object" || piece === null) return piece;
    if (Array.isArray(piece)) return piece.map(strip);
    if ("op" in piece && piece.op === "orElse") return strip((piece as { left?: unknown }).left);
    return Object.fromEntries(Object.entries(piece).map(([name, value]) => [name, strip(value)]));
  };
  return strip(automaton) as Automaton;
}
