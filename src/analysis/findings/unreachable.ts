import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import type { Place } from "../layout.ts";
import { quoted } from "../wording.ts";

/** States, groups and parts that no sequence of events leads to; a whole group is told once. */
export function unreachable(context: Context): readonly Diagnostic[] {
  const { layout, uppermost } = context.solved;
  const unreached = (place: Place) => uppermost[place.index]!.size === 0 && !endsIn(context, place);
  const told = new Set<string>();
  const result: Diagnostic[] = [];
  for (const place of layout.places.filter(unreached)) {
    // The outermost group all of whose states are unreached.
    const whole = place.owners
      .slice(1)
      .filter(({ pointer }) =>
        layout.places.every(
          (other) => !other.owners.some((o) => o.pointer === pointer) || unreached(other),
        ),
      )
      .at(-1);
    const owner = whole ?? place.owners[0]!;
    if (told.has(owner.pointer)) continue;
    told.add(owner.pointer);
    const { name } = owner.holder;
    if (whole === undefined) {
      result.push(
        finding(
          "warning",
          "PDA0500",
          context.head(owner.pointer, `state ${name}`),
          `state ${quoted(name)} can never be entered`,
          {
            label: "no way leads here",
            help: [`let a transition lead to it (\`-> ${name}\`), or remove it`],
          },
        ),
      );
    } else if (layout.automaton.groups.find((group) => group.name === name)!.start !== null) {
      result.push(
        finding(
          "warning",
          "PDA0501",
          context.head(owner.pointer, `part ${name}`),
          `part ${quoted(name)} is never called`,
          {
            label: "no call can come here",
            help: [`call it (\`call ${name} then -> …\`), or remove it`],
          },
        ),
      );
    } else {
      result.push(
        finding(
          "warning",
          "PDA0501",
          context.head(owner.pointer, `group ${name}`),
          `no state of group ${quoted(name)} can ever be entered`,
          {
            label: "no way leads in here",
            help: ["let a transition lead to one of its states, or remove it"],
          },
        ),
      );
    }
  }
  return [...result, ...emptyGroups(context)];
}

function emptyGroups({ solved, head }: Context): readonly Diagnostic[] {
  const { groups } = solved.layout.automaton;
  const held = new Set(solved.layout.places.flatMap(({ owners }) => owners.map((o) => o.pointer)));
  return groups.flatMap(({ name }, index) => {
    const pointer = `/groups/${index}`;
    // Of groups in one another the outermost is told of.
    const parent = groups.findIndex((group) => group.name === groups[index]!.parent);
    if (held.has(pointer) || (parent >= 0 && !held.has(`/groups/${parent}`))) return [];
    return [
      finding(
        "warning",
        "PDA0501",
        head(pointer, `group ${name}`),
        `group ${quoted(name)} has no states`,
        { label: "nothing in it", help: ["put states that share rules into it, or remove it"] },
      ),
    ];
  });
}

/** Whether sessions are ended in a state that is not otherwise reached. */
function endsIn({ solved }: Context, place: Place): boolean {
  const ended = solved.model.ended.get(place.index);
  if (ended === undefined) return false;
  return solved.model.symbols.list.some((_, symbol) => solved.found.has(ended, symbol));
}

export function isReached(context: Context, place: Place): boolean {
  return context.solved.uppermost[place.index]!.size > 0 || endsIn(context, place);
}
