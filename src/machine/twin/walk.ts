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

/** Expressions directly in an action's outputs, sharings included. */
function emitted(action: Action): readonly Expression[] {
  if (action.do === "emit") return action.fields.map(({ value }) => value);
  if (action.do !== "forEach") return [];
  const { sharing, emits } = action;
  return [...(sharing === null ? [] : [sharing.amount, sharing.weight]), ...emits.flatMap(emitted)];
}

/** What somewhere in an automaton is done or read. */
interface Uses {
  readonly ends: boolean;
  readonly depth: boolean;
  readonly frameAge: boolean;
  /** Registers and frames that guards and outputs name, whose writers are causes. */
  readonly written: ReadonlySet<string>;
  readonly frameWriters: boolean;
}

/** Found in one pass: large patterns have tens of thousands of expressions. */
export function usesOf(automaton: Automaton): Uses {
  const written = new Set<string>();
  const uses = { ends: false, depth: false, frameAge: false, written, frameWriters: false };
  const visit = (expression: Expression, causal: boolean): void => {
    const { op } = expression;
    if (op === "constant" || op === "field") return;
    if (op === "depth") uses.depth = true;
    else if (op === "frameAge") uses.frameAge = true;
    if (causal) {
      if (op === "register") written.add(expression.name);
      else if (op === "frameField" || op === "frameAge" || op === "frameIs" || op === "any")
        uses.frameWriters = true;
    }
    for (const operand of operandsOf(expression)) visit(operand, causal);
  };
  const act = (actions: readonly Action[]): void => {
    for (const action of actions) {
      if (action.do === "endSession") uses.ends = true;
      else if (action.do === "assign") visit(action.value, false);
      else if (action.do === "push" || action.do === "replace")
        for (const { value } of action.fields) visit(value, false);
      else for (const expression of emitted(action)) visit(expression, true);
    }
  };
  for (const { guard, actions } of rulesOf(automaton)) {
    if (guard !== null) visit(guard, true);
    act(actions);
  }
  for (const { afterwards } of [...automaton.states, ...automaton.groups, automaton])
    for (const { guard, actions } of afterwards) {
      if (guard !== null) visit(guard, false);
      act(actions);
    }
  act(overflowActions(automaton));
  return uses;
}

export const emitsAny = (actions: readonly Action[]): boolean =>
  actions.some((action) => action.do === "emit" || action.do === "forEach");
