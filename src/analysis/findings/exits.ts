import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import type { Place } from "../layout.ts";
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

function canLeave({ solved }: Context, place: Place): boolean {
  for (const heads of solved.fired.values()) {
    for (const { candidate, place: at } of heads) {
      if (at !== place) continue;
      if (candidate.target !== null && candidate.target !== place.state.name) return true;
      const elsewhere = ["call", "return", "endSession"];
      if (candidate.effects.some((effect) => elsewhere.includes(effect.do))) return true;
    }
  }
  return false;
}

function shows({ solved }: Context, place: Place): boolean {
  const emits = (actions: readonly { readonly do: string }[]) =>
    actions.some((action) => action.do === "emit" || action.do === "forEach");
  if (solved.model.rules.ends(place).some(({ actions }) => emits(actions))) return true;
  for (const heads of solved.fired.values()) {
    if (heads.some((head) => head.place === place && emits(head.candidate.actions))) return true;
  }
  return false;
}
