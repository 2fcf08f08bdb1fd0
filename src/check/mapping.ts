import type { ConstantValue } from "../automaton/automaton.ts";

/**
 * What a pattern's text says of the one before it, by the words `was`: new names with the old ones. It is no part
 * of the automaton; `pda plan` holds it against the old one, and nobody else asks for it.
 */
export interface Mapping {
  /** States, groups and parts. Only a state has several old names. */
  readonly places: ReadonlyMap<string, readonly string[]>;
  readonly kinds: ReadonlyMap<string, string>;
  readonly registers: ReadonlyMap<string, Before>;
  /** By kind of frame and name of the field. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, Before>>;
}

/** What stood for a value in the pattern before: another name, or nothing, and then it begins with this. */
export type Before =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "value"; readonly value: ConstantValue };

export const NO_MAPPING: Mapping = {
  ...{ places: new Map(), kinds: new Map(), registers: new Map(), fields: new Map() },
};
