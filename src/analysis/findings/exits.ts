import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import { goesElsewhere, pushes } from "../effect.ts";
import type { Solved } from "../facts.ts";
import type { Place } from "../layout.ts";
import type { Candidate } from "../selection.ts";
import { quoted } from "../wording.ts";

/**
 * A state that has rules of its own, is never left before the session ends, and shows nothing of what happens in it:
 * more likely a forgotten arrow than a resting place. A state without rules is taken to be a resting place.
 */
export function withoutExit(context: Context): readonly Diagnostic[] {
  const { layout, uppermost } = context.solved;
  if (layout.places.length < 2) return [];
  return layout.places
    .filter((place) => uppermost[place.index]!.size > 0)
    .filter(({ state }) => state.transitions.length + state.timers.length > 0)
    .filter((place) => !canLeave(context, place) && !shows(context, place))
    .map((place) =>
      finding(
        "warning",
        "PDA0507",
        context.head(place.owners[0]!.pointer, `state ${place.state.name}`),
        `state ${quoted(place.state.name)} is never left before the session ends, and nothing is emitted in it`,
        {
          label: "no way out",
          help: [
            "let a transition or timer lead out of it (`-> …`), or emit something in it; a state that only rests needs no rules",
          ],
        },
      ),
    );
}

/** By what is written: that a rule can never fire is told of the rule. */
function canLeave({ solved }: Context, place: Place): boolean {
  return rulesOf(solved, place).some(
    ({ target, effects }) =>
      (target !== null && target !== place.state.name) || goesElsewhere(effects),
  );
}

function shows({ solved }: Context, place: Place): boolean {
  return [...rulesOf(solved, place), ...solved.model.rules.ends(place)].some(({ actions }) =>
    actions.some((action) => action.do === "emit" || action.do === "forEach"),
  );
}

/** What a full stack does instead of a push is one of them. */
function rulesOf({ model: { rules, overflow } }: Solved, place: Place): readonly Candidate[] {
  const written = [...rules.written(place), ...rules.timers(place)];
  const full = overflow !== null && written.some(({ effects }) => pushes(effects) > 0);
  return full ? [...written, overflow.candidate] : written;
}
