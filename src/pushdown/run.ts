import { createAgenda } from "./agenda.ts";
import { EPSILON } from "./reach.ts";
import { BARED, type Saturation, STARTED, UPPER } from "./saturation.ts";

/**
 * The labels of the run behind a path of edges, first step first. The path begins at a control state.
 * Unrolls origins from the end of the run to its beginning (Schwoon 2002, section 3.1.6); stops where the path is
 * one edge that nothing precedes: at the start, or (for a path out of a pump) at the pair that the pump begins with.
 */
export function unroll(saturation: Saturation, path: readonly number[]): number[] {
  // The next edge to look at is last.
  const rest = [...path].reverse();
  const labels: number[] = [];
  while (rest.length > 0) {
    const edge = rest.pop()!;
    const via = saturation.via[edge]!;
    if (via === STARTED) break;
    if (via === BARED) {
      rest.push(saturation.origin[edge]!, saturation.popped[edge]!);
      continue;
    }
    // Of two pushed symbols the lower one's edge knows the rule.
    const knowing = via === UPPER ? rest.pop() : edge;
    if (knowing === undefined) break;
    const rule = saturation.system.rules[saturation.via[knowing]!];
    if (rule === undefined) throw new Error("an edge below a pushed symbol without a rule");
    labels.push(rule.label);
    rest.push(saturation.origin[knowing]!);
  }
  return labels.reverse();
}

/** The cheapest way from each node to the final one: its cost and its first edge (-1: none, or already there). */
export interface Completion {
  readonly cost: readonly number[];
  readonly edge: readonly number[];
}

export function complete(saturation: Saturation): Completion {
  const incoming: number[][] = Array.from({ length: saturation.nodes }, () => []);
  saturation.to.forEach((target, edge) => {
    incoming[target]!.push(edge);
  });
  const cost: number[] = new Array(saturation.nodes).fill(Number.POSITIVE_INFINITY);
  const first: number[] = new Array(saturation.nodes).fill(-1);
  const agenda = createAgenda();
  cost[saturation.final] = 0;
  agenda.add(saturation.final, 0);
  for (let node = agenda.next(); node >= 0; node = agenda.next()) {
    if (agenda.cost > cost[node]!) continue;
    for (const edge of incoming[node]!) {
      const source = saturation.from[edge]!;
      const price = cost[node]! + saturation.cost[edge]!;
      if (price < cost[source]!) {
        cost[source] = price;
        first[source] = edge;
        agenda.add(source, price);
      }
    }
  }
  return { cost, edge: first };
}

/** The rest of a cheapest accepted path from a node. */
export function completionFrom(
  saturation: Saturation,
  completion: Completion,
  node: number,
): number[] {
  const path: number[] = [];
  for (let at = node; at !== saturation.final; at = saturation.to[path[path.length - 1]!]!) {
    const edge = completion.edge[at]!;
    if (edge < 0) return [];
    path.push(edge);
  }
  return path;
}

/** A cheapest run to a configuration with this control state, and this symbol on top if one is given; null: none. */
export function runToHead(
  saturation: Saturation,
  completion: Completion,
  control: number,
  top: number | null,
): number[] | null {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const edge of saturation.outgoing[control]!) {
    if (saturation.symbol[edge] === EPSILON || (top !== null && saturation.symbol[edge] !== top)) {
      continue;
    }
    const price = saturation.cost[edge]! + completion.cost[saturation.to[edge]!]!;
    if (price < least) {
      least = price;
      best = edge;
    }
  }
  if (best < 0) return null;
  return unroll(saturation, [
    best,
    ...completionFrom(saturation, completion, saturation.to[best]!),
  ]);
}
