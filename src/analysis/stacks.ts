import type { Reach } from "../pushdown/reach.ts";
import type { Effect } from "./effect.ts";
import type { Symbols } from "./symbols.ts";

/** Some stacks: these symbols, the top first, on whatever leads from a node of the saturation to its end. */
export interface Stacks {
  readonly above: readonly number[];
  readonly node: number;
}

/** A symbol that is uppermost, and what lies below it. */
interface Exposed {
  readonly symbol: number;
  readonly below: Stacks;
}

interface Edge {
  readonly from: number;
  readonly symbol: number;
  readonly to: number;
}

/** What can be said of sets of reachable stacks, the effects of a rule's actions on them included. */
export class StackLanguage {
  private readonly found: Reach;
  private readonly symbols: Symbols;
  /** Edges between the nodes below control states, by the node they leave; made when asked for. */
  private edges: ReadonlyMap<number, readonly Edge[]> | null = null;
  private fewestBelow: ReadonlyMap<number, number> | null = null;
  private bottomKinds: ReadonlyMap<number, ReadonlySet<string | null>> | null = null;

  constructor(found: Reach, symbols: Symbols) {
    this.found = found;
    this.symbols = symbols;
  }

  /** The stacks in a control state with this symbol uppermost. */
  at(control: number, symbol: number): readonly Stacks[] {
    return this.found.targets(control, symbol).map((node) => ({ above: [symbol], node }));
  }

  /** The stacks after an effect; none where it cannot be had. Outside parts discarded addresses are skipped. */
  after(stacks: readonly Stacks[], effect: Effect, outside: boolean): readonly Stacks[] {
    const { frame } = this.symbols;
    const exposed = () => stacks.flatMap((some) => this.expose(some, outside));
    const push = (symbol: number, { above, node }: Stacks) => ({ above: [symbol, ...above], node });
    const isFrame = ({ symbol }: Exposed) => this.symbols.list[symbol]!.is === "frame";
    switch (effect.do) {
      case "push": {
        const pushed = frame.get(effect.kind)!;
        return distinct(
          exposed().map(({ symbol, below }) => {
            return push(pushed, push(this.symbols.cover(symbol), below));
          }),
        );
      }
      case "replace": {
        const pushed = frame.get(effect.kind)!;
        return distinct(
          exposed().map((top) =>
            isFrame(top) ? push(pushed, top.below) : push(pushed, push(top.symbol, top.below)),
          ),
        );
      }
      case "pop":
        return distinct(
          exposed()
            .filter(isFrame)
            .map(({ below }) => below),
        );
      case "clear": {
        const cleared: Stacks[] = [];
        let rest = exposed();
        const seen = new Set<string>();
        while (rest.length > 0) {
          const next: Stacks[] = [];
          for (const top of rest) {
            if (!isFrame(top)) cleared.push(push(top.symbol, top.below));
            else if (!seen.has(spell(top.below))) {
              seen.add(spell(top.below));
              next.push(top.below);
            }
          }
          rest = next.flatMap((some) => this.expose(some, outside));
        }
        return distinct(cleared);
      }
      default:
        return stacks;
    }
  }

  /** What `top` can be. */
  tops(stacks: readonly Stacks[], outside: boolean): ReadonlySet<string | null> {
    return new Set(
      stacks.flatMap((some) =>
        this.expose(some, outside).flatMap(({ symbol }) => this.symbols.reads(symbol)),
      ),
    );
  }

  /** What `bottom` can be. */
  bottoms(stacks: readonly Stacks[]): ReadonlySet<string | null> {
    return new Set(
      stacks.flatMap(({ above, node }) => {
        let kinds = this.bottomsOf(node);
        for (const symbol of [...above].reverse()) {
          kinds = this.bottomsWith(symbol, kinds, this.dropped(symbol));
        }
        return [...kinds];
      }),
    );
  }

  /** Whether the stacks can have a frame of a kind, and whether they can lack one. */
  kind(stacks: readonly Stacks[], kind: string): { can: boolean; canLack: boolean } {
    const has = (symbol: number) => {
      const meaning = this.symbols.list[symbol]!;
      return meaning.is === "frame" && meaning.kind === kind;
    };
    const seen = (symbol: number) => has(symbol) && !this.dropped(symbol);
    const lacking = this.leadingTo([this.found.final], (s) => !has(s) || this.optional(s));
    const bearing = [...this.below().values()].flat().flatMap((edge) => {
      return has(edge.symbol) ? [edge.from] : [];
    });
    const leading = this.leadingTo(bearing, () => true);
    return {
      can: stacks.some(({ above, node }) => above.some(has) || leading.has(node)),
      canLack: stacks.some(({ above, node }) => !above.some(seen) && lacking.has(node)),
    };
  }

  /** The fewest frames that the stacks in a control state can have, with this symbol uppermost and seen; ∞: no stack. */
  fewest(control: number, symbol: number): number {
    this.fewestBelow ??= this.findFewest();
    const below = this.found.targets(control, symbol).map((node) => this.fewestBelow!.get(node)!);
    return Math.min(...below) + (this.symbols.list[symbol]!.is === "frame" ? 1 : 0);
  }

  private findFewest(): ReadonlyMap<number, number> {
    const incoming = this.incoming();
    const result = new Map([[this.found.final, 0]]);
    const work = [this.found.final];
    for (const node of work) {
      for (const { from, symbol } of incoming.get(node) ?? []) {
        const isFrame = this.symbols.list[symbol]!.is === "frame" && !this.optional(symbol);
        const count = result.get(node)! + (isFrame ? 1 : 0);
        if (count >= (result.get(from) ?? Number.POSITIVE_INFINITY)) continue;
        result.set(from, count);
        work.push(from);
      }
    }
    return result;
  }

  /** Whether a symbol of `above` may be gone: it was seen, or pushed, in this very step. */
  private dropped(symbol: number): boolean {
    const meaning = this.symbols.list[symbol]!;
    return meaning.is === "frame" && meaning.covered;
  }

  /** Whether a symbol that has not been seen in this step may be gone. */
  private optional(symbol: number): boolean {
    return this.dropped(symbol) || this.symbols.expires(symbol);
  }

  /** The nodes with a path to some of `ends` over permitted symbols. Every node leads to the final one. */
  private leadingTo(
    ends: readonly number[],
    permitted: (symbol: number) => boolean,
  ): ReadonlySet<number> {
    const incoming = this.incoming();
    const found = new Set(ends);
    for (const node of found) {
      for (const edge of incoming.get(node) ?? []) {
        if (permitted(edge.symbol)) found.add(edge.from);
      }
    }
    return found;
  }

  /** What can be uppermost: what may be gone is there or not. */
  private expose(stacks: Stacks, outside: boolean): readonly Exposed[] {
    const result: Exposed[] = [];
    const seen = new Set<string>();
    const work: Stacks[] = [stacks];
    for (const { above, node } of work) {
      const key = spell({ above, node });
      if (seen.has(key)) continue;
      seen.add(key);
      const [first, ...rest] = above;
      const next: Exposed[] =
        first !== undefined
          ? [{ symbol: first, below: { above: rest, node } }]
          : (this.below().get(node) ?? []).map(({ symbol, to }) => ({
              symbol,
              below: { above: [], node: to },
            }));
      for (const top of next) {
        const meaning = this.symbols.list[top.symbol]!;
        const discarded = outside && (meaning.is === "address" || meaning.is === "return");
        const gone = first !== undefined ? this.dropped(top.symbol) : this.optional(top.symbol);
        if (discarded || gone) work.push(top.below);
        if (discarded || meaning.is === "return") continue;
        const seenAs = meaning.is === "frame" ? this.symbols.frame.get(meaning.kind)! : top.symbol;
        result.push({ symbol: seenAs, below: top.below });
      }
    }
    return result;
  }

  private bottomsWith(
    symbol: number,
    kinds: ReadonlySet<string | null>,
    optional: boolean,
  ): ReadonlySet<string | null> {
    const meaning = this.symbols.list[symbol]!;
    if (meaning.is !== "frame" || !kinds.has(null)) return kinds;
    const result = new Set(kinds).add(meaning.kind);
    if (!optional) result.delete(null);
    return result;
  }

  /** Kinds that can be at the bottom of the stacks from a node; null: no frame at all. */
  private bottomsOf(node: number): ReadonlySet<string | null> {
    this.bottomKinds ??= this.findBottoms();
    return this.bottomKinds.get(node)!;
  }

  private findBottoms(): ReadonlyMap<number, ReadonlySet<string | null>> {
    const incoming = this.incoming();
    const result = new Map<number, Set<string | null>>([[this.found.final, new Set([null])]]);
    const work = [this.found.final];
    for (const node of work) {
      for (const { from, symbol } of incoming.get(node) ?? []) {
        const kinds = result.get(from) ?? new Set();
        result.set(from, kinds);
        const before = kinds.size;
        const more = this.bottomsWith(symbol, result.get(node)!, this.optional(symbol));
        for (const kind of more) kinds.add(kind);
        if (kinds.size > before) work.push(from);
      }
    }
    return result;
  }

  private below(): ReadonlyMap<number, readonly Edge[]> {
    if (this.edges !== null) return this.edges;
    const { nodes, system } = this.found;
    const edges = new Map<number, readonly Edge[]>();
    for (let from = system.controls; from < nodes; from++) {
      const out = this.symbols.list.flatMap((_, symbol) =>
        this.found.targets(from, symbol).map((to) => ({ from, symbol, to })),
      );
      edges.set(from, out);
    }
    this.edges = edges;
    return edges;
  }

  private incoming(): ReadonlyMap<number, readonly Edge[]> {
    return groupByTarget([...this.below().values()].flat());
  }
}

function groupByTarget(edges: readonly Edge[]): ReadonlyMap<number, readonly Edge[]> {
  const groups = new Map<number, Edge[]>();
  for (const edge of edges) {
    const group = groups.get(edge.to);
    if (group === undefined) groups.set(edge.to, [edge]);
    else group.push(edge);
  }
  return groups;
}

const spell = ({ above, node }: Stacks): string => `${node}:${above.join(",")}`;

function distinct(stacks: readonly Stacks[]): readonly Stacks[] {
  return [...new Map(stacks.map((some) => [spell(some), some])).values()];
}
