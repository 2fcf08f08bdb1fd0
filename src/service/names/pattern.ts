import type { Source } from "../../diagnostic/diagnostic.ts";
import type {
  FieldDeclaration,
  Name,
  PatternDeclaration,
  PatternItem,
  Was,
} from "../../syntax/tree.ts";
import { bindExpression } from "./expression.ts";
import { bindActions, bindEventName, bindPlace, bindRule, outsideSteps } from "./rule.ts";
import { type FileNames, fieldsNamed, type PatternNames, type WithFields } from "./scope.ts";
import type { NamedThing, SymbolKind } from "./symbol.ts";
import { bindField, typeText } from "./vocabulary.ts";

type PlaceItem = Extract<PatternItem, { kind: "state" | "group" | "part" }>;

/** Notes what a pattern declares, and then what it names. */
export function bindPattern(
  pattern: PatternDeclaration,
  source: Source,
  file: FileNames,
): PatternNames {
  const { table } = file;
  const owner = { id: source.name, name: null };
  const details = { whole: pattern.span, type: null, reads: null };
  const thing = table.define("pattern", owner, pattern.name, details);
  const block = file.blocks.get(pattern.on.text) ?? null;
  table.refer(pattern.on, [block?.thing]);
  const lanes = pattern.items.flatMap((item) =>
    item.kind === "by" ? item.fields.map(({ text }) => text) : [],
  );
  const names: PatternNames = {
    ...file,
    thing,
    span: pattern.span,
    block,
    lanes: new Set(lanes.filter((name) => name !== block?.key?.name)),
    ...declared(pattern, thing, source, file),
  };
  for (const item of pattern.items) bindItem(item, names);
  return names;
}

/** What is declared anywhere in the pattern can be named everywhere in it. */
function declared(pattern: PatternDeclaration, owner: NamedThing, source: Source, file: FileNames) {
  const { table } = file;
  const places = new Map<string, NamedThing>();
  const kinds = new Map<string, WithFields>();
  const registers = new Map<string, NamedThing>();
  const outputs = new Map<string, WithFields>();
  const define = (
    kind: SymbolKind,
    name: Name,
    whole: PatternItem["span"],
    type: string | null = null,
  ) => table.define(kind, owner, name, { whole, type, reads: null });
  const withFields = (
    kind: "frame field" | "output field",
    of: NamedThing,
    fields: readonly FieldDeclaration[],
  ): WithFields => ({
    thing: of,
    fields: new Map(
      fields.map((field) => [field.name.text, bindField(kind, field, of, source, table)]),
    ),
  });
  const definePlace = (item: PlaceItem): void => {
    places.set(item.name.text, define(item.kind, item.name, item.span));
    for (const inner of item.kind === "state" ? [] : item.items) {
      if (inner.kind === "state" || inner.kind === "group") definePlace(inner);
    }
  };
  for (const item of pattern.items) {
    switch (item.kind) {
      case "stack":
        for (const kind of item.kinds) {
          const frame = define("frame kind", kind.name, kind.span);
          kinds.set(kind.name.text, withFields("frame field", frame, kind.fields));
        }
        break;
      case "remember": {
        const type = typeText(item.type, source);
        registers.set(item.name.text, define("register", item.name, item.span, type));
        break;
      }
      case "emits": {
        const output = define("output", item.name, item.span);
        outputs.set(item.name.text, withFields("output field", output, item.fields));
        break;
      }
      case "late":
        if (item.then.kind === "emit") {
          const { output } = item.then;
          outputs.set(output.text, {
            thing: define("output", output, item.span),
            fields: new Map(),
          });
        }
        break;
      case "state":
      case "group":
      case "part":
        definePlace(item);
    }
  }
  return { places, kinds, registers, outputs };
}

function bindItem(item: PatternItem, names: PatternNames): void {
  const { table, block } = names;
  const value = outsideSteps(names);
  const field = (name: Name) => {
    const fields = fieldsNamed(name.text, block);
    const key = block?.key?.name === name.text ? block.key : null;
    const id = block?.id?.name === name.text && fields.length === 0 ? block.id : null;
    table.refer(name, key !== null ? [key] : id !== null ? [id] : fields);
  };
  switch (item.kind) {
    case "by":
      item.fields.forEach(field);
      return;
    case "session":
      bindExpression(item.gap, value);
      if (item.of !== null) field(item.of);
      bindExpression(item.max, value);
      return;
    case "expire":
      bindExpression(item.after, value);
      return;
    case "stack":
      for (const kind of item.kinds) {
        formerly(kind.was === null ? [] : [kind.was], names);
        formerly(kind.fields.flatMap(oldName), names);
        bindExpression(kind.expires, value);
      }
      if (item.depth?.overflow.kind === "else") {
        bindPlace(item.depth.overflow.target, names);
        bindActions(item.depth.overflow.actions, value);
      }
      return;
    case "remember":
      formerly(oldName(item), names);
      bindExpression(item.value, value);
      return;
    case "ignore":
      for (const name of item.names) bindEventName(name, names);
      return;
    case "dedupe":
      field(item.field);
      bindExpression(item.within, value);
      return;
    case "reorder":
      bindExpression(item.within, value);
      return;
    case "orderBy":
      field(item.field);
      bindExpression(item.from, value);
      bindExpression(item.wait, value);
      return;
    case "late":
      if (item.then.kind === "retract") bindExpression(item.then.within, value);
      return;
    case "follow":
      field(item.cause);
      field(item.id);
      bindExpression(item.wait, value);
      bindExpression(item.keep, value);
      return;
    case "start":
      bindPlace(item.state, names);
      return;
    case "state":
    case "group":
    case "part":
      bindInside(item, names);
      return;
    case "on":
    case "timer":
    case "onEnd":
    case "afterwards":
      bindRule(item, names);
      return;
  }
}

/** Names of the pattern before: names of nothing that stands here, and no words. */
function formerly(olds: readonly Name[], { table }: PatternNames): void {
  for (const old of olds) table.refer(old, []);
}

const oldName = ({ was }: { readonly was: Was | null }): Name[] =>
  was?.kind === "name" ? [was.name] : [];

function bindInside(item: PlaceItem, names: PatternNames): void {
  formerly(item.kind === "state" ? item.was : item.was === null ? [] : [item.was], names);
  for (const inner of item.kind === "state" ? item.rules : item.items) {
    if (inner.kind === "start") bindPlace(inner.state, names);
    else if (inner.kind === "state" || inner.kind === "group") bindInside(inner, names);
    else bindRule(inner, names);
  }
}
