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
  // A row's known bits and its new ones, side by side in one slab that grows.
  const place = new Int32Array(nodes * width).fill(-1);
  let slab = new Int32Array(2 * words * 256);
  let used = 0;
  const waiting = createAgenda();
  const isWaiting = new Uint8Array(controls * width);
  const isPopping = new Uint8Array(controls);
  const rank = ranks(system);
  const { first, next } = rulesByHead(system);
  const placeOf = (row: number): number => {
    if (place[row]! < 0) {
      if (used + 2 * words > slab.length) {
        const larger = new Int32Array(2 * slab.length);
        larger.set(slab);
        slab = larger;
      }
      place[row] = used;
      used += 2 * words;
    }
    return place[row]!;
  };
  // What lies on top in control states is spread at once, in an order that lets bits gather before they move on. What
  // lies below, and what pops bare, waits for a round in which each control state reads what its pops have bared.
  const popping: number[] = [];
  const touched = new Int32Array(words);
  let round = false;
  const changed = (row: number) => {
    const node = Math.floor(row / width);
    if (node >= controls) {
      touched[(node - controls) >> 5]! |= 1 << ((node - controls) & 31);
      round = true;
    } else if (isWaiting[row] === 0) {
      isWaiting[row] = 1;
      if (row % width !== 0) waiting.add(row, rank[node]!);
      else {
        round = true;
        if (isPopping[node] === 0) popping.push(node);
        isPopping[node] = 1;
      }
    }
  };
  const add = (row: number, bits: Int32Array) => {
    const at = placeOf(row);
    const all = slab;
    let any = 0;
    for (let w = 0; w < words; w++) {
      const fresher = bits[w]! & ~all[at + w]!;
      if (fresher === 0) continue;
      any = 1;
      all[at + w] = all[at + w]! | fresher;
      all[at + words + w] = all[at + words + w]! | fresher;
    }
    if (any !== 0) changed(row);
  };
  const addOne = (row: number, target: number) => {
    const at = placeOf(row) + ((target - controls) >> 5);
    const bit = 1 << ((target - controls) & 31);
    if ((slab[at]! & bit) !== 0) return;
    slab[at] = slab[at]! | bit;
    slab[at + words] = slab[at + words]! | bit;
    changed(row);
  };
  const rowOf = (node: number, symbol: number) => node * width + symbol + 1;

  start.stack.forEach((symbol, i) => {
    addOne(rowOf(i === 0 ? start.control : controls + i - 1, symbol), controls + i);
  });
  const more = new Int32Array(words);
  /** The new bits of a row, and others that it has, into `more`; whether there are any. */
  const take = (row: number, besides: Int32Array | null): boolean => {
    isWaiting[row] = 0;
    const at = place[row]!;
    let any = 0;
    for (let w = 0; w < words; w++) {
      const again = besides === null ? 0 : slab[at + w]! & besides[w]!;
      more[w] = slab[at + words + w]! | again;
      slab[at + words + w] = 0;
      any |= more[w]!;
    }
    return any !== 0;
  };
  const spread = (row: number) => {
    take(row, null);
    const head = Math.floor(row / width) * symbols + (row % width) - 1;
    for (let rule = first[head]!; rule >= 0; rule = next[rule]!) {
      const { to, push } = system.rules[rule]!;
      if (push.length < 2) add(rowOf(to, push.length === 0 ? EPSILON : push[0]!), more);
      else {
        const pushed = upper.get(to * symbols + push[0]!)!;
        add(rowOf(pushed, push[1]!), more);
        addOne(rowOf(to, push[0]!), pushed);
      }
    }
  };
  // What was gathered last, by symbol, the symbols of which there is any, and from which nodes: control states mostly
  // pop to the same ones.
  const gathered = Array.from({ length: symbols }, () => new Int32Array(words));
  let readable: number[] = [];
  const gatheredFrom = new Int32Array(words);
  const gather = () => {
    gatheredFrom.set(more);
    readable = [];
    const bared = members(more, 0, words, controls);
    for (let below = 0; below < symbols; below++) {
      const bits = gathered[below]!.fill(0);
      let any = false;
      for (let i = 0; i < bared.length; i++) {
        const from = place[rowOf(bared[i]!, below)]!;
        if (from < 0) continue;
        any = true;
        for (let w = 0; w < words; w++) bits[w] = bits[w]! | slab[from + w]!;
      }
      if (any) readable.push(below);
    }
  };
  /** Each control state reads what has changed below its pops; that changes nothing below. */
  const pop = () => {
    round = false;
    gatheredFrom.fill(0);
    for (let i = 0; i < popping.length; i++) {
      const node = popping[i]!;
      if (!take(rowOf(node, EPSILON), touched)) continue;
      if (!same(more, gatheredFrom)) gather();
      for (let s = 0; s < readable.length; s++) {
        add(rowOf(node, readable[s]!), gathered[readable[s]!]!);
      }
    }
    touched.fill(0);
  };
  for (;;) {
    for (let row = waiting.next(); row >= 0; row = waiting.next()) spread(row);
    if (!round) break;
    pop();
  }
  return {
    system,
    nodes,
    final,
    targets(node, symbol) {
      const at = place[rowOf(node, symbol)]!;
      return at < 0 ? [] : members(slab, at, words, controls);
    },
    has: (node, symbol) => place[rowOf(node, symbol)]! >= 0,
  };
}

function same(bits: Int32Array, others: Int32Array): boolean {
  for (let w = 0; w < bits.length; w++) if (bits[w] !== others[w]) return false;
  return true;
}

/** For each head the number of its first rule, for each rule that of the next with the same head; -1: none. */
function rulesByHead({ controls, symbols, rules }: PushdownSystem) {
  const first = new Int32Array(controls * symbols).fill(-1);
  const next = new Int32Array(rules.length);
  for (let rule = rules.length - 1; rule >= 0; rule--) {
    const head = rules[rule]!.from * symbols + rules[rule]!.top;
    next[rule] = first[head]!;
    first[head] = rule;
  }
  return { first, next };
}

/** Control states in the order in which rules lead through them, so that bits move on together. */
function ranks(system: PushdownSystem): readonly number[] {
  const successors: number[][] = Array.from({ length: system.controls }, () => []);
  for (const { from, to } of system.rules) successors[from]!.push(to);
  const component = components(system.controls, (control) => successors[control]!);
  return component.map((c) => system.controls - c);
}

/** The targets whose bits are set in so many words from a place on; the first target is `offset`. */
function members(bits: Int32Array, from: number, words: number, offset: number): number[] {
  const result: number[] = [];
  for (let w = 0; w < words; w++) {
    for (let rest = bits[from + w]!; rest !== 0; rest &= rest - 1) {
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
