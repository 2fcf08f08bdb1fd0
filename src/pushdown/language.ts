import { EPSILON, type Saturation } from "./saturation.ts";

/** The symbols that can be on top in each control state. */
export function heads(saturation: Saturation): readonly ReadonlySet<number>[] {
  const result = Array.from({ length: saturation.system.controls }, () => new Set<number>());
  for (let control = 0; control < result.length; control++) {
    for (const edge of saturation.outgoing[control]!) {
      const symbol = saturation.symbol[edge]!;
      if (symbol !== EPSILON) result[control]!.add(symbol);
    }
  }
  return result;
}

/** Whether a configuration is reachable. The stack is given top first. */
export function accepts(
  saturation: Saturation,
  control: number,
  stack: readonly number[],
): boolean {
  let nodes = closure(saturation, new Set([control]));
  for (const symbol of stack) {
    const next = new Set<number>();
    for (const node of nodes) {
      for (const edge of saturation.outgoing[node]!) {
        if (saturation.symbol[edge] === symbol) next.add(saturation.to[edge]!);
      }
    }
    nodes = closure(saturation, next);
  }
  return nodes.has(saturation.final);
}

function closure(saturation: Saturation, nodes: Set<number>): Set<number> {
  for (const node of nodes) {
    for (const edge of saturation.outgoing[node]!) {
      if (saturation.symbol[edge] === EPSILON) nodes.add(saturation.to[edge]!);
    }
  }
  return nodes;
}

/**
 * The nodes from which some stack is accepted that consists of `allowed` symbols only.
 * With "not kind K" it answers whether a stack can have no K; with one bottom symbol, whether it can be empty.
 */
export function acceptingWithin(
  saturation: Saturation,
  allowed: (symbol: number) => boolean,
): ReadonlySet<number> {
  const incoming: number[][] = Array.from({ length: saturation.nodes }, () => []);
  saturation.from.forEach((_, edge) => {
    const symbol = saturation.symbol[edge]!;
    if (symbol === EPSILON || allowed(symbol)) incoming[saturation.to[edge]!]!.push(edge);
  });
  const result = new Set([saturation.final]);
  for (const node of result) for (const edge of incoming[node]!) result.add(saturation.from[edge]!);
  return result;
}
