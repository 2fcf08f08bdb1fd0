import type {
  Action,
  Automaton,
  ConstantValue,
  EventType,
  FrameKind,
  Group,
  Register,
  Stack,
  State,
  Transition,
  Trigger,
} from "../automaton/automaton.ts";
import { chainOf, load } from "../machine/machine.ts";

export type Joined =
  | { readonly kind: "joined"; readonly automaton: Automaton }
  | { readonly kind: "cannot"; readonly why: string };

/** No name that is written has a blank in it. */
const old = (name: string): string => `old ${name}`;
const SWITCH = "the change";

const EMPTY = { transitions: [], timers: [], onEnd: [], afterwards: [] };

/** How an open session comes into the new automaton. */
interface Entry {
  /** Where it goes on from states whose names are none of the new one's. */
  readonly into: ReadonlyMap<string, string>;
  /** What registers have there that have no value. */
  readonly begins: ReadonlyMap<string, ConstantValue>;
}

/**
 * One automaton that does what the old one does, may change at any moment to the new one's state of the same
 * name, and goes on as the new one does. What is proved of it holds for every session that is open when the
 * pattern changes. The new one's states stand first, so that places in it keep their pointers.
 */
export function joined(before: Automaton, after: Automaton, entry: Entry): Joined {
  const stack = stackOf(before.stack, after.stack);
  if (stack === null)
    return {
      kind: "cannot",
      why: "what a full stack does has changed, so nothing is proved of it",
    };
  if (after.afterwards.some(({ on }) => on === "any"))
    return { kind: "cannot", why: "`afterwards on any` hides what open sessions have assigned" };
  const machine = load(before);
  const begins = after.registers.flatMap((register): Action[] => {
    const value = entry.begins.get(register.name);
    return value === undefined ? [] : [beginning(register, value)];
  });
  const olds = before.states.map((state) => {
    const target = entry.into.get(state.name) ?? state.name;
    const changes = { on: { events: [SWITCH] }, guard: null, actions: begins, target };
    return oldState(before, chainOf(machine, state.name), state, changes);
  });
  const vocabulary = {
    ...after.vocabulary,
    events: [...after.vocabulary.events, ...occasionsOf(before, olds)],
  };
  const parts = before.groups.flatMap(({ name, start }): Group[] =>
    start === null ? [] : [{ ...EMPTY, name: old(name), parent: null, start: old(start) }],
  );
  return {
    kind: "joined",
    automaton: {
      ...after,
      ...{ vocabulary, stack, start: old(before.start) },
      ...{ states: [...after.states, ...olds], groups: [...after.groups, ...parts] },
      ...{ lanes: null, ignore: { events: [], undeclared: false } },
      registers: registersOf(before, after),
    },
  };
}

/** All that applies in a state, as its own; timers as events that nobody else takes. */
function oldState(
  before: Automaton,
  chain: ReturnType<typeof chainOf>,
  { name, group }: State,
  changes: Transition,
): State {
  const rules = chain.flatMap((owner) => [
    ...owner.transitions.map(({ on, guard, actions, target }) => ({
      ...{ on: triggerOf(on, before), guard, actions: quiet(actions) },
      target: target === null ? null : old(target),
    })),
    ...owner.timers.map(({ guard, actions, target }, i) => ({
      ...{ on: { events: [`timer ${owner.name} ${i}`] }, guard, actions: quiet(actions) },
      target: target === null ? null : old(target),
    })),
  ]);
  const part = group === null ? null : outermostPart(before, group);
  const afterwards = [...chain, before].flatMap((owner) =>
    owner.afterwards.map((rule) => ({ ...rule, on: triggerOf(rule.on, before) })),
  );
  return {
    ...{
      name: old(name),
      group: part === null ? null : old(part),
      timers: [],
      onEnd: [],
      afterwards,
    },
    transitions: [...rules, changes],
  };
}

/** `x = x or else 0` */
function beginning({ name, type }: Register, value: ConstantValue): Action {
  const left = { op: "register", name, type } as const;
  const right = { op: "constant", value, type } as const;
  return { do: "assign", register: name, value: { op: "orElse", left, right, type } };
}

function outermostPart(before: Automaton, group: string): string | null {
  for (let name: string | null = group; name !== null; ) {
    const holder = before.groups.find((one) => one.name === name)!;
    if (holder.start !== null) return holder.name;
    name = holder.parent;
  }
  return null;
}

const triggerOf = (on: Trigger, { vocabulary }: Automaton): Trigger => {
  const all = vocabulary.events.map(({ name }) => old(name));
  if (on === "any") return { events: [...all, old("undeclared")] };
  return { events: on === "other" ? all : on.events.map(old) };
};

/** What leaves something behind. */
const quiet = (actions: readonly Action[]): readonly Action[] =>
  actions.flatMap((action): Action[] => {
    if (action.do === "emit" || action.do === "forEach") return [];
    if (action.do !== "call") return [action];
    // biome-ignore lint/suspicious/noThenProperty: where the call goes on; nothing here is a promise
    return [{ ...action, part: old(action.part), then: old(action.then) }];
  });

function occasionsOf({ vocabulary }: Automaton, olds: readonly State[]): readonly EventType[] {
  const plain = (name: string): EventType => ({ name, is: null, when: null, fields: [] });
  const named = new Set(
    olds.flatMap(({ transitions }) =>
      transitions.flatMap(({ on }) => (typeof on === "string" ? [] : on.events)),
    ),
  );
  const events = vocabulary.events.map((event) => ({ ...event, name: old(event.name) }));
  const known = new Set(events.map(({ name }) => name));
  return [...events, ...[...named].filter((name) => !known.has(name)).map(plain)];
}

/** With the old ones' first values: the way begins there. */
function registersOf(before: Automaton, after: Automaton): readonly Register[] {
  const olds = new Map(before.registers.map((register) => [register.name, register]));
  const here = new Set(after.registers.map(({ name }) => name));
  const both = after.registers.map((register): Register => {
    const was = olds.get(register.name);
    return was === undefined
      ? register
      : { ...register, initial: was.initial, optional: register.optional || was.optional };
  });
  return [...both, ...before.registers.filter(({ name }) => !here.has(name))];
}

/** null: what a full stack does is another thing in each. */
function stackOf(before: Stack, after: Stack): Stack | null {
  const lasting = new Map(before.kinds.map((kind) => [kind.name, kind]));
  const here = new Set(after.kinds.map(({ name }) => name));
  const kinds = [
    ...after.kinds.map((kind): FrameKind => {
      const was = lasting.get(kind.name);
      return { ...kind, expires: was?.expires ?? kind.expires };
    }),
    ...before.kinds.filter(({ name }) => !here.has(name)),
  ];
  const callLimit = Math.max(before.callLimit, after.callLimit);
  if (before.depth === null) return { kinds, depth: after.depth, callLimit };
  const [was, is] = [before.depth.overflow, after.depth?.overflow];
  if (is === undefined || was.kind !== is.kind || is.kind === "else") return null;
  const limit = Math.min(before.depth.limit, after.depth!.limit);
  return { kinds, depth: { limit, overflow: is }, callLimit };
}
