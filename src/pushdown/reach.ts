import { createAgenda } from "./agenda.ts";
import { components } from "./components.ts";
import type { PushdownConfiguration, PushdownSystem } from "./system.ts";

/** The label of an edge that reads nothing. */
export const EPSILON = -1;

/**
 * All reachable configurations, without how they are reached: (p, w) is reachable if and only if w leads from node p
 * to node `final`. Nodes are numbered as in a `Saturation` of the same system and start.
 */
export interface Reach {
  readonly system: PushdownSystem;
  readonly nodes: number;
  readonly final: number;
  /** Nodes that a symbol (or EPSILON, which reads nothing) leads to. */
  targets(node: number, symbol: number): readonly number[];
  has(node: number, symbol: number): boolean;
}

/** The nodes of an automaton of reachable configurations beside the control states. */
export interface Nodes {
  readonly count: number;
  readonly final: number;
  /** The node below which the pair (control state, upper symbol) was pushed. */
  readonly upper: ReadonlyMap<number, number>;
}

export function nodesOf(system: PushdownSystem, start: PushdownConfiguration): Nodes {
  if (start.stack.length === 0) throw new RangeError("a run starts with at least one symbol");
  const upper = new Map<number, number>();
  let count = system.controls + start.stack.length;
  for (const { to, push } of system.rules) {
    if (push.length < 2) continue;
    const pair = to * system.symbols + push[0]!;
    if (!upper.has(pair)) upper.set(pair, count++);
  }
  return { count, final: system.controls + start.stack.length - 1, upper };
}

/**
 * post* as in `saturate`, on sets: for each node and symbol one bit per target, and rules move whole sets of new bits.
 * This answers whether; `saturate` answers how, at many times the price.
 */
export function reach(system: PushdownSystem, start: PushdownConfiguration): Reach {
  const { controls, symbols } = system;
  const { count: nodes, final, upper } = nodesOf(system, start);
  const words = (nodes - controls + 31) >> 5;
  const width = symbols + 1;
  const rows: (Int32Array | undefined)[] = new Array(nodes * width);
  const fresh: (Int32Array | undefined)[] = new Array(nodes * width);
  const waiting = createAgenda();
  const rank = ranks(system);
  const rulesAt: number[][] = Array.from({ length: controls * symbols }, () => []);
  system.rules.forEach(({ from, top }, number) => {
    rulesAt[from * symbols + top]!.push(number);
  });
  // Control states with an empty row into a node, and whether they are listed.
  const emptied: number[][] = Array.from({ length: nodes - controls }, () => []);

  const newBits = (row: number): Int32Array => {
    rows[row] ??= new Int32Array(words);
    let bits = fresh[row];
    if (bits === undefined) {
      bits = new Int32Array(words);
      fresh[row] = bits;
      waiting.add(row, rank[Math.floor(row / width)] ?? 0);
    }
    return bits;
  };
  const add = (row: number, more: Int32Array) => {
    const known = rows[row];
    let bits: Int32Array | undefined;
    for (let w = 0; w < words; w++) {
      const fresher = more[w]! & ~(known === undefined ? 0 : known[w]!);
      if (fresher === 0) continue;
      bits ??= newBits(row);
      bits[w] = bits[w]! | fresher;
      rows[row]![w] = rows[row]![w]! | fresher;
    }
  };
  const addOne = (row: number, target: number) => {
    const at = target - controls;
    const bit = 1 << (at & 31);
    if (rows[row] !== undefined && (rows[row][at >> 5]! & bit) !== 0) return;
    const bits = newBits(row);
    bits[at >> 5] = bits[at >> 5]! | bit;
    rows[row]![at >> 5] = rows[row]![at >> 5]! | bit;
  };
  const rowOf = (node: number, symbol: number) => node * width + symbol + 1;

  start.stack.forEach((symbol, i) => {
    addOne(rowOf(i === 0 ? start.control : controls + i - 1, symbol), controls + i);
  });
  for (let row = waiting.next(); row >= 0; row = waiting.next()) {
    const more = fresh[row]!;
    fresh[row] = undefined;
    const node = Math.floor(row / width);
    const symbol = (row % width) - 1;
    if (symbol === EPSILON) {
      for (const target of members(more, controls)) {
        emptied[target - controls]!.push(node);
        for (let below = 0; below < symbols; below++) {
          const bared = rows[rowOf(target, below)];
          if (bared !== undefined) add(rowOf(node, below), bared);
        }
      }
    } else if (node < controls) {
      for (const number of rulesAt[node * symbols + symbol]!) {
        const { to, push } = system.rules[number]!;
        if (push.length < 2) add(rowOf(to, push.length === 0 ? EPSILON : push[0]!), more);
        else {
          const pushed = upper.get(to * symbols + push[0]!)!;
          add(rowOf(pushed, push[1]!), more);
          addOne(rowOf(to, push[0]!), pushed);
        }
      }
    } else {
      for (const control of emptied[node - controls]!) add(rowOf(control, symbol), more);
    }
  }
  return {
    system,
    nodes,
    final,
    targets(node, symbol) {
      const row = rows[rowOf(node, symbol)];
      return row === undefined ? [] : members(row, controls);
    },
    has: (node, symbol) => rows[rowOf(node, symbol)] !== undefined,
  };
}

/** Control states in the order in which rules lead through them, so that bits move on together. */
function ranks(system: PushdownSystem): readonly number[] {
  const successors: number[][] = Array.from({ length: system.controls }, () => []);
  for (const { from, to } of system.rules) successors[from]!.push(to);
  const component = components(system.controls, (control) => successors[control]!);
  return component.map((c) => system.controls - c);
}

/** The targets whose bits are set; the first target is `offset`. */
function members(bits: Int32Array, offset: number): readonly number[] {
  const result: number[] = [];
  for (let w = 0; w < bits.length; w++) {
    for (let rest = bits[w]!; rest !== 0; rest &= rest - 1) {
      result.push(offset + 32 * w + (31 - Math.clz32(rest & -rest)));
    }
  }
  return result;
}

/** The symbols that can be on top in each control state. */
export function heads(found: Reach): readonly ReadonlySet<number>[] {
  const { controls, symbols } = found.system;
  return Array.from({ length: controls }, (_, control) => {
    const all = Array.from({ length: symbols }, (_, symbol) => symbol);
    return new Set(all.filter((symbol) => found.has(control, symbol)));
  });
}

/** Whether a configuration is reachable. */
export function accepts(found: Reach, { control, stack }: PushdownConfiguration): boolean {
  const closed = (nodes: readonly number[]) => [
    ...new Set(nodes.flatMap((node) => [node, ...found.targets(node, EPSILON)])),
  ];
  const ends = stack.reduce(
    (nodes, symbol) => closed(nodes.flatMap((node) => found.targets(node, symbol))),
    closed([control]),
  );
  return ends.includes(found.final);
}
