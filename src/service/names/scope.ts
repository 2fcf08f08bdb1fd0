import type { Span } from "../../diagnostic/diagnostic.ts";
import type { NamedThing } from "./symbol.ts";
import type { NameTable } from "./table.ts";
import type { Blocks, KnownBlock } from "./vocabulary.ts";

/** A frame kind or an output with its fields by name. */
export interface WithFields {
  readonly thing: NamedThing;
  readonly fields: ReadonlyMap<string, NamedThing>;
}

/** What the names of a file's declarations stand for. */
export interface FileNames {
  readonly table: NameTable;
  readonly parameters: ReadonlyMap<string, NamedThing>;
  readonly blocks: Blocks;
}

/** What a pattern declares. */
export interface PatternNames extends FileNames {
  readonly thing: NamedThing;
  readonly span: Span;
  /** null where the events are unknown. */
  readonly block: KnownBlock | null;
  /** Fields after `by`, the key's own name aside. */
  readonly lanes: ReadonlySet<string>;
  readonly places: ReadonlyMap<string, NamedThing>;
  readonly kinds: ReadonlyMap<string, WithFields>;
  readonly registers: ReadonlyMap<string, NamedThing>;
  readonly outputs: ReadonlyMap<string, WithFields>;
}

/** What can be read where an expression stands. */
export interface StepNames extends PatternNames {
  /** Of the trigger; empty where no field can be read. */
  readonly events: readonly string[];
  readonly loop: { readonly kind: string; readonly share: NamedThing | null } | null;
  /** Of `any … where`, the innermost first. */
  readonly found: readonly {
    readonly name: string;
    readonly kind: string;
    readonly thing: NamedThing;
  }[];
}

/** The fields of that name of all events, or of those named. */
export function fieldsNamed(
  field: string,
  block: KnownBlock | null,
  events?: readonly string[],
): NamedThing[] {
  const found: NamedThing[] = [];
  if (block === null) return found;
  for (const event of events ?? block.events.keys()) {
    const thing = block.events.get(event)?.fields.get(field);
    if (thing !== undefined) found.push(thing);
  }
  return found;
}
