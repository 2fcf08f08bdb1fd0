import type { FrameReference } from "../../automaton/automaton.ts";

/** What is sure at one place of a step. Values, not objects that change. */
export interface Facts {
  /** Reads that have a value, by their key. */
  readonly known: ReadonlySet<string>;
  /** Frames that are there, by their key, each with the kinds that it can be of. */
  readonly frames: ReadonlyMap<string, ReadonlySet<string>>;
}

export const nothingKnown: Facts = { known: new Set(), frames: new Map() };

export function frameKey(of: FrameReference): string {
  if (of.frame === "nearest") return `nearest ${of.kind}`;
  return of.frame === "bound" ? `bound ${of.depth}` : of.frame;
}

export function withKnown(facts: Facts, keys: Iterable<string>): Facts {
  return { ...facts, known: new Set([...facts.known, ...keys]) };
}

export function withoutKnown(facts: Facts, lost: (key: string) => boolean): Facts {
  return { ...facts, known: new Set([...facts.known].filter((key) => !lost(key))) };
}

/** The frame is there, and of one of these kinds. */
export function withFrame(facts: Facts, key: string, kinds: Iterable<string>): Facts {
  const before = facts.frames.get(key);
  const now = new Set(kinds);
  const both = before === undefined ? now : new Set([...before].filter((kind) => now.has(kind)));
  return { ...facts, frames: new Map(facts.frames).set(key, both) };
}

/** If it is there, it is not of this kind. */
export function withoutKind(facts: Facts, key: string, kind: string): Facts {
  const before = facts.frames.get(key);
  if (before === undefined) return facts;
  const rest = new Set([...before].filter((one) => one !== kind));
  return { ...facts, frames: new Map(facts.frames).set(key, rest) };
}

/** What is sure on both ways. */
export function meet(a: Facts, b: Facts): Facts {
  if (a === b) return a;
  const frames = new Map<string, ReadonlySet<string>>();
  for (const [key, kinds] of a.frames) {
    const others = b.frames.get(key);
    if (others !== undefined) frames.set(key, new Set([...kinds, ...others]));
  }
  return { known: new Set([...a.known].filter((key) => b.known.has(key))), frames };
}
