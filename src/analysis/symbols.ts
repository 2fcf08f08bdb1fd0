import type { Action, Automaton } from "../automaton/automaton.ts";

/** What can be read as `top`: kinds of frames, null for no frame. */
export type Tops = readonly (string | null)[];

export type StackSymbol =
  | { readonly is: "bottom" }
  /** `covered`: something lies or lay on it, so that a full stack may have dropped it (rule 19). */
  | { readonly is: "frame"; readonly kind: string; readonly covered: boolean }
  /** Upper half of a return address: what `top` reads through it. */
  | { readonly is: "address"; readonly reads: Tops }
  /** Lower half of a return address: where the call goes on. */
  | { readonly is: "return"; readonly back: string };

export interface Symbols {
  readonly list: readonly StackSymbol[];
  readonly bottom: number;
  readonly frame: ReadonlyMap<string, number>;
  readonly returns: ReadonlyMap<string, number>;
  /** Those that can be uppermost in a state, outside of parts and in one, once what is gone has been skipped. */
  readonly visible: { readonly outside: readonly number[]; readonly inPart: readonly number[] };
  /** What `top` can be where this symbol is uppermost. */
  reads(symbol: number): Tops;
  expires(symbol: number): boolean;
  /** The symbol once something is put upon it. */
  cover(symbol: number): number;
  /** The upper half of an address put upon it. */
  addressOn(symbol: number): number;
}

/** `dropping`: the stack has a bound at which the oldest frame goes. */
export function createSymbols(automaton: Automaton, dropping: boolean): Symbols {
  const kinds = automaton.stack.kinds;
  const anything: Tops = [...kinds.map((kind) => kind.name), null];
  const expiring = new Set(kinds.flatMap(({ name, expires }) => (expires === null ? [] : [name])));
  const list: StackSymbol[] = [{ is: "bottom" }];
  const add = (symbol: StackSymbol) => list.push(symbol) - 1;
  const frame = new Map(
    kinds.map(({ name }) => [name, add({ is: "frame", kind: name, covered: false })]),
  );
  const covered = new Map(
    dropping
      ? kinds.map(({ name }) => [name, add({ is: "frame", kind: name, covered: true })])
      : [],
  );
  const backs = calls(automaton).map((call) => call.then);
  const returns = new Map(
    [...new Set(backs)].map((back) => [back, add({ is: "return", back })] as const),
  );
  // An address reads what lies below it, as far as one symbol can remember.
  const reading = new Map<string | null, number>();
  let unknown = -1;
  if (returns.size > 0) {
    for (const kind of anything) {
      const certain = kind === null || !expiring.has(kind);
      const reads = dropping && kind !== null ? [kind, null] : [kind];
      if (certain) reading.set(kind, add({ is: "address", reads }));
    }
    unknown = add({ is: "address", reads: anything });
  }
  const visible = (inPart: boolean) =>
    list.flatMap((meaning, symbol) => {
      if (meaning.is === "bottom") return [symbol];
      if (meaning.is === "frame") return meaning.covered ? [] : [symbol];
      return meaning.is === "address" && inPart ? [symbol] : [];
    });
  return {
    list,
    visible: { outside: visible(false), inPart: visible(true) },
    bottom: 0,
    frame,
    returns,
    reads(symbol) {
      const meaning = list[symbol]!;
      if (meaning.is === "frame") return [meaning.kind];
      return meaning.is === "address" ? meaning.reads : [null];
    },
    expires(symbol) {
      const meaning = list[symbol]!;
      return meaning.is === "frame" && expiring.has(meaning.kind);
    },
    cover(symbol) {
      const meaning = list[symbol]!;
      return (meaning.is === "frame" ? covered.get(meaning.kind) : undefined) ?? symbol;
    },
    addressOn(symbol) {
      const meaning = list[symbol]!;
      if (meaning.is === "address") return symbol;
      return reading.get(meaning.is === "frame" ? meaning.kind : null) ?? unknown;
    },
  };
}

type Call = Extract<Action, { do: "call" }>;

function calls(automaton: Automaton): readonly Call[] {
  const lists = [...automaton.states, ...automaton.groups].flatMap((owner) =>
    [...owner.transitions, ...owner.timers].map((rule) => rule.actions),
  );
  const overflow = automaton.stack.depth?.overflow;
  if (overflow?.kind === "else") lists.push(overflow.actions);
  return lists.flat().filter((action) => action.do === "call");
}
