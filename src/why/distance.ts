import type { Action, Trigger } from "../automaton/automaton.ts";
import { chainOf, type Machine } from "../machine/machine.ts";
import { mayEmit, type Wanted } from "./wanted.ts";

/** What must still happen before a wanted output can come, guards and stack aside: a lower bound. */
export interface Distance {
  /** Transitions still to be taken from a state on; Infinity: none leads there. */
  steps(state: string): number;
  /** Of them, those whose event is not among the given ones. */
  missing(state: string, present: ReadonlySet<string>): number;
}

interface Edge {
  readonly from: string;
  /** null: it emits. */
  readonly to: string | null;
  /** Events that it waits for; null: time, or whatever comes. */
  readonly events: readonly string[] | null;
}

export function distanceTo(machine: Machine, wanted: Wanted): Distance {
  const edges = edgesOf(machine, wanted);
  const states = [...machine.states.keys()];
  const steps = shortest(states, edges, () => 1);
  const known = new Map<string, ReadonlyMap<string, number>>();
  return {
    steps: (state) => steps.get(state)!,
    missing(state, present) {
      const name = [...present].sort().join(" ");
      let found = known.get(name);
      if (found === undefined) {
        const weight = ({ events }: Edge) =>
          events === null || events.some((event) => present.has(event)) ? 0 : 1;
        found = shortest(states, edges, weight);
        known.set(name, found);
      }
      return found.get(state)!;
    },
  };
}

function edgesOf(machine: Machine, wanted: Wanted): readonly Edge[] {
  const { automaton } = machine;
  const returns = returnTargets(machine);
  const edges: Edge[] = [];
  for (const { name: from } of automaton.states) {
    const add = (on: Trigger | null, actions: readonly Action[], target: string | null): void => {
      const events = on === null || typeof on === "string" ? null : on.events;
      if (mayEmit(actions, wanted)) edges.push({ from, to: null, events });
      for (const to of targetsOf(machine, actions, target ?? from, returns))
        edges.push({ from, to, events });
    };
    for (const { transitions, timers } of chainOf(machine, from)) {
      for (const { on, actions, target } of transitions) add(on, actions, target);
      for (const { actions, target } of timers) add(null, actions, target);
    }
    for (const { onEnd } of [...chainOf(machine, from), automaton])
      for (const { actions } of onEnd) if (mayEmit(actions, wanted)) add(null, actions, null);
    // A session may end, and another begin.
    edges.push({ from, to: automaton.start, events: null });
    const overflow = automaton.stack.depth?.overflow;
    if (overflow?.kind === "else") add(null, overflow.actions, overflow.target);
  }
  return edges;
}

function targetsOf(
  machine: Machine,
  actions: readonly Action[],
  plainly: string,
  returns: readonly string[],
): readonly string[] {
  const last = actions.at(-1);
  if (last?.do === "call") return [machine.groups.get(last.part)!.start!];
  return last?.do === "return" ? returns : [plainly];
}

/** Where any call goes on. */
function returnTargets({ automaton }: Machine): readonly string[] {
  const targets = new Set<string>();
  for (const { transitions, timers } of [...automaton.states, ...automaton.groups])
    for (const { actions } of [...transitions, ...timers])
      for (const action of actions) if (action.do === "call") targets.add(action.then);
  return [...targets];
}

/** Bellman and Ford: there are few states, and weights of 0. */
function shortest(
  states: readonly string[],
  edges: readonly Edge[],
  weight: (edge: Edge) => number,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>(states.map((state) => [state, Number.POSITIVE_INFINITY]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const edge of edges) {
      const through = (edge.to === null ? 0 : found.get(edge.to)!) + weight(edge);
      if (through >= found.get(edge.from)!) continue;
      found.set(edge.from, through);
      changed = true;
    }
  }
  return found;
}
