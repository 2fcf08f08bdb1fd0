import type { Action, Automaton, Expression } from "../../automaton/automaton.ts";
import { operandsOf } from "../machine.ts";

/** What stands where in an automaton. */

interface Rule {
  readonly guard: Expression | null;
  readonly actions: readonly Action[];
}

/** Rules of whose guards causes are made: all but `afterwards`. */
function rulesOf(automaton: Automaton): readonly Rule[] {
  const owners = [...automaton.states, ...automaton.groups];
  return [
    ...owners.flatMap(({ transitions, timers, onEnd }) => [...transitions, ...timers, ...onEnd]),
    ...automaton.onEnd,
  ];
}

function overflowActions({ stack }: Automaton): readonly Action[] {
  const overflow = stack.depth?.overflow;
  return overflow?.kind === "else" ? overflow.actions : [];
}

export const guardsOf = (automaton: Automaton): readonly Expression[] =>
  rulesOf(automaton).flatMap(({ guard }) => guard ?? []);

export function actionsOf(automaton: Automaton): readonly Action[] {
  const owners = [...automaton.states, ...automaton.groups, automaton];
  return [
    ...rulesOf(automaton).flatMap(({ actions }) => actions),
    ...owners.flatMap(({ afterwards }) => afterwards.flatMap(({ actions }) => actions)),
    ...overflowActions(automaton),
  ];
}

/** Expressions directly in an action's outputs, sharings included. */
function emitted(action: Action): readonly Expression[] {
  if (action.do === "emit") return action.fields.map(({ value }) => value);
  if (action.do !== "forEach") return [];
  const { sharing, emits } = action;
  return [...(sharing === null ? [] : [sharing.amount, sharing.weight]), ...emits.flatMap(emitted)];
}

export const emitsOf = (automaton: Automaton): readonly Expression[] =>
  actionsOf(automaton).flatMap(emitted);

/** Every expression, operands too. */
export function expressionsIn(automaton: Automaton): readonly Expression[] {
  const owners = [...automaton.states, ...automaton.groups, automaton];
  const roots = [
    ...guardsOf(automaton),
    ...owners.flatMap(({ afterwards }) => afterwards.flatMap(({ guard }) => guard ?? [])),
    ...actionsOf(automaton).flatMap((action) => {
      if (action.do === "push" || action.do === "replace")
        return action.fields.map(({ value }) => value);
      return action.do === "assign" ? [action.value] : emitted(action);
    }),
  ];
  const all: Expression[] = [];
  const visit = (expression: Expression): void => {
    all.push(expression);
    operandsOf(expression).forEach(visit);
  };
  roots.forEach(visit);
  return all;
}

export const emitsAny = (actions: readonly Action[]): boolean =>
  actions.some((action) => action.do === "emit" || action.do === "forEach");
