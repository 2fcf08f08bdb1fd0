import type { Action, File, PatternDeclaration, PatternItem, Rule } from "../syntax/tree.ts";

/** A rule with what it stands in. */
export interface PlacedRule {
  readonly pattern: PatternDeclaration;
  /** The state, group or part; null at pattern level. */
  readonly place: string | null;
  readonly rule: Rule;
}

/** Every rule of a file, in written order. */
export function rulesOf({ declarations }: File): PlacedRule[] {
  const found: PlacedRule[] = [];
  const visit = (pattern: PatternDeclaration, place: string | null, item: PatternItem): void => {
    if (item.kind === "state") for (const rule of item.rules) visit(pattern, item.name.text, rule);
    else if (item.kind === "group" || item.kind === "part")
      for (const inner of item.items) visit(pattern, item.name.text, inner);
    else if ("actions" in item) found.push({ pattern, place, rule: item });
  };
  for (const one of declarations)
    if (one.kind === "pattern") for (const item of one.items) visit(one, null, item);
  return found;
}

/** What actions do to the stack, in words; null where they leave it as it is. */
export function stackEffect(actions: readonly Action[]): string | null {
  const said = actions.flatMap((action) => {
    switch (action.kind) {
      case "push":
        return [`pushes \`${action.frame.text}\` (+1)`];
      case "pop":
        return ["pops the top frame (−1)"];
      case "replace":
        return [
          `puts \`${action.frame.text}\` in place of the top frame (±0; +1 on an empty stack)`,
        ];
      case "clear":
        return ["empties the stack (=0)"];
      case "call":
        return [`calls \`${action.part.text}\`, with the stack as it is below`];
      case "return":
        return ["takes off what the part has pushed"];
      default:
        return [];
    }
  });
  return said.length === 0 ? null : said.join(", then ");
}

/** All actions of a list, those in loops too. */
export const allActions = (actions: readonly Action[]): Action[] =>
  actions.flatMap((action) =>
    action.kind === "forEach" ? [action, ...allActions(action.actions)] : [action],
  );

/** What may be on top, as a person would say it. */
export function topsText(tops: readonly (string | null)[]): string {
  const kinds = tops.filter((top) => top !== null).map((top) => `\`${top}\``);
  const all = tops.includes(null) ? [...kinds, "nothing"] : kinds;
  return all.join(" or ");
}
