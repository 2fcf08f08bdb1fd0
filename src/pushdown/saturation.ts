import { createAgenda } from "./agenda.ts";
import { EPSILON, nodesOf } from "./reach.ts";
import type { PushdownConfiguration, PushdownSystem } from "./system.ts";

/**
 * How an edge came about, in `via`: a rule's number, or one of these.
 * STARTED: it reads the start's stack. UPPER: it reads the upper of two pushed symbols; the lower one's edge knows
 * the rule. BARED: a symbol that a pop laid bare.
 */
export const STARTED = -1;
export const UPPER = -2;
export const BARED = -3;

/**
 * All reachable configurations as a finite automaton: nodes below `system.controls` are the control states;
 * (p, w) is reachable if and only if w leads from node p to node `final`.
 */
export interface Saturation {
  readonly system: PushdownSystem;
  readonly nodes: number;
  readonly final: number;
  /** Edges, by number. */
  readonly from: readonly number[];
  readonly symbol: readonly number[];
  readonly to: readonly number[];
  /** The cheapest run behind the edge: the costs along a path add up to the cost of reaching its configuration. */
  readonly cost: readonly number[];
  readonly via: readonly number[];
  /** The edge that the rule was applied to; of a bared symbol, the edge that read it before. */
  readonly origin: readonly number[];
  /** Of a bared symbol, the edge of the pop, which reads nothing; else -1. */
  readonly popped: readonly number[];
  /** Numbers of the edges that leave a node. */
  readonly outgoing: readonly (readonly number[])[];
}

/**
 * post*: everything that `start` can reach. Saturation by Bouajjani, Esparza and Maler (CONCUR 1997) in the form of
 * Esparza, Hansel, Rossmanith and Schwoon (CAV 2000): O(controls · rules · pushed heads). Edges are settled
 * cheapest first, as in the weighted systems of Schwoon (2002) and Reps, Schwoon, Jha and Melski (2005), so that the
 * origin of each edge unrolls into a cheapest run. That order is sound although an "upper" edge costs nothing: every
 * edge into its node is younger than the node, so no settled edge can still become cheaper.
 */
export function saturate(system: PushdownSystem, start: PushdownConfiguration): Saturation {
  const { controls, symbols } = system;
  const { count: nodes, final, upper: upperNode } = nodesOf(system, start);
  const rulesAt: (number[] | undefined)[] = new Array(controls * symbols);
  const firstNode = controls;
  system.rules.forEach((rule, number) => {
    const head = rule.from * symbols + rule.top;
    const there = rulesAt[head];
    if (there === undefined) rulesAt[head] = [number];
    else there.push(number);
  });
  const targets = nodes - firstNode;

  const from: number[] = [];
  const symbol: number[] = [];
  const to: number[] = [];
  const cost: number[] = [];
  const via: number[] = [];
  const origin: number[] = [];
  const popped: number[] = [];
  const settled: boolean[] = [];
  const outgoing: number[][] = Array.from({ length: nodes }, () => []);
  const epsilonInto: number[][] = Array.from({ length: nodes }, () => []);
  // Edge numbers plus one, by (from, symbol) and then target.
  const rows: (Int32Array | undefined)[] = new Array(nodes * (symbols + 1));
  const agenda = createAgenda();

  const relax = (
    source: number,
    read: number,
    target: number,
    price: number,
    how: number,
    whence: number,
    pop: number,
  ) => {
    const at = source * (symbols + 1) + read + 1;
    let row = rows[at];
    if (row === undefined) {
      row = new Int32Array(targets);
      rows[at] = row;
    }
    const known = row[target - firstNode]! - 1;
    if (known < 0) {
      row[target - firstNode] = from.length + 1;
      agenda.add(from.length, price);
      from.push(source);
      symbol.push(read);
      to.push(target);
      cost.push(price);
      via.push(how);
      origin.push(whence);
      popped.push(pop);
      settled.push(false);
    } else if (price < cost[known]! && !settled[known]) {
      cost[known] = price;
      via[known] = how;
      origin[known] = whence;
      popped[known] = pop;
      agenda.add(known, price);
    }
  };

  const apply = (number: number, edge: number) => {
    const rule = system.rules[number]!;
    const target = to[edge]!;
    const price = cost[edge]! + rule.cost;
    if (rule.push.length === 0) relax(rule.to, EPSILON, target, price, number, edge, -1);
    else if (rule.push.length === 1) {
      relax(rule.to, rule.push[0]!, target, price, number, edge, -1);
    } else {
      const upper = upperNode.get(rule.to * symbols + rule.push[0]!)!;
      relax(rule.to, rule.push[0]!, upper, 0, UPPER, -1, -1);
      relax(upper, rule.push[1]!, target, price, number, edge, -1);
    }
  };
  const layBare = (pop: number, edge: number) =>
    relax(from[pop]!, symbol[edge]!, to[edge]!, cost[pop]! + cost[edge]!, BARED, edge, pop);

  start.stack.forEach((read, i) => {
    relax(i === 0 ? start.control : firstNode + i - 1, read, firstNode + i, 0, STARTED, -1, -1);
  });

  for (let edge = agenda.next(); edge >= 0; edge = agenda.next()) {
    if (settled[edge]) continue;
    settled[edge] = true;
    const source = from[edge]!;
    const target = to[edge]!;
    outgoing[source]!.push(edge);
    if (symbol[edge] === EPSILON) {
      epsilonInto[target]!.push(edge);
      for (const below of outgoing[target]!) layBare(edge, below);
    } else if (source < controls) {
      const rules = rulesAt[source * symbols + symbol[edge]!];
      if (rules !== undefined) for (const rule of rules) apply(rule, edge);
    } else {
      for (const epsilon of epsilonInto[source]!) layBare(epsilon, edge);
    }
  }
  return { system, nodes, final, from, symbol, to, cost, via, origin, popped, outgoing };
}
