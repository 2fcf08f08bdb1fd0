import type { Attempt } from "../machine/explanation.ts";
import type { Machine, Owner } from "../machine/machine.ts";

/** The machine with one rule's guard decided beforehand; for one passage, to see what it was in the way of. */
export function forced(machine: Machine, attempt: Attempt, holds: boolean): Machine {
  const { owner, index, rule } = attempt;
  const list = ({ on: "transitions", timer: "timers", onEnd: "onEnd" } as const)[rule];
  const decide = <T extends Pick<Owner, "transitions" | "timers" | "onEnd">>(holder: T): T => ({
    ...holder,
    [list]: holder[list].map((one, i) => (i === index - 1 ? { ...one, guard } : one)),
  });
  const guard = holds
    ? null
    : ({ op: "constant", type: { kind: "boolean" }, value: false } as const);
  if (owner === "") {
    const { automaton } = machine;
    const onEnd = automaton.onEnd.map((one, i) => (i === index - 1 ? { ...one, guard } : one));
    return { ...machine, automaton: { ...automaton, onEnd } };
  }
  const state = machine.states.get(owner);
  return state === undefined
    ? { ...machine, groups: new Map(machine.groups).set(owner, decide(machine.groups.get(owner)!)) }
    : { ...machine, states: new Map(machine.states).set(owner, decide(state)) };
}
