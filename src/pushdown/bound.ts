import { createAgenda } from "./agenda.ts";
import { components } from "./components.ts";
import { type Completion, completionFrom, unroll } from "./run.ts";
import { EPSILON, type Saturation, UPPER } from "./saturation.ts";

/** What is measured of a stack. */
export interface Measure {
  /** Whether a symbol adds one. */
  readonly counts: (symbol: number) => boolean;
  /** Symbols of which no stack has more than `limit`, by a law that the rules do not show. */
  readonly limited: (symbol: number) => boolean;
  readonly limit: number;
}

export type StackBound =
  | { readonly bounded: true; readonly bound: number }
  /** A run, and another that can follow it again and again; each time the stack has grown. Labels of rules. */
  | {
      readonly bounded: false;
      readonly prefix: readonly number[];
      readonly loop: readonly number[];
    };

/**
 * The greatest measure of a reachable stack. The automaton of reachable configurations, cut down to the nodes that
 * lead to the final one, has a cycle that counts if and only if there is none; else the longest path is the bound.
 */
export function stackBound(
  saturation: Saturation,
  completion: Completion,
  measure: Measure,
): StackBound {
  const { nodes, symbol, to } = saturation;
  const reads = (edge: number) =>
    symbol[edge] !== EPSILON && completion.cost[to[edge]!]! < Number.POSITIVE_INFINITY;
  const edges = saturation.outgoing.map((out) => out.filter(reads));
  const free = edges.map((out) => out.filter((edge) => !measure.limited(symbol[edge]!)));
  const component = components(nodes, (node) => free[node]!.map((edge) => to[edge]!));

  const growing = new Set<number>();
  free.forEach((out, node) => {
    for (const edge of out) {
      const same = component[node] === component[to[edge]!];
      if (same && measure.counts(symbol[edge]!)) growing.add(component[node]!);
    }
  });
  if (growing.size > 0) {
    const members = component.flatMap((c, node) => (growing.has(c) ? [node] : []));
    return pump(saturation, completion, measure, free, component, members);
  }
  return { bounded: true, bound: longest(saturation, measure, edges, component) };
}

/** The longest path with at most so many limited symbols; only those can be in a cycle that counts. */
function longest(
  saturation: Saturation,
  measure: Measure,
  edges: readonly (readonly number[])[],
  component: readonly number[],
): number {
  const { nodes, symbol, to } = saturation;
  // Components come after those that they lead to.
  const order = Array.from({ length: nodes }, (_, node) => node).sort(
    (a, b) => component[a]! - component[b]!,
  );
  const count = component.reduce((most, c) => Math.max(most, c + 1), 0);
  let fewer: number[] = new Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let allowed = 0; ; allowed++) {
    const length: number[] = new Array(count).fill(Number.NEGATIVE_INFINITY);
    length[component[saturation.final]!] = 0;
    for (const node of order) {
      for (const edge of edges[node]!) {
        const read = symbol[edge]!;
        const rest = (measure.limited(read) ? fewer : length)[component[to[edge]!]!]!;
        const total = rest + (measure.counts(read) ? 1 : 0);
        if (total > length[component[node]!]!) length[component[node]!] = total;
      }
    }
    const settled = length.every((value, c) => value === fewer[c]);
    if (settled || allowed >= measure.limit) {
      const controls = component.slice(0, saturation.system.controls);
      return controls.reduce((most, c) => Math.max(most, length[c]!), 0);
    }
    fewer = length;
  }
}

/** How many nodes are tried as the place where the pump begins; it only decides how short the pump is. */
const PUMP_TRIES = 64;

function pump(
  saturation: Saturation,
  completion: Completion,
  measure: Measure,
  free: readonly (readonly number[])[],
  component: readonly number[],
  members: readonly number[],
): StackBound {
  const upperEdge = new Map<number, number>();
  saturation.via.forEach((via, edge) => {
    if (via === UPPER) upperEdge.set(saturation.to[edge]!, edge);
  });
  let best: { begin: number; cycle: readonly number[]; cost: number } | null = null;
  const nearest = [...members].sort((a, b) => completion.cost[a]! - completion.cost[b]!);
  for (const begin of nearest.slice(0, PUMP_TRIES)) {
    const cycle = growingCycle(saturation, measure, free, component, begin);
    if (cycle !== null && (best === null || cycle.cost < best.cost)) best = { begin, ...cycle };
  }
  // Every node of a growing component lies on a growing cycle.
  const { begin, cycle } = best!;
  const head = upperEdge.get(begin)!;
  return {
    bounded: false,
    prefix: unroll(saturation, [head, ...completionFrom(saturation, completion, begin)]),
    loop: unroll(saturation, [head, ...cycle]),
  };
}

/** The cheapest cycle through a node that has a symbol that counts. */
function growingCycle(
  saturation: Saturation,
  measure: Measure,
  free: readonly (readonly number[])[],
  component: readonly number[],
  begin: number,
): { cycle: readonly number[]; cost: number } | null {
  // Places are 2 · node, plus 1 once a symbol has counted.
  const cost = new Map<number, number>([[2 * begin, 0]]);
  const before = new Map<number, { place: number; edge: number }>();
  const agenda = createAgenda();
  agenda.add(2 * begin, 0);
  for (let place = agenda.next(); place >= 0; place = agenda.next()) {
    if (agenda.cost > cost.get(place)!) continue;
    if (place === 2 * begin + 1) {
      const cycle: number[] = [];
      for (let at = place; at !== 2 * begin; at = before.get(at)!.place) {
        cycle.push(before.get(at)!.edge);
      }
      return { cycle: cycle.reverse(), cost: agenda.cost };
    }
    const node = place >> 1;
    for (const edge of free[node]!) {
      const target = saturation.to[edge]!;
      if (component[target] !== component[node]) continue;
      const next =
        2 * target + ((place & 1) === 1 || measure.counts(saturation.symbol[edge]!) ? 1 : 0);
      const price = agenda.cost + saturation.cost[edge]!;
      if (price < (cost.get(next) ?? Number.POSITIVE_INFINITY)) {
        cost.set(next, price);
        before.set(next, { place, edge });
        agenda.add(next, price);
      }
    }
  }
  return null;
}
