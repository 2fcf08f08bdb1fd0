import type { Saturation } from "../pushdown/saturation.ts";
import { EPSILON } from "../pushdown/saturation.ts";
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

/** What can be said of sets of reachable stacks, the effects of a rule's actions on them included. */
export class StackLanguage {
  private readonly saturation: Saturation;
  private readonly symbols: Symbols;
  /** Kinds that can be at the bottom of the stacks from a node; null: no frame at all. */
  private readonly bottomsOf: readonly ReadonlySet<string | null>[];

  constructor(saturation: Saturation, symbols: Symbols) {
    this.saturation = saturation;
    this.symbols = symbols;
    this.bottomsOf = this.findBottoms();
  }

  /** The stacks in a control state with this symbol uppermost. */
  at(control: number, symbol: number): readonly Stacks[] {
    return this.saturation.outgoing[control]!.filter(
      (edge) => this.saturation.symbol[edge] === symbol,
    ).map((edge) => ({ above: [symbol], node: this.saturation.to[edge]! }));
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
        let kinds = this.bottomsOf[node]!;
        for (const symbol of [...above].reverse()) {
          kinds = this.bottomsWith(symbol, kinds, this.dropped(symbol));
        }
        return [...kinds];
      }),
    );
  }

  /** Whether the stacks can have a frame of a kind, and whether they can lack one. */
  kind(stacks: readonly Stacks[], kind: string): { can: boolean; canLack: boolean } {
    const { nodes, to, symbol, outgoing } = this.saturation;
    const has = (s: number) => {
      const meaning = this.symbols.list[s]!;
      return meaning.is === "frame" && meaning.kind === kind;
    };
    const seen = (s: number) => has(s) && !this.dropped(s);
    const all = this.leadingTo([this.saturation.final], () => true);
    const lacking = this.leadingTo([this.saturation.final], (s) => !has(s) || this.optional(s));
    const bearing: number[] = [];
    for (let node = 0; node < nodes; node++) {
      const bears = outgoing[node]!.some(
        (edge) => symbol[edge] !== EPSILON && has(symbol[edge]!) && all.has(to[edge]!),
      );
      if (bears) bearing.push(node);
    }
    const leading = this.leadingTo(bearing, () => true);
    return {
      can: stacks.some(({ above, node }) => above.some(has) || leading.has(node)),
      canLack: stacks.some(({ above, node }) => !above.some(seen) && lacking.has(node)),
    };
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

  /** The nodes with a path to some of `ends` over permitted symbols. */
  private leadingTo(
    ends: readonly number[],
    permitted: (symbol: number) => boolean,
  ): ReadonlySet<number> {
    const found = new Set(ends);
    for (const node of found) {
      for (const edge of this.incoming[node]!) {
        const symbol = this.saturation.symbol[edge]!;
        if (symbol === EPSILON || permitted(symbol)) found.add(this.saturation.from[edge]!);
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
          : this.saturation.outgoing[node]!.filter(
              (edge) => this.saturation.symbol[edge] !== EPSILON,
            ).map((edge) => ({
              symbol: this.saturation.symbol[edge]!,
              below: { above: [], node: this.saturation.to[edge]! },
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

  private get incoming(): readonly (readonly number[])[] {
    this.incomingEdges ??= incomingOf(this.saturation);
    return this.incomingEdges;
  }
  private incomingEdges: readonly (readonly number[])[] | null = null;

  private findBottoms(): readonly ReadonlySet<string | null>[] {
    const { nodes, final, from, symbol } = this.saturation;
    const result = Array.from({ length: nodes }, () => new Set<string | null>());
    result[final]!.add(null);
    const work = [final];
    for (const node of work) {
      for (const edge of this.incoming[node]!) {
        const source = from[edge]!;
        const read = symbol[edge]!;
        const below = result[node]!;
        const more = read === EPSILON ? below : this.bottomsWith(read, below, this.optional(read));
        const before = result[source]!.size;
        for (const kind of more) result[source]!.add(kind);
        if (result[source]!.size > before) work.push(source);
      }
    }
    return result;
  }
}

function incomingOf(saturation: Saturation): readonly (readonly number[])[] {
  const incoming: number[][] = Array.from({ length: saturation.nodes }, () => []);
  saturation.to.forEach((target, edge) => {
    incoming[target]!.push(edge);
  });
  return incoming;
}

const spell = ({ above, node }: Stacks): string => `${node}:${above.join(",")}`;

function distinct(stacks: readonly Stacks[]): readonly Stacks[] {
  return [...new Map(stacks.map((some) => [spell(some), some])).values()];
}
