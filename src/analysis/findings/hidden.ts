import type { Transition } from "../../automaton/automaton.ts";
import { pointed } from "../../automaton/pointers.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import { effectsOf, pops } from "../effect.ts";
import type { Place } from "../layout.ts";
import { either, ownerText, quoted, ruleText, triggerText } from "../wording.ts";

/** A transition of a group that never sees some events in one place, because a catch-all takes them first. */
interface Hiding {
  /** The catch-all and its owner, and the hidden rule, by JSON pointer. */
  readonly by: string;
  readonly owner: string;
  readonly rule: string;
  readonly outer: string;
  readonly events: readonly string[];
}

/** Rule 13: an unguarded `on other` or `on any` hides what a group says of an event. */
export function hiddenGroupTransitions(context: Context): readonly Diagnostic[] {
  const { automaton } = context.solved.layout;
  return hidings(context).map(({ by, owner, rule, outer, events }) => {
    const catchAll = triggerText((pointed(automaton, by) as Transition).on);
    const hidden = triggerText((pointed(automaton, rule) as Transition).on);
    return finding(
      "warning",
      "PDA0506",
      context.head(by, catchAll),
      `${ruleText(automaton, by)} hides ${ruleText(automaton, rule)}`,
      {
        label: `takes ${either(events.map(quoted))} too`,
        related: [{ span: context.head(rule, hidden), text: "never reached from there" }],
        help: [
          `repeat ${quoted(triggerText({ events }))} before ${quoted(catchAll)}, or move ${quoted(catchAll)} from ${ownerText(automaton, owner)} to the end of ${ownerText(automaton, outer)}`,
        ],
      },
    );
  });
}

export function hidings({ solved }: Context): readonly Hiding[] {
  const told = new Set<string>();
  return solved.layout.places
    .filter((place) => solved.uppermost[place.index]!.size > 0)
    .flatMap(hiddenIn)
    .filter(({ by, rule }) => {
      const fresh = !told.has(`${by} ${rule}`);
      told.add(`${by} ${rule}`);
      return fresh;
    });
}

function hiddenIn(place: Place): readonly Hiding[] {
  return place.owners.flatMap((owner, depth) => {
    const index = owner.holder.transitions.findIndex(isCatchAll);
    if (index < 0) return [];
    return place.owners.slice(depth + 1).flatMap((outer) =>
      outer.holder.transitions.flatMap((rule, i) => {
        if (typeof rule.on === "string") return [];
        const events = rule.on.events.filter((event) => !isNamed(place, depth, event));
        if (events.length === 0) return [];
        return [
          {
            by: `${owner.pointer}/transitions/${index}`,
            owner: owner.pointer,
            rule: `${outer.pointer}/transitions/${i}`,
            outer: outer.pointer,
            events,
          },
        ];
      }),
    );
  });
}

const isCatchAll = ({ on, guard, actions }: Transition): boolean =>
  typeof on === "string" && guard === null && !pops(effectsOf(actions));

/** Whether an event is named up to this owner, so that it was thought of. */
const isNamed = (place: Place, depth: number, event: string): boolean =>
  place.owners
    .slice(0, depth + 1)
    .some(({ holder }) =>
      holder.transitions.some(({ on }) => typeof on !== "string" && on.events.includes(event)),
    );
