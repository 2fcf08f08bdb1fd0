import type { Automaton, ConstantValue, Type } from "../automaton/automaton.ts";
import { constantText } from "../automaton/wording.ts";
import type { Before, Mapping } from "../check/mapping.ts";
import { FormerNames } from "./former-names.ts";

/** Old name to new one; what is not in it has kept its name. */
export interface Names {
  /** Of states, groups and parts, which share a namespace. Several states may have become one. */
  readonly owners: ReadonlyMap<string, string>;
  readonly kinds: ReadonlyMap<string, string>;
  readonly registers: ReadonlyMap<string, string>;
  /** Of a frame's field, written behind its kind's new name: `query.phrase` to `term`. */
  readonly fields: ReadonlyMap<string, string>;
  /** What open sessions have where they have nothing: of a register, or of a field as `query.rank`; new names. */
  readonly begins: ReadonlyMap<string, ConstantValue>;
}

export const NO_NAMES: Names = {
  ...{ owners: new Map(), kinds: new Map(), registers: new Map(), fields: new Map() },
  begins: new Map(),
};

export type NamesResult =
  | {
      readonly kind: "names";
      readonly names: Names;
      /** What the mapping says in vain: sentences without a full stop. */
      readonly notes: readonly string[];
    }
  | { readonly kind: "wrong"; readonly messages: readonly string[] };

/**
 * Holds what the new pattern's text says of the old one against it. A mapping stays in the file after its change:
 * where the old pattern has the new name and none of the old ones, it has been made, and says nothing any more.
 */
export function namesOf(mapping: Mapping, from: Automaton, to: Automaton): NamesResult {
  const former = new FormerNames();
  const words = placeWords(to);
  const places = [...placeWords(from).keys()];
  const owners = new Map<string, string>();
  for (const [name, olds] of mapping.places)
    for (const old of former.among(places, { name, olds, word: words.get(name) ?? "state" }))
      owners.set(old, name);
  const kinds = new Map<string, string>();
  const oldKinds = from.stack.kinds.map(({ name }) => name);
  for (const [name, was] of mapping.kinds)
    for (const old of former.among(oldKinds, { name, olds: [was], word: "frame kind" }))
      kinds.set(old, name);
  const begins = new Map<string, ConstantValue>();
  const registers = valuesOf(mapping.registers, from.registers, to.registers, {
    ...{ former, begins, word: "register", prefix: "" },
  });
  const fields = new Map<string, string>();
  for (const [kind, befores] of mapping.fields) {
    const oldKind = [...kinds].find(([, is]) => is === kind)?.[0] ?? kind;
    const was = from.stack.kinds.find(({ name }) => name === oldKind);
    // No such frame stands anywhere: there is nothing to be carried over.
    if (was === undefined) continue;
    const is = to.stack.kinds.find(({ name }) => name === kind)!;
    const found = valuesOf(befores, was.fields, is.fields, {
      ...{ former, begins, word: "field", prefix: `${kind}.` },
    });
    for (const [old, name] of found) fields.set(`${kind}.${old}`, name);
  }
  const { messages, notes } = former;
  if (messages.length > 0) return { kind: "wrong", messages };
  return { kind: "names", names: { owners, kinds, registers, fields, begins }, notes };
}

const placeWords = ({
  states,
  groups,
}: Automaton): ReadonlyMap<string, "state" | "group" | "part"> =>
  new Map([
    ...states.map(({ name }) => [name, "state"] as const),
    ...groups.map(({ name, start }) => [name, start === null ? "group" : "part"] as const),
  ]);

interface Declared {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}

interface Hearing {
  readonly former: FormerNames;
  /** Where values are noted that open sessions begin with. */
  readonly begins: Map<string, ConstantValue>;
  readonly word: string;
  readonly prefix: string;
}

/** Old names of registers or fields with the new ones. */
function valuesOf(
  befores: ReadonlyMap<string, Before>,
  olds: readonly Declared[],
  news: readonly Declared[],
  { former, begins, word, prefix }: Hearing,
): Map<string, string> {
  const renamed = new Map<string, string>();
  const names = olds.map(({ name }) => name);
  for (const [name, before] of befores) {
    if (before.kind === "name") {
      for (const old of former.among(names, { name, olds: [before.name], word, prefix }))
        renamed.set(old, name);
      continue;
    }
    const was = olds.find((one) => one.name === name);
    const is = news.find((one) => one.name === name)!;
    if (was === undefined || (was.optional && !is.optional))
      begins.set(prefix + name, before.value);
    else former.vain(`${word} ${prefix}${name}`, constantText(before.value, is.type));
  }
  return renamed;
}
