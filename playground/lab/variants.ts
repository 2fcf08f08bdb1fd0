import { compile } from "../../src/compile.ts";
import type { Source } from "../../src/diagnostic/diagnostic.ts";
import type { SweepPlan } from "../../src/simulator/experiment/plan.ts";

/** The pattern compiled once for each value of one of its parameters, as `pda simulate --sweep limit=1,2` does. */
export function variantsOf(
  main: Source,
  pattern: string,
  name: string,
  values: readonly string[],
): SweepPlan | { readonly refused: string } {
  const variants = [];
  for (const value of values) {
    const { patterns, diagnostics } = compile(
      { main, load: () => null },
      { parameters: { [name]: value } },
    );
    const wrong = diagnostics.find(({ severity }) => severity === "error");
    if (wrong !== undefined) return { refused: `${name}=${value}: ${wrong.message}` };
    const automaton = patterns.find((one) => one.automaton.pattern === pattern)?.automaton;
    if (automaton === undefined) return { refused: `there is no pattern ${pattern}` };
    const parameter = automaton.parameters.find((one) => one.name === name);
    const number = typeof parameter?.value === "number" ? parameter.value : Number(value);
    variants.push({ label: value, value: Number.isFinite(number) ? number : null, automaton });
  }
  return { over: "parameter", name, variants };
}
