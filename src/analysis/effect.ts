import type { Action } from "../automaton/automaton.ts";
import type { Symbols } from "./symbols.ts";

/** What an action does to the stack or to where the automaton stands. */
export type Effect =
  | { readonly do: "push" | "replace"; readonly kind: string }
  | { readonly do: "pop" | "clear" | "return" | "endSession" }
  /** `back`: the state in which the caller goes on. */
  | { readonly do: "call"; readonly part: string; readonly back: string };

export function effectsOf(actions: readonly Action[]): readonly Effect[] {
  return actions.flatMap((action): Effect[] => {
    switch (action.do) {
      case "push":
      case "replace":
        return [{ do: action.do, kind: action.kind }];
      case "call":
        return [{ do: "call", part: action.part, back: action.then }];
      case "pop":
      case "clear":
      case "return":
      case "endSession":
        return [{ do: action.do }];
      default:
        return [];
    }
  });
}

export type Fit = "always" | "maybe" | "never";

/**
 * Whether pops and `return` can be done where this symbol is uppermost (rules 13, 17 and 20) and at most so many
 * frames are on the stack.
 */
export function fits(
  effects: readonly Effect[],
  symbol: number,
  inPart: boolean,
  symbols: Symbols,
  depthMost: number,
): Fit {
  // Frames known to be there; `floor`: nothing that a pop could reach lies below them.
  let known = symbols.list[symbol]!.is === "frame" ? 1 : 0;
  let floor = known === 0;
  let most = depthMost;
  let fit: Fit = "always";
  for (const effect of effects) {
    if (effect.do === "push") {
      known++;
      most = Math.min(most + 1, depthMost);
    } else if (effect.do === "replace") {
      known = Math.max(known, 1);
      most = Math.max(most, 1);
    } else if (effect.do === "clear") {
      known = 0;
      most = 0;
      floor = true;
    } else if (effect.do === "pop") {
      if (known === 0 && (floor || most === 0)) return "never";
      if (known === 0) fit = "maybe";
      known = Math.max(known - 1, 0);
      most = Math.max(most - 1, 0);
    } else if (effect.do === "return" && !inPart) return "never";
  }
  return fit;
}

/** The most frames that there are after a push, where there are at least so many before the effects; 0: no push. */
export function leastNeeded(effects: readonly Effect[], before: number): number {
  let least = before;
  let needed = 0;
  for (const effect of effects) {
    if (effect.do === "push" || effect.do === "replace") {
      least = effect.do === "push" ? least + 1 : Math.max(least, 1);
      needed = Math.max(needed, least);
    } else if (effect.do === "pop") least = Math.max(least - 1, 0);
    else if (effect.do === "clear" || effect.do === "return") least = 0;
  }
  return needed;
}

export const pushes = (effects: readonly Effect[]): number =>
  effects.filter((effect) => effect.do === "push" || effect.do === "replace").length;

export const pops = (effects: readonly Effect[]): boolean =>
  effects.some((effect) => effect.do === "pop" || effect.do === "return");

/** Whether the state is left without an arrow. */
export const goesElsewhere = (effects: readonly Effect[]): boolean =>
  effects.some(
    (effect) => effect.do === "call" || effect.do === "return" || effect.do === "endSession",
  );
