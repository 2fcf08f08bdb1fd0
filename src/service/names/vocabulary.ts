import type { Source } from "../../diagnostic/diagnostic.ts";
import type {
  EventDeclaration,
  EventsDeclaration,
  FieldDeclaration,
  Path,
  TypeReference,
} from "../../syntax/tree.ts";
import type { NamedThing, Reads } from "./symbol.ts";
import type { NameTable } from "./table.ts";

/** An event with its fields by name. */
export interface KnownEvent {
  readonly thing: NamedThing;
  readonly fields: Map<string, NamedThing>;
}

/** What a block of events declares, in all files together. */
export interface KnownBlock {
  readonly thing: NamedThing;
  key: NamedThing | null;
  time: NamedThing | null;
  id: NamedThing | null;
  readonly events: Map<string, KnownEvent>;
}

export type Blocks = Map<string, KnownBlock>;

/** Notes the names of one `events` block. */
export function bindBlock(
  block: EventsDeclaration,
  source: Source,
  blocks: Blocks,
  table: NameTable,
): void {
  const thing = table.define("events", { id: "", name: null }, block.name, {
    whole: block.span,
    type: null,
    reads: null,
  });
  const known = blocks.get(block.name.text) ?? {
    thing,
    key: null,
    time: null,
    id: null,
    events: new Map<string, KnownEvent>(),
  };
  blocks.set(block.name.text, known);
  const owner = { id: thing.id, name: thing.name };
  for (const item of block.items) {
    if (item.kind === "event") {
      bindEvent(item, source, known, table);
    } else if (item.kind !== "typeFrom") {
      const { kind, name, span: whole, from } = item;
      const reads = readsFrom(from, name.span.end, source);
      known[kind] = table.define(kind, owner, name, { whole, type: null, reads });
    }
  }
}

function bindEvent(
  event: EventDeclaration,
  source: Source,
  block: KnownBlock,
  table: NameTable,
): void {
  const { name, span: whole, is, when } = event;
  const one = is?.kind === "names" && is.names.length === 1 ? is.names[0] : undefined;
  const thing = table.define("event", { id: block.thing.id, name: block.thing.name }, name, {
    whole,
    type: null,
    reads: {
      word: "is",
      at: name.span.end,
      clause:
        one === undefined || when !== null
          ? null
          : { start: name.span.end, end: one.span.end, value: one.value },
      said: is !== null || when !== null,
    },
  });
  const known = block.events.get(name.text) ?? { thing, fields: new Map<string, NamedThing>() };
  block.events.set(name.text, known);
  for (const field of event.fields) {
    const reads = readsFrom(field.from, field.span.end, source);
    known.fields.set(field.name.text, bindField("field", field, thing, source, table, reads));
  }
}

export function bindField(
  kind: "field" | "frame field" | "output field",
  field: FieldDeclaration,
  owner: NamedThing,
  source: Source,
  table: NameTable,
  reads: Reads | null = null,
): NamedThing {
  return table.define(kind, owner, field.name, {
    whole: field.span,
    type: typeText(field.type, source),
    reads,
  });
}

/** As it was written, on one line. */
export const typeText = ({ span }: TypeReference, source: Source): string =>
  source.text.slice(span.start, span.end).replaceAll(/\s+/g, " ");

function readsFrom(path: Path | null, end: number, source: Source): Reads {
  if (path === null) return { word: "from", at: end, clause: null, said: false };
  const [step] = path.steps;
  const before = source.text.slice(0, path.span.start).trimEnd().slice(0, -"from".length).trimEnd();
  const plain = path.steps.length === 1 && source.text[path.span.start] !== '"';
  return {
    word: "from",
    at: end,
    clause: plain ? { start: before.length, end: path.span.end, value: step! } : null,
    said: true,
  };
}
