import { compile } from "../src/compile.ts";
import { loadTwin } from "../src/machine/compile.ts";
import { noCounts } from "../src/machine/counts.ts";
import { load } from "../src/machine/machine.ts";

const STATES = 200;

/** A pattern of 200 states in 20 groups, with frames, guards, timers and outputs, as text. */
export function largePattern(): string {
  const state = (n: number): string => {
    const to = (step: number): string => `s${(n + step) % STATES}`;
    return [
      `    state s${n} {`,
      `      on view if amount > ${n % 7} -> ${to(1)} { push place { product }  seen = seen + 1 }`,
      `      on search -> ${to(3)} { replace place { product: term } }`,
      `      on back if depth >= 2 -> ${to(STATES - 1)} { emit step { product: top.product, deep: depth }  pop }`,
      ...(n % 4 === 0 ? [`      after ${5 + (n % 50)}m -> ${to(10)} { clear }`] : []),
      "    }",
    ].join("\n");
  };
  const groups = Array.from({ length: STATES / 10 }, (_, g) =>
    [
      `  group g${g} {`,
      `    on cart -> s${(g * 10 + 5) % STATES} { emit step { product, deep: seen } }`,
      ...Array.from({ length: 10 }, (_, i) => state(g * 10 + i)),
      "  }",
    ].join("\n"),
  );
  return `events shop {
  key visitor
  time at
  event view { product: text, amount: decimal(2) }
  event search { term: text }
  event cart { product: text }
  event back
}

pattern large on shop {
  session gap 30m max 12h
  stack place { product: text } depth 50 drop oldest
  remember seen: integer = 0
  emits step { product: text?, deep: integer }

  start s0

${groups.join("\n")}
}
`;
}

/** Milliseconds of wall time, and of processor time with what the engine does beside. */
export interface CompileTimes {
  readonly proved: number;
  readonly running: number;
  readonly processor: number;
}

/** From text to a proved automaton, and on to running code: first thing in a process (`cold`), and again. */
export function compileTimes(): { readonly cold: CompileTimes; readonly warm: CompileTimes } {
  const text = largePattern();
  const once = (): CompileTimes => {
    const before = process.cpuUsage();
    const begun = performance.now();
    const { patterns, diagnostics } = compile({
      main: { name: "large.pda", text },
      load: () => null,
    });
    const checked = performance.now();
    const [pattern] = patterns;
    if (pattern === undefined) throw new Error(JSON.stringify(diagnostics[0]));
    loadTwin(load(pattern.automaton))({ counts: noCounts(), line: () => {}, dead: () => {} });
    const made = performance.now();
    const { user, system } = process.cpuUsage(before);
    return {
      proved: checked - begun,
      running: made - checked,
      processor: (user + system) / 1000,
    };
  };
  const cold = once();
  for (let i = 0; i < 3; i++) once();
  return { cold, warm: once() };
}
