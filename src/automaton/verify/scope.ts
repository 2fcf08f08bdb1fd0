import type {
  Automaton,
  EventType,
  FrameKind,
  Group,
  OutputDeclaration,
  Register,
  State,
  Trigger,
  Type,
} from "../automaton.ts";

/** An automaton of the right shape with its names looked up once. */
export interface Names {
  readonly automaton: Automaton;
  readonly events: ReadonlyMap<string, EventType>;
  readonly kinds: ReadonlyMap<string, FrameKind>;
  readonly registers: ReadonlyMap<string, Register>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
  readonly states: ReadonlyMap<string, State>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly lanes: ReadonlyMap<string, Type>;
}

const byName = <T extends { readonly name: string }>(list: readonly T[]) =>
  new Map(list.map((item) => [item.name, item]));

export function namesOf(automaton: Automaton): Names {
  return {
    automaton,
    events: byName(automaton.vocabulary.events),
    kinds: byName(automaton.stack.kinds),
    registers: byName(automaton.registers),
    outputs: byName(automaton.outputs),
    states: byName(automaton.states),
    groups: byName(automaton.groups),
    lanes: new Map(automaton.lanes?.fields.map(({ name, type }) => [name, type])),
  };
}

/** What an expression or action can refer to where it stands. */
export interface Scope {
  readonly names: Names;
  /** The events whose fields can be read: a field must be of all. Empty: none can. */
  readonly events: readonly string[];
  /** The step has an event, if only one whose fields are out of reach. */
  readonly hasEvent: boolean;
  /** `ended by` has a value. */
  readonly ending: boolean;
  readonly loop: { readonly kind: string; readonly part: Type | null } | null;
  /** Kinds of the frames that enclosing `any`s look at, the innermost first. */
  readonly bound: readonly string[];
}

const nowhere = { events: [], hasEvent: false, ending: false, loop: null, bound: [] };

export const scopeWithoutEvent = (names: Names): Scope => ({ ...nowhere, names });

export const scopeOfEnd = (names: Names): Scope => ({ ...nowhere, names, ending: true });

export function scopeOfTrigger(names: Names, on: Trigger): Scope {
  const events = typeof on === "string" ? [] : on.events;
  return { ...nowhere, names, events, hasEvent: true };
}
