import type {
  AfterwardsRule,
  EndRule,
  Timer,
  Transition,
  Trigger,
} from "../../automaton/automaton.ts";
import { closest } from "../../diagnostic/suggest.ts";
import type {
  Name,
  Rule,
  TimerRule,
  TransitionRule,
  Trigger as WrittenTrigger,
} from "../../syntax/tree.ts";
import { checkExpression } from "../expression/check.ts";
import { checkCondition } from "../expression/place.ts";
import { checkDuration } from "../parameter.ts";
import {
  type EventReach,
  from,
  type PatternScope,
  type StepScope,
  type VocabularyScope,
} from "../scope.ts";
import { suggest } from "../spelling.ts";
import { type ActionPlace, checkActions } from "./action.ts";
import { checkTarget, type Places } from "./places.ts";

export interface Rules {
  readonly transitions: Transition[];
  readonly timers: Timer[];
  readonly onEnd: EndRule[];
  readonly afterwards: AfterwardsRule[];
}

/** Where a block of rules stands. */
export interface RulePlace {
  readonly part: string | null;
  readonly places: Places;
  /** Events and `undeclared` that the pattern ignores. */
  readonly ignored: ReadonlySet<string>;
  readonly patternLevel: boolean;
}

/** The rules of one state, group, part or of the pattern itself. */
export function checkRules(rules: readonly Rule[], pattern: PatternScope, place: RulePlace): Rules {
  const checked: Rules = { transitions: [], timers: [], onEnd: [], afterwards: [] };
  checkOrder(rules, pattern);
  for (const rule of rules) {
    if (place.patternLevel && (rule.kind === "on" || rule.kind === "timer")) {
      checkHomeless(rule, pattern, place);
      continue;
    }
    switch (rule.kind) {
      case "on": {
        const one = checkTransition(rule, pattern, place);
        if (one !== null) checked.transitions.push(from(pattern, rule.span, one));
        break;
      }
      case "timer": {
        const one = checkTimer(rule, pattern, place);
        if (one !== null) checked.timers.push(from(pattern, rule.span, one));
        break;
      }
      case "onEnd": {
        const scope = stepScope(pattern, { kind: "end" });
        const guard = rule.guard && checkCondition(rule.guard, scope, "a guard");
        const actions = checkActions(rule.actions, scope, actionPlace("end", place, false));
        checked.onEnd.push(from(pattern, rule.span, { guard, actions }));
        break;
      }
      case "afterwards": {
        const on = checkTrigger(rule.trigger, pattern, place, true);
        const scope = stepScope(pattern, on === null ? { kind: "unknown" } : reachOf(on));
        const guard = rule.guard && checkCondition(rule.guard, scope, "a guard");
        const actions = checkActions(rule.actions, scope, actionPlace("afterwards", place, false));
        if (on !== null) checked.afterwards.push(from(pattern, rule.span, { on, guard, actions }));
        break;
      }
    }
  }
  return checked;
}

export function stepScope(pattern: PatternScope, event: EventReach): StepScope {
  const reach = event.kind === "events" ? `events ${event.names.join(" ")}` : event.kind;
  let scope = pattern.steps.get(reach);
  if (scope === undefined) {
    scope = { ...pattern, check: checkExpression, event, loop: null, bound: [] };
    pattern.steps.set(reach, scope);
  }
  return scope;
}

export const actionPlace = (
  list: ActionPlace["list"],
  { part, places }: Pick<RulePlace, "part" | "places">,
  target: boolean,
): ActionPlace => ({ list, part, places, target });

const reachOf = (on: Trigger): EventReach =>
  typeof on === "string" ? { kind: on } : { kind: "events", names: on.events };

/** A transition or timer in no state. What is wrong in it is told all the same. */
function checkHomeless(
  rule: TransitionRule | TimerRule,
  pattern: PatternScope,
  place: RulePlace,
): void {
  const isTimer = rule.kind === "timer";
  const end = isTimer ? rule.duration.span.end : rule.trigger.span.end;
  const [name, ...more] = isTimer || rule.trigger.kind !== "events" ? [] : rule.trigger.names;
  const isEnd = name !== undefined && more.length === 0 && closest(name.text, ["end"]) !== null;
  pattern.report.error(
    "PDA0405",
    { ...rule.span, end },
    `${isTimer ? "a timer" : "`on`"} stands in a state, group or part, not in the pattern itself`,
    {
      label: "in no state",
      help: isEnd
        ? [{ text: "did you mean `on end`?", edits: [{ span: name.span, replacement: "end" }] }]
        : ["put the states that share it into a `group` with it"],
    },
  );
  if (isTimer) checkTimer(rule, pattern, place);
  else if (!isEnd) checkTransition(rule, pattern, place);
}

function checkTransition(
  rule: TransitionRule,
  pattern: PatternScope,
  place: RulePlace,
): Transition | null {
  const on = checkTrigger(rule.trigger, pattern, place, false);
  const target = rule.target && checkTarget(rule.target, place.part, place.places, pattern);
  const scope = stepScope(pattern, on === null ? { kind: "unknown" } : reachOf(on));
  const guard = rule.guard && checkCondition(rule.guard, scope, "a guard");
  const actions = checkActions(
    rule.actions,
    scope,
    actionPlace("transition", place, rule.target !== null),
  );
  return on && { on, guard, actions, target };
}

function checkTimer(rule: TimerRule, pattern: PatternScope, place: RulePlace): Timer | null {
  const duration = checkDuration(rule.duration, pattern, "the time of a timer");
  const target = rule.target && checkTarget(rule.target, place.part, place.places, pattern);
  const scope = stepScope(pattern, { kind: "timer" });
  const guard = rule.guard && checkCondition(rule.guard, scope, "a guard");
  const actions = checkActions(
    rule.actions,
    scope,
    actionPlace("transition", place, rule.target !== null),
  );
  return duration === null ? null : { kind: rule.timer, duration, guard, actions, target };
}

/** What an `on` waits for; null where nothing of it is known. */
function checkTrigger(
  trigger: WrittenTrigger,
  pattern: PatternScope,
  place: RulePlace,
  afterwards: boolean,
): Trigger | null {
  const { report, block } = pattern;
  if (trigger.kind !== "events") {
    if (trigger.kind === "other" && afterwards) {
      return report.error(
        "PDA0423",
        trigger.span,
        "`afterwards` runs whether a transition took the event or not, so `on other` means nothing in it",
        {
          label: "not here",
          help: ["write `afterwards on any`, or name the events"],
        },
      );
    }
    return trigger.kind;
  }
  const names: string[] = [];
  for (const name of trigger.names) {
    const event = block.vocabulary.events.find((one) => one.name === name.text);
    if (event === undefined) {
      if (pattern.echoes(name.text)) continue;
      const help =
        name.text === "undeclared"
          ? ["records of no declared event are met by `on any` only"]
          : triggerHelp(name, afterwards ? ["any"] : ["other", "any", "end"], block);
      report.error(
        "PDA0101",
        name.span,
        `\`${block.vocabulary.name}\` declares no event \`${name.text}\``,
        { label: "unknown event", help },
      );
      continue;
    }
    if (names.includes(name.text)) {
      report.error("PDA0422", name.span, `\`${name.text}\` is named twice in one \`on\``, {
        label: "again",
        help: ["leave one of the two out"],
      });
      continue;
    }
    if (place.ignored.has(name.text)) {
      report.error(
        "PDA0421",
        name.span,
        `the pattern ignores \`${name.text}\`, so this never happens`,
        {
          label: "ignored",
          help: [`leave \`${name.text}\` out of \`ignore\`, or remove this rule`],
        },
      );
    }
    const lane = [...pattern.lanes.keys()].find(
      (field) => !event.fields.some((one) => one.name === field),
    );
    if (lane !== undefined) {
      report.error(
        "PDA0420",
        name.span,
        `\`${name.text}\` has no field \`${lane}\`, so it belongs to no lane and never comes here`,
        {
          label: `without \`${lane}\``,
          related: [
            {
              span: pattern.origins.get(event) ?? block.span,
              text: `\`${name.text}\` is declared here`,
            },
          ],
          help: [`declare \`${lane}\` for \`${name.text}\`, or leave \`${lane}\` out of \`by\``],
        },
      );
    }
    names.push(name.text);
  }
  return names.length === 0 ? null : { events: names };
}

/** An event that was meant, or a word that stands for several; else the events there are. */
function triggerHelp(name: Name, words: readonly string[], { vocabulary }: VocabularyScope) {
  const events = vocabulary.events.map((one) => one.name);
  const meant = closest(name.text, [...events, ...words]);
  return suggest(name, meant === null ? events : [meant], `events of \`${vocabulary.name}\``);
}

/** Rule 13: after an unguarded `on other` only `on any` may follow, after an unguarded `on any` nothing. */
function checkOrder(rules: readonly Rule[], pattern: PatternScope): void {
  let open: TransitionRule | null = null;
  for (const rule of rules) {
    if (rule.kind !== "on") continue;
    const { trigger } = rule;
    if (open !== null && !(open.trigger.kind === "other" && trigger.kind === "any")) {
      pattern.report.error(
        "PDA0406",
        trigger.span,
        `this can never fire: \`on ${open.trigger.kind}\` before it takes every event`,
        {
          label: "comes too late",
          related: [{ span: open.trigger.span, text: "takes everything" }],
          help: [`move it before \`on ${open.trigger.kind}\``],
        },
      );
      continue;
    }
    if (trigger.kind !== "events" && rule.guard === null) open = rule;
  }
}
