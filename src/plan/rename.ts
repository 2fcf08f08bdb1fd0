import type { Automaton } from "../automaton/automaton.ts";
import type { Names } from "./names.ts";

/** The old automaton under the new one's names. */
export function renamed(automaton: Automaton, names: Names): Automaton {
  if (Object.values(names).every(({ size }) => size === 0)) return automaton;
  return new Renamer(names).of(automaton);
}

type Plain = Readonly<Record<string, unknown>>;

/** Where names of each kind stand: member by member of the portable value. */
class Renamer {
  private readonly names: Names;

  constructor(names: Names) {
    this.names = names;
  }

  of(automaton: Automaton): Automaton {
    const { owners, kinds, registers } = this.names;
    const named = <T extends { readonly name: string }>(
      list: readonly T[],
      by: ReadonlyMap<string, string>,
    ): T[] => list.map((one) => ({ ...one, name: by.get(one.name) ?? one.name }));
    const deep = this.deep(automaton);
    const states = named(deep.states, owners).map((state) => ({
      ...state,
      group: this.owner(state.group),
    }));
    const groups = named(deep.groups, owners).map((group) => ({
      ...group,
      ...{ parent: this.owner(group.parent), start: this.owner(group.start) },
    }));
    return {
      ...deep,
      ...{ states, groups, start: owners.get(deep.start) ?? deep.start },
      registers: named(deep.registers, registers),
      stack: { ...deep.stack, kinds: named(deep.stack.kinds, kinds) },
    };
  }

  private owner(name: string | null): string | null {
    return name === null ? null : (this.names.owners.get(name) ?? name);
  }

  /** Names inside actions, expressions and targets; declarations are the caller's. */
  private deep<T>(value: T): T {
    if (Array.isArray(value)) return value.map((one) => this.deep(one)) as T;
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === "string" ? this.text(value as Plain, name, inner) : this.deep(inner),
    ]);
    return Object.fromEntries(entries) as T;
  }

  private text(holder: Plain, member: string, text: string): string {
    const { owners, kinds, registers } = this.names;
    const isAction = typeof holder.do === "string";
    const reads = typeof holder.op === "string" || typeof holder.frame === "string";
    if (member === "target" || (isAction && (member === "part" || member === "then")))
      return owners.get(text) ?? text;
    if (member === "kind" && (isAction || reads)) return kinds.get(text) ?? text;
    if (member === "register" && isAction) return registers.get(text) ?? text;
    if (member === "name" && holder.op === "register") return registers.get(text) ?? text;
    return text;
  }
}
