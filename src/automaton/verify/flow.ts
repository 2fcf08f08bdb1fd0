import type {
  Action,
  AfterwardsRule,
  Automaton,
  EndRule,
  Group,
  State,
  Timer,
  Transition,
  Trigger,
} from "../automaton.ts";
import { type ActionPlace, partAround, verifyActions, verifyTarget } from "./action.ts";
import { verifyCondition } from "./expression.ts";
import { unique } from "./names.ts";
import { each, quoted, type Refusal, refuse, step } from "./refusal.ts";
import { type Names, type Scope, scopeOfEnd, scopeOfTrigger, scopeWithoutEvent } from "./scope.ts";

const TRANSITION: readonly Action["do"][] = [
  ...(["push", "replace", "pop", "clear", "assign", "emit", "forEach"] as const),
  ...(["call", "return", "endSession"] as const),
];
const OVERFLOW = TRANSITION.filter((action) => action !== "call" && action !== "return");
const END: readonly Action["do"][] = ["emit", "forEach"];
const AFTERWARDS: readonly Action["do"][] = ["assign"];

/** States, groups and parts: how they nest, where rules lead, and what stands in the rules. */
export function verifyFlow(names: Names): Refusal | null {
  const { automaton } = names;
  return (
    verifyPlaces(names) ??
    verifyTarget(automaton.start, null, names, "/start") ??
    verifyOverflow(names) ??
    each(automaton.states, "/states", (state, at) =>
      verifyRules(state, partAround(state.group, names), names, at),
    ) ??
    each(automaton.groups, "/groups", (group, at) =>
      verifyRules(group, partAround(group.name, names), names, at),
    ) ??
    verifyPatternLevel(automaton, names)
  );
}

/** One namespace, and groups that stand in one another without a circle (ids of timers name their owner). */
function verifyPlaces(names: Names): Refusal | null {
  const { states, groups } = names.automaton;
  return (
    unique(states, "/states") ??
    unique(groups, "/groups") ??
    each(groups, "/groups", ({ name, parent, start }, at) => {
      if (names.states.has(name))
        return refuse(step(at, "name"), `${quoted(name)} is a state, too`);
      if (parent !== null && !names.groups.has(parent)) {
        return refuse(step(at, "parent"), `there is no group ${quoted(parent)}`);
      }
      if (start !== null && parent !== null)
        return refuse(step(at, "parent"), "a part stands in no group");
      return isInCircle(name, names) ? refuse(at, "it stands in itself") : null;
    }) ??
    each(states, "/states", ({ group }, at) =>
      group === null || names.groups.has(group)
        ? null
        : refuse(step(at, "group"), `there is no group ${quoted(group)}`),
    ) ??
    each(groups, "/groups", ({ name, start }, at) =>
      start === null ? null : verifyTarget(start, name, names, step(at, "start")),
    )
  );
}

function isInCircle(name: string, { groups }: Names): boolean {
  let left = groups.size;
  for (let group = groups.get(name); group !== undefined && group.parent !== null; left--) {
    if (left < 0) return true;
    group = groups.get(group.parent);
  }
  return false;
}

/** Rule 19: instead of the whole transition, whatever it was; so no event can be counted on, and no part. */
function verifyOverflow(names: Names): Refusal | null {
  const overflow = names.automaton.stack.depth?.overflow;
  if (overflow?.kind !== "else") return null;
  const at = "/stack/depth/overflow";
  const place: ActionPlace = { allowed: OVERFLOW, part: null, hasTarget: true };
  return (
    verifyTarget(overflow.target, null, names, step(at, "target")) ??
    verifyActions(overflow.actions, scopeWithoutEvent(names), place, step(at, "actions"))
  );
}

function verifyRules(
  owner: State | Group,
  part: string | null,
  names: Names,
  at: string,
): Refusal | null {
  return (
    each(owner.transitions, step(at, "transitions"), (transition, pointer) =>
      verifyTransition(transition, part, names, pointer),
    ) ??
    each(owner.timers, step(at, "timers"), (timer, pointer) =>
      verifyMove(timer, scopeWithoutEvent(names), part, pointer),
    ) ??
    verifyEnds(owner.onEnd, names, step(at, "onEnd")) ??
    verifyAfterwards(owner.afterwards, names, step(at, "afterwards"))
  );
}

function verifyPatternLevel({ onEnd, afterwards }: Automaton, names: Names): Refusal | null {
  return verifyEnds(onEnd, names, "/onEnd") ?? verifyAfterwards(afterwards, names, "/afterwards");
}

function verifyTransition(
  transition: Transition,
  part: string | null,
  names: Names,
  at: string,
): Refusal | null {
  return (
    verifyTrigger(transition.on, names, step(at, "on")) ??
    verifyMove(transition, scopeOfTrigger(names, transition.on), part, at)
  );
}

function verifyTrigger(on: Trigger, names: Names, at: string): Refusal | null {
  if (typeof on === "string") return null;
  return each(on.events, step(at, "events"), (name, pointer, index) => {
    if (!names.events.has(name)) return refuse(pointer, `there is no event ${quoted(name)}`);
    return on.events.indexOf(name) === index
      ? null
      : refuse(pointer, `${quoted(name)} is there twice`);
  });
}

/** What transitions and timers share. */
function verifyMove(
  { guard, actions, target }: Pick<Transition | Timer, "guard" | "actions" | "target">,
  scope: Scope,
  part: string | null,
  at: string,
): Refusal | null {
  const place: ActionPlace = { allowed: TRANSITION, part, hasTarget: target !== null };
  return (
    (guard && verifyCondition(guard, scope, step(at, "guard"))) ??
    verifyActions(actions, scope, place, step(at, "actions")) ??
    (target === null ? null : verifyTarget(target, part, scope.names, step(at, "target")))
  );
}

function verifyEnds(rules: readonly EndRule[], names: Names, pointer: string): Refusal | null {
  return each(rules, pointer, ({ guard, actions }, at) =>
    verifyListOnly(guard, actions, scopeOfEnd(names), END, at),
  );
}

function verifyAfterwards(
  rules: readonly AfterwardsRule[],
  names: Names,
  pointer: string,
): Refusal | null {
  return each(rules, pointer, ({ on, guard, actions }, at) => {
    if (on === "other") return refuse(step(at, "on"), "afterwards there is no other");
    return (
      verifyTrigger(on, names, step(at, "on")) ??
      verifyListOnly(guard, actions, scopeOfTrigger(names, on), AFTERWARDS, at)
    );
  });
}

function verifyListOnly(
  guard: EndRule["guard"],
  actions: readonly Action[],
  scope: Scope,
  allowed: readonly Action["do"][],
  at: string,
): Refusal | null {
  const place: ActionPlace = { allowed, part: null, hasTarget: false };
  return (
    (guard && verifyCondition(guard, scope, step(at, "guard"))) ??
    verifyActions(actions, scope, place, step(at, "actions"))
  );
}
