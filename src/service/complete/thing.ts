import type { NamedThing } from "../names/symbol.ts";
import { type CompletionItem, ranks } from "./item.ts";

/** A declared thing as an item. */
export function describeThing(thing: NamedThing, rank: number = ranks.name): CompletionItem {
  const { kind, name, owner, definitions } = thing;
  const type = definitions.find((one) => one.type !== null)?.type;
  const of = owner === null ? "" : ` of \`${owner}\``;
  return {
    label: name,
    kind,
    detail: type ?? kind,
    documentation: `${kind}${of}`,
    rank,
  };
}
