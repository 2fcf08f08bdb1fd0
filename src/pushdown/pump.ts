import { createAgenda } from "./agenda.ts";
import type { Measure } from "./bound.ts";
import { components } from "./components.ts";
import { EPSILON } from "./reach.ts";
import { type Completion, completionFrom, unroll } from "./run.ts";
import { type Saturation, UPPER } from "./saturation.ts";

export interface Pump {
  readonly prefix: readonly number[];
  readonly loop: readonly number[];
}

/** How many nodes are tried as the place where the pump begins; it only decides how short the pump is. */
const TRIES = 12;

/**
 * Why a stack has no bound: a run, and another that can follow it again and again, the stack being larger each time.
 * Labels of rules; null where the stack has a bound. Cheapest of the pumps that are tried.
 */
export function findPump(
  saturation: Saturation,
  completion: Completion,
  measure: Measure,
): Pump | null {
  const { nodes, symbol, to } = saturation;
  const free = saturation.outgoing.map((out) =>
    out.filter((edge) => symbol[edge] !== EPSILON && !measure.limited(symbol[edge]!)),
  );
  const component = components(nodes, (node) => free[node]!.map((edge) => to[edge]!));
  const growing = new Set<number>();
  free.forEach((out, node) => {
    for (const edge of out) {
      const same = component[node] === component[to[edge]!];
      if (same && measure.counts(symbol[edge]!)) growing.add(component[node]!);
    }
  });
  if (growing.size === 0) return null;
  const members = component.flatMap((c, node) => (growing.has(c) ? [node] : []));
  const upperEdge = new Map<number, number>();
  saturation.via.forEach((via, edge) => {
    if (via === UPPER) upperEdge.set(saturation.to[edge]!, edge);
  });
  let best: { begin: number; cycle: readonly number[]; cost: number } | null = null;
  const nearest = [...members].sort((a, b) => completion.cost[a]! - completion.cost[b]!);
  for (const begin of nearest.slice(0, TRIES)) {
    const cycle = growingCycle(saturation, measure, free, component, begin);
    if (cycle !== null && (best === null || cycle.cost < best.cost)) best = { begin, ...cycle };
  }
  // Every node of a growing component lies on a growing cycle.
  const { begin, cycle } = best!;
  const head = upperEdge.get(begin)!;
  return {
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
