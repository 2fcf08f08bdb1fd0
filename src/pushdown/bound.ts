import { components } from "./components.ts";
import type { Reach } from "./reach.ts";

/** What is measured of a stack. */
export interface Measure {
  /** Whether a symbol adds one. */
  readonly counts: (symbol: number) => boolean;
  /** Symbols of which no stack has more than `limit`, by a law that the rules do not show. */
  readonly limited: (symbol: number) => boolean;
  readonly limit: number;
}

/**
 * The greatest measure of a reachable stack; null where there is none. The automaton of reachable configurations has
 * a cycle that counts if and only if there is none (all its nodes lead to the final one); else the longest path is it.
 */
export function stackBound(found: Reach, measure: Measure): number | null {
  const { nodes, system } = found;
  const symbols = Array.from({ length: system.symbols }, (_, symbol) => symbol);
  const free = symbols.filter((symbol) => !measure.limited(symbol));
  // No edge leads to a control state, so none is in a cycle.
  const edges = Array.from({ length: nodes }, (_, node) =>
    symbols.map((symbol) => (node < system.controls ? [] : found.targets(node, symbol))),
  );
  const component = components(nodes, (node) => free.flatMap((symbol) => edges[node]![symbol]!));
  const grows = (node: number) =>
    free.some(
      (symbol) =>
        measure.counts(symbol) &&
        edges[node]![symbol]!.some((target) => component[target] === component[node]),
    );
  for (let node = system.controls; node < nodes; node++) if (grows(node)) return null;
  return longest(found, measure, edges, component);
}

/** The longest path with at most so many limited symbols; only those can be in a cycle that counts. */
function longest(
  found: Reach,
  measure: Measure,
  edges: readonly (readonly (readonly number[])[])[],
  component: readonly number[],
): number {
  const { controls, symbols } = found.system;
  // Components come after those that they lead to.
  const order = Array.from({ length: found.nodes - controls }, (_, i) => controls + i).sort(
    (a, b) => component[a]! - component[b]!,
  );
  const count = component.reduce((most, c) => Math.max(most, c + 1), 0);
  const none = Number.NEGATIVE_INFINITY;
  let fewer: number[] = new Array(count).fill(none);
  for (let allowed = 0; ; allowed++) {
    const length: number[] = new Array(count).fill(none);
    length[component[found.final]!] = 0;
    const reading = (symbol: number, targets: readonly number[]) => {
      const rest = measure.limited(symbol) ? fewer : length;
      const most = targets.reduce((far, target) => Math.max(far, rest[component[target]!]!), none);
      return most + (measure.counts(symbol) ? 1 : 0);
    };
    for (const node of order) {
      edges[node]!.forEach((targets, symbol) => {
        const at = component[node]!;
        length[at] = Math.max(length[at]!, reading(symbol, targets));
      });
    }
    if (allowed >= measure.limit || length.every((value, c) => value === fewer[c])) {
      let bound = 0;
      for (let control = 0; control < controls; control++) {
        for (let symbol = 0; symbol < symbols; symbol++) {
          bound = Math.max(bound, reading(symbol, found.targets(control, symbol)));
        }
      }
      return bound;
    }
    fewer = length;
  }
}
