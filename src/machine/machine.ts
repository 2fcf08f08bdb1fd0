import type {
  Automaton,
  EventType,
  Expression,
  FrameKind,
  Group,
  OutputDeclaration,
  Register,
  State,
  Timer,
  Type,
} from "../automaton/automaton.ts";
import { fingerprint } from "../automaton/fingerprint.ts";

/** A state or group: whatever can own transitions and timers. */
export type Owner = State | Group;

/** A verified automaton with its names looked up once. Nothing in it changes while it runs. */
export interface Machine {
  readonly automaton: Automaton;
  readonly version: string;
  readonly states: ReadonlyMap<string, State>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly kinds: ReadonlyMap<string, FrameKind>;
  readonly registers: ReadonlyMap<string, Register>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
  readonly events: ReadonlyMap<string, EventType>;
  readonly ignored: ReadonlySet<string>;
}

const byName = <T extends { readonly name: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((item) => [item.name, item]));

export function load(automaton: Automaton): Machine {
  return {
    automaton,
    version: fingerprint(automaton),
    states: byName(automaton.states),
    groups: byName(automaton.groups),
    kinds: byName(automaton.stack.kinds),
    registers: byName(automaton.registers),
    outputs: byName(automaton.outputs),
    events: byName(automaton.vocabulary.events),
    ignored: new Set(automaton.ignore.events),
  };
}

/** The state, then its groups inside out; a part is its outermost group. */
export function chainOf(machine: Machine, stateName: string): readonly Owner[] {
  const state = machine.states.get(stateName)!;
  const chain: Owner[] = [state];
  for (let name = state.group; name !== null; ) {
    const group = machine.groups.get(name)!;
    chain.push(group);
    name = group.parent;
  }
  return chain;
}

export function timerOf(machine: Machine, owner: string, index: number): Timer {
  const holder = machine.states.get(owner) ?? machine.groups.get(owner)!;
  return holder.timers[index - 1]!;
}

/** The scale of an exact type; 0 for anything else, which never asks. */
export const scaleOf = (type: Type): number => (type.kind === "exact" ? type.scale : 0);

/** The expressions directly inside one. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case "any":
      return expression.where === null ? [] : [expression.where];
    case "isKnown":
    case "not":
    case "negate":
    case "widen":
    case "rescale":
      return [expression.operand];
    case "orElse":
    case "and":
    case "or":
    case "compare":
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
    case "roundedQuotient":
      return [expression.left, expression.right];
    case "if":
      return [expression.condition, expression.then, expression.otherwise];
    case "call":
      return expression.arguments;
    default:
      return [];
  }
}
