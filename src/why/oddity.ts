import type { Action } from "../automaton/automaton.ts";
import { type Machine, timerOf } from "../machine/machine.ts";
import { framesOf } from "../machine/stack.ts";
import type { Happening, Passage } from "../machine/visitor.ts";
import { isCatchAll } from "./insertion.ts";
import type { Wanted } from "./wanted.ts";

/** What steps cost in which nothing waited for what came. Among equally small changes the one that leaves fewer of them makes more sense of the session. */
const COST = {
  /** An event that no transition took, or only `on other` or `on any`; a window that passed; a failed step; an alert. */
  odd: 0.12,
  /** A frame that was never popped, where frames are pushed and popped in pairs. */
  open: 0.2,
} as const;

/** Says of passages how odd they are; made once for an automaton and a wanted output. */
export function oddityOf(machine: Machine, wanted: Wanted): (passage: Passage | null) => number {
  const paired = pairedKinds(machine);
  const odd = (happening: Happening): number => {
    const { stimulus, before } = happening;
    const open =
      stimulus.kind === "end"
        ? framesOf(before.stack).filter(({ kind }) => paired.has(kind)).length
        : 0;
    return COST.open * open + (isOdd(machine, happening, wanted) ? COST.odd : 0);
  };
  return (passage) => (passage?.happenings ?? []).reduce((sum, one) => sum + odd(one), 0);
}

function isOdd(machine: Machine, { stimulus, step }: Happening, wanted: Wanted): boolean {
  if (step.failure !== null) return true;
  if (step.outputs.some(({ kind, output }) => kind === "alert" && output !== wanted.output))
    return true;
  const { tried, afterwards } = step.explanation;
  switch (stimulus.kind) {
    case "event":
      return step.taken ? isCatchAll(machine, tried.at(-1)!) : afterwards.length === 0;
    case "timer": {
      const { owner, index } = stimulus.timer;
      return step.taken && timerOf(machine, owner, index).kind === "within";
    }
    case "end":
      return false;
  }
}

/** Kinds that only `push` and `pop` touch: such frames are opened and closed. */
function pairedKinds({ automaton }: Machine): ReadonlySet<string> {
  const actions: Action[] = [...automaton.states, ...automaton.groups].flatMap(
    ({ transitions, timers }) => [...transitions, ...timers].flatMap((rule) => rule.actions),
  );
  const pops = actions.some((action) => action.do === "pop");
  if (!pops || actions.some((action) => action.do === "clear" || action.do === "replace"))
    return new Set();
  const lasting = automaton.stack.kinds.filter(({ expires }) => expires === null);
  return new Set(lasting.map(({ name }) => name));
}
