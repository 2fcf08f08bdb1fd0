import type { Automaton } from "../automaton/automaton.ts";

/** New name to old one, as it is declared. */
export type Renaming = ReadonlyMap<string, string>;

/** Old name to new one; what is not in it has kept its name. */
export interface Names {
  /** Of states, groups and parts, which share a namespace. */
  readonly owners: ReadonlyMap<string, string>;
  readonly kinds: ReadonlyMap<string, string>;
  readonly registers: ReadonlyMap<string, string>;
}

export type NamesResult =
  | { readonly kind: "names"; readonly names: Names }
  | { readonly kind: "wrong"; readonly messages: readonly string[] };

type Namespace = keyof Names;

const WORDS: Readonly<Record<Namespace, string>> = {
  owners: "state, group or part",
  kinds: "frame kind",
  registers: "register",
};

const namesIn = (automaton: Automaton): Readonly<Record<Namespace, ReadonlySet<string>>> => ({
  owners: new Set([...automaton.states, ...automaton.groups].map(({ name }) => name)),
  kinds: new Set(automaton.stack.kinds.map(({ name }) => name)),
  registers: new Set(automaton.registers.map(({ name }) => name)),
});

/** Holds a renaming against both patterns: each old name goes to one new one, which was not there before. */
export function namesOf(renaming: Renaming, from: Automaton, to: Automaton): NamesResult {
  const [olds, news] = [namesIn(from), namesIn(to)];
  const found = { owners: new Map(), kinds: new Map(), registers: new Map() } satisfies Record<
    Namespace,
    Map<string, string>
  >;
  const messages: string[] = [];
  for (const [name, was] of renaming) {
    const spaces = (["owners", "kinds", "registers"] as const).filter(
      (space) => news[space].has(name) && olds[space].has(was),
    );
    if (spaces.length === 0) {
      const known = Object.values(news).some((names) => names.has(name));
      messages.push(
        known
          ? `\`${name}\` was \`${was}\`: the old pattern has no such name of its kind`
          : `\`${name}\` was \`${was}\`: the new pattern has no \`${name}\``,
      );
    }
    for (const space of spaces) {
      const word = WORDS[space];
      if (olds[space].has(name))
        messages.push(`\`${name}\` was \`${was}\`: the old pattern has a ${word} \`${name}\`, too`);
      else if (found[space].has(was))
        messages.push(`\`${was}\` cannot become both \`${found[space].get(was)}\` and \`${name}\``);
      else if (news[space].has(was))
        messages.push(`\`${name}\` was \`${was}\`: the new pattern still has a ${word} \`${was}\``);
      else found[space].set(was, name);
    }
  }
  return messages.length > 0 ? { kind: "wrong", messages } : { kind: "names", names: found };
}
