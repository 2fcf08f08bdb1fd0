import type { Action, Expression, Trigger } from "../../automaton/automaton.ts";
import { chainOf } from "../machine.ts";
import { type NumberedRule, ruleName } from "../tally.ts";
import type { Layout } from "../twin/layout.ts";
import { acting, type Yard } from "./actions.ts";
import { type Collect, collecting } from "./causes.ts";
import type { Act } from "./emit.ts";
import { arm, cross } from "./enter.ts";
import { type Test, testing } from "./expression.ts";
import type { Moment } from "./moment.ts";
import { aboveOf, countOf, depthOf, isFrame, without } from "./stack.ts";

/** What may fire: a transition, a timer, an `on end`. */
interface Rule {
  /** In a tally; -1: nobody asks. */
  readonly number: number;
  readonly guard: { readonly holds: Test; readonly collect: Collect } | null;
  readonly room: (moment: Moment, flat: boolean) => Room;
  readonly actions: readonly Act[];
  /** -1: the state is not left. */
  readonly target: number;
}

/** Whether actions can be done by counting alone, and what the bound says (rules 13 and 19). */
type Room = "fits" | "stack too short" | "depth refused" | "depth else";

interface Written {
  readonly number: number;
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
  readonly target: string | null;
}

/** What each state does with each event, by number, with its timers, by cell, and with the session's end. */
export interface Rules {
  /** Whether something took it. */
  onEvent(moment: Moment, code: number): boolean;
  onTimer(moment: Moment, cell: number): void;
  onEnd(moment: Moment): void;
}

export function rulesOf(yard: Yard): Rules {
  const { layout } = yard;
  const { automaton, machine, undeclared } = layout;
  const codes = [...Array(undeclared + 1).keys()];
  const overflow = automaton.stack.depth?.overflow;
  const instead =
    overflow?.kind === "else" ? ruleOf({ ...overflow, guard: null, number: -1 }, yard) : null;
  const numberOf = (owner: string, rule: NumberedRule["rule"], i: number): number =>
    layout.rules.get(ruleName({ owner, rule, index: i + 1 })) ?? -1;
  const fire = firing(instead, yard);
  const states = automaton.states.map(({ name }) => {
    const chain = chainOf(machine, name);
    const transitions = chain.flatMap((owner) =>
      owner.transitions.map((written, i) => {
        const number = numberOf(owner.name, "on", i);
        return { on: written.on, rule: ruleOf({ ...written, number }, yard) };
      }),
    );
    const pattern = { name: "", onEnd: automaton.onEnd };
    const ends = [...chain, pattern].flatMap((owner) =>
      owner.onEnd.map((rule, i) => {
        const number = numberOf(owner.name, "onEnd", i);
        return ruleOf({ ...rule, target: null, number }, yard);
      }),
    );
    return {
      transitions: codes.map((code) =>
        transitions.flatMap(({ on, rule }) => (matches(layout, on, code) ? [rule] : [])),
      ),
      timers: new Map(
        layout.cells.get(name)!.map(({ cell, owner, index, timer }) => {
          const number = numberOf(owner.name, "timer", index - 1);
          return [cell, [ruleOf({ ...timer, number }, yard)]];
        }),
      ),
      ends,
      afterwards: codes.map((code) => afterwardsOf(name, code, yard)),
    };
  });
  const idle = yard.timers.map((timers) => timers.filter((timer) => timer.idle));
  return {
    onEvent(moment, code) {
      const taken = fire(states[moment.state]!.transitions[code]!, moment);
      // Rule 23: every counted event stepped here restarts `idle` timers, also those that rest.
      arm(idle[moment.state]!, moment.now, moment.ref, moment.order, moment);
      for (const afterwards of states[moment.state]!.afterwards[code]!) afterwards(moment);
      return taken;
    },
    onTimer(moment, cell) {
      fire(states[moment.state]!.timers.get(cell)!, moment);
    },
    onEnd(moment) {
      fire(states[moment.state]!.ends, moment);
    },
  };
}

/** Rule 13: the first that fits fires (rule 14). */
function firing(
  instead: Rule | null,
  { timers }: Yard,
): (rules: readonly Rule[], moment: Moment) => boolean {
  const run = ({ actions, target }: Rule, moment: Moment): boolean => {
    for (const act of actions) act(moment);
    if (target >= 0) cross(target, false, timers, moment);
    return true;
  };
  return (rules, moment) => {
    for (const rule of rules) {
      const { guard } = rule;
      moment.guarding.clear();
      if (guard !== null) {
        moment.found = moment.guarding;
        const holds = guard.holds(moment);
        moment.found = null;
        if (!holds) continue;
      }
      const room = rule.room(moment, false);
      if (room === "stack too short") continue;
      if (room === "depth refused") {
        moment.pushesRefused++; // rule 19: the step takes no transition
        return false;
      }
      if (room === "depth else" && instead!.room(moment, true) !== "fits") continue;
      guard?.collect(moment, moment.guarding);
      moment.rule = rule.number;
      if (room === "fits") return run(rule, moment);
      // Rule 20: an overflow's `else` taken in a call first discards its return addresses.
      moment.stack = without(moment.stack, (cell) => !isFrame(cell));
      return run(instead!, moment);
    }
    moment.guarding.clear();
    return false;
  };
}

function ruleOf({ number, guard, actions, target }: Written, yard: Yard): Rule {
  return {
    number,
    guard:
      guard === null ? null : { holds: testing(guard, yard), collect: collecting([guard], yard) },
    room: roomFor(actions, yard.layout),
    actions: actions.map((action) => acting(action, yard)),
    target: target === null ? -1 : yard.layout.states.get(target)!,
  };
}

/** `flat`: as if there were no return addresses. */
function roomFor(actions: readonly Action[], { automaton }: Layout): Rule["room"] {
  const { depth } = automaton.stack;
  const limit = depth?.limit ?? Number.POSITIVE_INFINITY;
  const word = depth?.overflow.kind ?? "drop oldest";
  const counted = actions
    .map((action) => action.do)
    .filter((what) => ["push", "pop", "replace", "clear", "return"].includes(what));
  if (counted.every((what) => what === "clear")) return () => "fits";
  return ({ stack }, flat) => {
    const all = depthOf(stack);
    let above = flat ? all : aboveOf(stack);
    let below = all - above;
    let room: Room = "fits";
    for (const what of counted) {
      if (what === "pop") {
        if (above === 0) return "stack too short";
        above--;
      } else if (what === "clear") above = 0;
      else if (what === "return") {
        if (flat || countOf(stack, 0) === 0) return "stack too short";
      } else if (what === "push" || above === 0) {
        if (above + below >= limit) {
          if (word === "refuse") room = "depth refused";
          else if (word === "else") room = "depth else";
          else if (below > 0) below--;
          else above--;
        }
        above++;
      }
    }
    return room;
  };
}

function matches({ codes, undeclared }: Layout, on: Trigger, code: number): boolean {
  if (on === "any") return true;
  if (code === undeclared) return false;
  return on === "other" || on.events.some((name) => codes.get(name) === code);
}

/** Rule 15. */
function afterwardsOf(state: string, code: number, yard: Yard): readonly Act[] {
  const { layout } = yard;
  return [...chainOf(layout.machine, state), layout.automaton].flatMap(({ afterwards }) =>
    afterwards.flatMap(({ on, guard, actions }): Act[] => {
      if (!matches(layout, on, code)) return [];
      const holds = guard === null ? () => true : testing(guard, yard);
      const acts = actions.map((action) => acting(action, yard));
      return [
        (moment) => {
          if (holds(moment)) for (const act of acts) act(moment);
        },
      ];
    }),
  );
}
