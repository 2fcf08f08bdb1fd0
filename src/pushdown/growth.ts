import type { Measure } from "./bound.ts";
import { components } from "./components.ts";
import type { PushdownConfiguration, PushdownSystem } from "./system.ts";

/**
 * Whether a stack grows without bound by pushes alone: a run that never pops comes back to its control state and top,
 * having left something that counts below. It sees at a glance what saturation finds at length; where it sees nothing,
 * stacks may still grow.
 */
export function growsByPushes(
  { controls, symbols, rules }: PushdownSystem,
  { control, stack }: PushdownConfiguration,
  { counts, limited }: Measure,
): boolean {
  const headOf = (at: number, top: number) => at * symbols + top;
  const steps = rules.filter(({ push }) => push.length > 0 && !push.some(limited));
  const next: number[][] = Array.from({ length: controls * symbols }, () => []);
  for (const { from, top, to, push } of steps) {
    next[headOf(from, top)]!.push(headOf(to, push[0]!));
  }
  const reached = new Set([headOf(control, stack[0]!)]);
  for (const head of reached) for (const other of next[head]!) reached.add(other);
  const component = components(controls * symbols, (head) => next[head]!);
  return steps.some(({ from, top, to, push }) => {
    const before = headOf(from, top);
    return (
      push.length > 1 &&
      counts(push[1]!) &&
      reached.has(before) &&
      component[before] === component[headOf(to, push[0]!)]
    );
  });
}
