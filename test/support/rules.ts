import { type ActionPlace, actionList, assignments } from "./actions.ts";
import type { Construct } from "./constructs.ts";
import { type Declarations, DURATIONS, type EventShape, type Field } from "./declarations.ts";
import type { Draw } from "./draw.ts";
import { droppable, type Fragment, fragment, type Part } from "./fragment.ts";
import { type Scope, scopeOf } from "./scope.ts";
import { type Condition, condition } from "./tests.ts";
import { LEVEL, within, write } from "./written.ts";

/** Where a rule stands. */
export interface RulePlace extends ActionPlace {
  /** States that can be entered from here. */
  readonly targets: readonly string[];
  /** The state's own name; null in a group. */
  readonly self: string | null;
  readonly owner: "state" | "group";
}

interface Trigger {
  readonly text: string;
  readonly scope: Scope;
  readonly constructs: readonly Construct[];
}

/** Fields that can be read whichever of the events it is. */
function sharedFields(declared: Declarations, names: readonly string[]): Field[] {
  const events = declared.events.filter((event) => names.includes(event.name));
  return events[0]!.fields.flatMap((field): Field[] => {
    const all = events.map((event) => event.fields.find((one) => one.name === field.name));
    if (all.some((one) => one === undefined)) return [];
    return [{ ...field, optional: all.some((one) => one!.optional) }];
  });
}

/** An event without the lane's fields comes to no lane. */
const hasLane = (event: EventShape, declared: Declarations): boolean =>
  declared.lanes.every((lane) => event.fields.some((field) => field.name === lane.name));

function eventTrigger(draw: Draw, declared: Declarations): Trigger {
  const names = declared.events
    .filter((event) => event.name !== declared.ignored && hasLane(event, declared))
    .map((event) => event.name);
  const chosen = draw.chance(0.25) ? draw.subset(names, 2, 3) : [draw.pick(names)];
  return {
    text: chosen.join(", "),
    scope: scopeOf(declared, { event: sharedFields(declared, chosen), hasEvent: true }),
    constructs: chosen.length > 1 ? ["several events"] : [],
  };
}

const wordTrigger = (declared: Declarations, word: "other" | "any"): Trigger => ({
  text: word,
  scope: scopeOf(declared, { hasEvent: true }),
  constructs: [word === "other" ? "on other" : "on any"],
});

/** The `on` rules of one block, in an order the language allows. */
export function transitions(draw: Draw, declared: Declarations, place: RulePlace): Fragment[] {
  const rules: Fragment[] = [];
  const wanted = place.owner === "state" ? draw.integer(1, 4) : draw.integer(0, 2);
  for (let count = 0; count < wanted; count++) {
    const word = draw.chance(0.12);
    const trigger = word
      ? wordTrigger(declared, draw.pick(["other", "any"]))
      : eventTrigger(draw, declared);
    rules.push(transition(draw, trigger, place, word ? 1 : 0.4));
  }
  if (draw.chance(0.15)) rules.push(transition(draw, wordTrigger(declared, "other"), place, 0));
  if (draw.chance(0.1)) rules.push(transition(draw, wordTrigger(declared, "any"), place, 0));
  return rules;
}

function transition(draw: Draw, trigger: Trigger, place: RulePlace, guarded: number): Fragment {
  const guard = draw.chance(guarded) ? condition(draw, trigger.scope, 2) : null;
  const scope = guard?.whenTrue ?? trigger.scope;
  const constructs = [...trigger.constructs];
  if (guard !== null) constructs.push("guard");
  if (place.owner === "group") constructs.push("group transition");
  const tail = consequence(draw, scope, place, ["transition without target"], 0.6);
  return rule([`on ${trigger.text}`, guardPart(guard), tail], constructs);
}

const guardPart = (guard: Condition | null): Part =>
  guard === null ? "" : droppable([" if ", within(guard.written, LEVEL.open)]);

/** Target and actions, at least one of the two. */
function consequence(
  draw: Draw,
  scope: Scope,
  place: RulePlace,
  withoutTarget: readonly Construct[],
  leaving: number,
): Fragment {
  const bare = place.targets.length > 0 && draw.chance(0.12);
  const list = bare ? null : actionList(draw, scope, place);
  const actions = list === null ? "" : block(list.actions);
  if (list?.leaves === true) return fragment([actions]);
  if (place.targets.length === 0 || !(bare || draw.chance(leaving)))
    return fragment([actions], { constructs: withoutTarget });
  return fragment([target(draw, place), actions]);
}

function target(draw: Draw, place: RulePlace): Fragment {
  const self = place.self !== null && draw.chance(0.2);
  const name = self ? place.self! : draw.pick(place.targets);
  const constructs: readonly Construct[] = name === place.self ? ["self transition"] : [];
  return droppable([` -> ${name}`], constructs);
}

export const block = (actions: readonly Fragment[]): Fragment =>
  fragment([" { ", fragment(actions, { between: "  " }), " }"]);

const rule = (parts: readonly Part[], constructs: readonly Construct[]): Fragment =>
  droppable(parts, constructs);

export function timers(draw: Draw, declared: Declarations, place: RulePlace): Fragment[] {
  const chance = place.owner === "state" ? 0.45 : 0.3;
  const rules: Fragment[] = [];
  while (rules.length < 3 && draw.chance(chance)) rules.push(timer(draw, declared, place));
  return rules;
}

function timer(draw: Draw, declared: Declarations, place: RulePlace): Fragment {
  const scope = scopeOf(declared);
  const kind = draw.pick(["after", "within", "idle"] as const);
  const duration = draw.pick(DURATIONS)[1];
  const head = {
    after: `after ${duration}`,
    within: `within ${duration} else`,
    idle: `after ${duration} idle`,
  }[kind];
  const guard = draw.chance(0.3) ? condition(draw, scope, 1) : null;
  const constructs: Construct[] = [kind];
  if (guard !== null) constructs.push("guarded timer");
  if (place.owner === "group") constructs.push("timer in group");
  const tail = consequence(draw, guard?.whenTrue ?? scope, place, ["timer without target"], 0.6);
  return rule([head, guardPart(guard), tail], constructs);
}

export function endRules(
  draw: Draw,
  declared: Declarations,
  place: ActionPlace,
  construct: Construct,
  chance: number,
): Fragment[] {
  if (!draw.chance(chance)) return [];
  const scope = scopeOf(declared, { atEnd: true });
  const rules: Fragment[] = [];
  if (draw.chance(0.5)) rules.push(endRule(draw, scope, place, endGuard(draw, scope), construct));
  if (rules.length === 0 || draw.chance(0.5))
    rules.push(endRule(draw, scope, place, null, construct));
  return rules;
}

function endRule(
  draw: Draw,
  scope: Scope,
  place: ActionPlace,
  guard: Condition | null,
  construct: Construct,
): Fragment {
  const list = actionList(draw, guard?.whenTrue ?? scope, { ...place, atEnd: true });
  return rule(["on end", guardPart(guard), block(list.actions)], [construct]);
}

function endGuard(draw: Draw, scope: Scope): Condition {
  if (draw.chance(0.35)) return condition(draw, scope, 1);
  const operator = draw.pick(["=", "!="]);
  const value = draw.pick(["gap", "gap", "max", "max", "pattern"]);
  const written = write(
    LEVEL.comparison,
    [`ended by ${operator} "${value}"`],
    ["ended by", "equality"],
  );
  return { written, whenTrue: scope };
}

export function afterwards(
  draw: Draw,
  declared: Declarations,
  construct: Construct,
  chance: number,
): Fragment[] {
  if (declared.registers.length === 0 || !draw.chance(chance)) return [];
  const trigger = draw.chance(0.2) ? wordTrigger(declared, "any") : eventTrigger(draw, declared);
  const guard = draw.chance(0.35) ? condition(draw, trigger.scope, 1) : null;
  const constructs: Construct[] = [construct];
  if (guard !== null) constructs.push("guarded afterwards");
  const actions = assignments(draw, guard?.whenTrue ?? trigger.scope);
  return [rule([`afterwards on ${trigger.text}`, guardPart(guard), block(actions)], constructs)];
}
