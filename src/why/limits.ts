import { chainOf, type Machine, timerOf } from "../machine/machine.ts";
import { framesOf } from "../machine/stack.ts";
import { endOf } from "../machine/visitor/session.ts";
import type { Visitor } from "../machine/visitor.ts";
import type { Limit } from "./edit.ts";

/** Instants at which something would end for a visitor if nothing came before: timers, frames, sessions. */
export function limitsOf(machine: Machine, visitor: Visitor | null): readonly Limit[] {
  if (visitor === null) return [];
  const limits: Limit[] = [];
  for (const { configuration, session } of visitor.lanes) {
    for (const { owner, index, due } of configuration.timers) {
      // At one instant `after` and `idle` come before events, `within` after them (rule 10).
      const after = timerOf(machine, owner, index).kind !== "within";
      limits.push({ at: due, instant: after ? due - 1 : due, of: { kind: "timer", owner, index } });
    }
    for (const { kind, born } of framesOf(configuration.stack)) {
      const expires = machine.kinds.get(kind)!.expires;
      if (expires !== null)
        limits.push({
          ...{ at: born + expires, instant: born + expires },
          of: { kind: "expiry", frame: kind },
        });
    }
    if (session !== null) limits.push(sessionLimit(machine, session));
  }
  if (visitor.session !== null) limits.push(sessionLimit(machine, visitor.session));
  return limits.sort((a, b) => a.instant - b.instant);
}

function sessionLimit(machine: Machine, session: NonNullable<Visitor["session"]>): Limit {
  const { instant, by } = endOf(machine, session);
  return { at: instant, instant, of: { kind: "end", by } };
}

/** Events that the automata of a visitor wait for by name, where they stand or in a session's beginning. */
export function awaited(machine: Machine, visitor: Visitor | null): ReadonlySet<string> {
  const { automaton } = machine;
  const states = new Set([
    automaton.start,
    ...(visitor?.lanes ?? []).map(({ configuration }) => configuration.state),
  ]);
  const names = new Set<string>();
  for (const state of states)
    for (const { transitions, afterwards } of chainOf(machine, state))
      for (const { on } of [...transitions, ...afterwards, ...automaton.afterwards])
        if (typeof on !== "string") for (const name of on.events) names.add(name);
  for (const name of machine.ignored) names.delete(name);
  return names;
}
