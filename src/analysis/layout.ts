import type { Automaton, Group, State } from "../automaton/automaton.ts";

/** A state, group or part whose rules apply somewhere, and where it stands in the automaton. */
export interface Owner {
  readonly holder: State | Group;
  /** JSON pointer: `/states/2`, `/groups/0`. */
  readonly pointer: string;
}

/** A state with everything that applies in it. */
export interface Place {
  readonly state: State;
  readonly index: number;
  /** The state itself, then its groups inside out; a part is the outermost. */
  readonly owners: readonly Owner[];
  /** The part it stands in. */
  readonly part: string | null;
}

export interface Layout {
  readonly automaton: Automaton;
  readonly places: readonly Place[];
  readonly placeOf: ReadonlyMap<string, Place>;
  /**
   * The events that can reach a step: declared ones that are not ignored and bring the lane's fields,
   * and null where an undeclared record can (rules 6, 8 and 13).
   */
  readonly events: readonly (string | null)[];
}

export function layOut(automaton: Automaton): Layout {
  const groups = new Map(
    automaton.groups.map((group, i) => [group.name, { holder: group, pointer: `/groups/${i}` }]),
  );
  const places = automaton.states.map((state, index): Place => {
    const owners: Owner[] = [{ holder: state, pointer: `/states/${index}` }];
    let part: string | null = null;
    for (let name = state.group; name !== null; ) {
      const group = groups.get(name);
      if (group === undefined) break;
      owners.push(group);
      if (group.holder.start !== null) part = name;
      name = group.holder.parent;
    }
    return { state, index, owners, part };
  });
  const laneFields = automaton.lanes?.fields ?? [];
  const declared = automaton.vocabulary.events
    .filter((event) => !automaton.ignore.events.includes(event.name))
    .filter((event) =>
      laneFields.every((lane) => event.fields.some((field) => field.name === lane.name)),
    )
    .map((event) => event.name);
  const undeclared = !automaton.ignore.undeclared && laneFields.length === 0;
  return {
    automaton,
    places,
    placeOf: new Map(places.map((place) => [place.state.name, place])),
    events: undeclared ? [...declared, null] : declared,
  };
}
