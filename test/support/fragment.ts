import type { Construct } from "./constructs.ts";

/**
 * A piece of pattern text that knows which of its parts can go and what could stand in their place,
 * so that a failing program shrinks to a small one. Whether a smaller text is still a good pattern
 * is not known here: the compiler decides.
 */
export interface Fragment {
  readonly parts: readonly (string | Fragment)[];
  /** Stands between parts that print something. */
  readonly between: string;
  readonly droppable: boolean;
  /** What could stand here instead, simplest first. */
  readonly simpler: readonly Fragment[];
  readonly constructs: readonly Construct[];
}

export type Part = string | Fragment;

interface Options {
  readonly between?: string;
  readonly droppable?: boolean;
  readonly simpler?: readonly Fragment[];
  readonly constructs?: readonly Construct[];
}

export function fragment(parts: readonly Part[], options: Options = {}): Fragment {
  return {
    parts,
    between: options.between ?? "",
    droppable: options.droppable ?? false,
    simpler: options.simpler ?? [],
    constructs: options.constructs ?? [],
  };
}

export const droppable = (parts: readonly Part[], constructs: readonly Construct[] = []) =>
  fragment(parts, { droppable: true, constructs });

export function render(of: Part): string {
  if (typeof of === "string") return of;
  if (of.between === "") return of.parts.map(render).join("");
  return of.parts
    .map(render)
    .filter((text) => text !== "")
    .join(of.between);
}

export function constructsIn(of: Fragment, into = new Set<Construct>()): Set<Construct> {
  for (const construct of of.constructs) into.add(construct);
  for (const part of of.parts) if (typeof part !== "string") constructsIn(part, into);
  return into;
}

const EMPTY = fragment([]);

/** Every fragment that is one change smaller, changes far up in the tree first. */
export function* smaller(of: Fragment): Generator<Fragment> {
  for (let level = 0, found = true; found; level++) {
    found = false;
    for (const candidate of smallerAt(of, level)) {
      found = true;
      if (candidate !== null) yield candidate;
    }
  }
}

/** null stands for "there is something at this depth, but nothing to be done with it". */
function* smallerAt(of: Fragment, level: number): Generator<Fragment | null> {
  for (const [index, part] of of.parts.entries()) {
    if (typeof part === "string") continue;
    const replaced = (by: Fragment): Fragment => ({ ...of, parts: of.parts.with(index, by) });
    if (level > 0) {
      for (const inner of smallerAt(part, level - 1)) yield inner === null ? null : replaced(inner);
      continue;
    }
    yield null;
    if (part.droppable) yield replaced(EMPTY);
    for (const simple of part.simpler) yield replaced(simple);
  }
}
