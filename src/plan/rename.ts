import type { Automaton } from "../automaton/automaton.ts";
import type { Names } from "./names.ts";

type Renamed = Pick<Names, "owners" | "kinds" | "registers" | "fields">;

/** The old automaton under the new one's names; states that become one have one name. */
export function renamed(automaton: Automaton, names: Renamed): Automaton {
  const { owners, kinds, registers, fields } = names;
  if ([owners, kinds, registers, fields].every(({ size }) => size === 0)) return automaton;
  return new Renamer(names).of(automaton);
}

/** The same, but states that become one are still apart: all but the first have names of their own. */
export function renamedApart(
  automaton: Automaton,
  names: Renamed,
): {
  readonly automaton: Automaton;
  /** What those become, by their own names. */
  readonly into: ReadonlyMap<string, string>;
} {
  const owners = new Map<string, string>();
  const into = new Map<string, string>();
  const taken = new Set<string>();
  for (const [old, name] of names.owners) {
    // No name that is written has a blank in it.
    const own = taken.has(name) ? `${name} was ${old}` : name;
    if (own !== name) into.set(own, name);
    taken.add(name);
    owners.set(old, own);
  }
  return { automaton: renamed(automaton, { ...names, owners }), into };
}

type Plain = Readonly<Record<string, unknown>>;

/** Where names of each kind stand: member by member of the portable value. */
class Renamer {
  private readonly names: Renamed;

  constructor(names: Renamed) {
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
    const frames = named(deep.stack.kinds, kinds).map((kind) => ({
      ...kind,
      fields: this.fields(kind.name, kind.fields),
    }));
    return {
      ...deep,
      ...{ states, groups, start: owners.get(deep.start) ?? deep.start },
      registers: named(deep.registers, registers),
      stack: { ...deep.stack, kinds: frames },
    };
  }

  private owner(name: string | null): string | null {
    return name === null ? null : (this.names.owners.get(name) ?? name);
  }

  /** Of a frame; `kind` is its new name. */
  private fields<T extends { readonly name: string }>(kind: string, list: readonly T[]): T[] {
    return list.map((one) => ({ ...one, name: this.field(kind, one.name) }));
  }

  private readonly field = (kind: string, name: string): string =>
    this.names.fields.get(`${kind}.${name}`) ?? name;

  /** Names inside actions, expressions and targets; declarations are the caller's. */
  private deep<T>(value: T): T {
    if (Array.isArray(value)) return value.map((one) => this.deep(one)) as T;
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === "string" ? this.text(value as Plain, name, inner) : this.deep(inner),
    ]);
    return this.withFields(Object.fromEntries(entries)) as T;
  }

  /** What is pushed, and what is read of a frame, whose kind has its new name already. */
  private withFields(one: Plain): Plain {
    const { kind, name, fields } = one;
    if (typeof kind !== "string") return one;
    if (one.op === "frameField") return { ...one, name: this.field(kind, String(name)) };
    if ((one.do === "push" || one.do === "replace") && Array.isArray(fields))
      return { ...one, fields: this.fields(kind, fields) };
    return one;
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
