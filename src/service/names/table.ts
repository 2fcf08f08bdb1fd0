import type { Span } from "../../diagnostic/diagnostic.ts";
import type { Name } from "../../syntax/tree.ts";
import type { Definition, Meaning, NamedThing, Occurrence, SymbolKind } from "./symbol.ts";

/** Things and occurrences while they are gathered. */
export class NameTable {
  readonly things = new Map<string, NamedThing>();
  private readonly occurrences: Occurrence[] = [];

  define(
    kind: SymbolKind,
    owner: { readonly id: string; readonly name: string | null },
    name: Name,
    details: Omit<Definition, "name">,
    short: Occurrence["short"] = null,
  ): NamedThing {
    const id = `${owner.id}/${family(kind)} ${name.text}`;
    let thing = this.things.get(id);
    if (thing === undefined) {
      thing = { id, kind, name: name.text, owner: owner.name, definitions: [] };
      this.things.set(id, thing);
    }
    thing.definitions.push({ name: name.span, ...details });
    this.note(name.span, [id], "definition", short);
    return thing;
  }

  refer(name: Name, things: readonly (NamedThing | undefined)[], role?: Occurrence["role"]): void {
    this.note(name.span, idsOf(things), role ?? "reference", null);
  }

  /** One half of `product` for `product: product`. */
  referShort(
    name: Name,
    things: readonly (NamedThing | undefined)[],
    short: Occurrence["short"],
  ): void {
    this.note(name.span, idsOf(things), "reference", short);
  }

  private note(
    span: Span,
    things: readonly string[],
    role: Occurrence["role"],
    short: Occurrence["short"],
  ): void {
    this.occurrences.push({ span, things, role, short });
  }

  done(): Meaning {
    const occurrences = this.occurrences.sort(({ span: a }, { span: b }) =>
      a.source === b.source ? a.start - b.start : a.source < b.source ? -1 : 1,
    );
    return { things: this.things, occurrences };
  }
}

function idsOf(things: readonly (NamedThing | undefined)[]): string[] {
  const ids: string[] = [];
  for (const thing of things)
    if (thing !== undefined && !ids.includes(thing.id)) ids.push(thing.id);
  return ids;
}

/** States, groups and parts share their names. */
export const family = (kind: SymbolKind): string =>
  kind === "state" || kind === "group" || kind === "part" ? "place" : kind;
