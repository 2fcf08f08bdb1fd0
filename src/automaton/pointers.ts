import type { Automaton } from "./automaton.ts";

/** What a JSON pointer (RFC 6901) leads to in an automaton, whose own names hold neither `/` nor `~`. */
export function pointed(automaton: Automaton, pointer: string): unknown {
  let value: unknown = automaton;
  for (const step of pointer.split("/").slice(1)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

/** The JSON pointer of everything that is tried or done: transitions, timers, `on end`, `afterwards`, `depth N else`. */
export function rulePointers(automaton: Automaton): ReadonlyMap<object, string> {
  const pointers = new Map<object, string>();
  const note = (list: readonly object[], pointer: string) => {
    for (const [i, rule] of list.entries()) pointers.set(rule, `${pointer}/${i}`);
  };
  for (const list of ["states", "groups"] as const) {
    for (const [i, owner] of automaton[list].entries()) {
      note(owner.transitions, `/${list}/${i}/transitions`);
      note(owner.timers, `/${list}/${i}/timers`);
      note(owner.onEnd, `/${list}/${i}/onEnd`);
      note(owner.afterwards, `/${list}/${i}/afterwards`);
    }
  }
  note(automaton.onEnd, "/onEnd");
  note(automaton.afterwards, "/afterwards");
  const overflow = automaton.stack.depth?.overflow;
  if (overflow !== undefined) pointers.set(overflow, "/stack/depth/overflow");
  return pointers;
}
