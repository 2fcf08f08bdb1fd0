import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import { truth } from "../guard.ts";
import type { Place } from "../layout.ts";
import { ruleText } from "../wording.ts";
import { isReached } from "./unreachable.ts";

/** `on end` rules that no session's end comes to. */
export function neverEnds(context: Context): readonly Diagnostic[] {
  const { layout, model } = context.solved;
  const reached = layout.places.filter((place) => isReached(context, place));
  const taken = new Set<string>();
  const offered = new Set<string>();
  for (const place of reached) {
    const ends = model.rules.ends(place);
    for (const { pointer } of ends) offered.add(pointer);
    for (const pointer of endRulesTried(context, place)) taken.add(pointer);
  }
  return [...offered]
    .filter((pointer) => !taken.has(pointer))
    .map((pointer) =>
      finding(
        "warning",
        "PDA0514",
        context.head(pointer, "on end"),
        `${ruleText(layout.automaton, pointer)} never runs`,
        {
          label: "an earlier one always does, or its condition is never true",
          help: [
            "of several `on end` only the first that fits runs, the state's before the group's",
          ],
        },
      ),
    );
}

/** The end rules that may run in a state. */
export function endRulesTried({ solved }: Context, place: Place): ReadonlySet<string> {
  const result = new Set<string>();
  const ends = solved.model.rules.ends(place);
  if (ends.length === 0) return result;
  const { symbols } = solved.model;
  const depthMost = solved.bound ?? Number.POSITIVE_INFINITY;
  const ended = solved.model.ended.get(place.index);
  const uppermost = new Set(solved.uppermost[place.index]);
  symbols.list.forEach((_, symbol) => {
    if (ended !== undefined && solved.found.has(ended, symbol)) uppermost.add(symbol);
  });
  for (const symbol of uppermost) {
    const known = { tops: symbols.reads(symbol), depthMost, decided: new Map() };
    for (const candidate of ends) {
      const verdict = truth(candidate.guard, known);
      if (verdict !== false) result.add(candidate.pointer);
      if (verdict === true) break;
    }
  }
  return result;
}
