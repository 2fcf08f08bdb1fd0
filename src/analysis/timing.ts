import type { Timer } from "../automaton/automaton.ts";
import { goesElsewhere, pushes } from "./effect.ts";
import type { Layout, Owner, Place } from "./layout.ts";
import type { Candidate, Rules, Surroundings } from "./selection.ts";
import { tryRules } from "./selection.ts";

/** Why a timer can never fall due; `other` is the pointer of the timer that comes first. */
export type Undue =
  | { readonly because: "max" | "gap" | "idle gap" }
  | { readonly because: "earlier timer"; readonly other: string };

/** Every timer that no session can live to see, by pointer (rules 9, 10 and 23). */
export function undueTimers(
  layout: Layout,
  rules: Rules,
  surroundings: Surroundings,
): ReadonlyMap<string, Undue> {
  const result = new Map<string, Undue>();
  const owners = new Map<string, Owner>();
  for (const place of layout.places) for (const o of place.owners) owners.set(o.pointer, o);
  for (const { holder, pointer } of owners.values()) {
    holder.timers.forEach((timer, i) => {
      const at = `${pointer}/timers/${i}`;
      const limit = beyondSession(layout, rules, surroundings, timer, pointer);
      if (limit !== null) result.set(at, { because: limit });
    });
    holder.timers.forEach((timer, i) => {
      const at = `${pointer}/timers/${i}`;
      if (result.has(at)) return;
      const first = holder.timers.findIndex(
        (other, j) =>
          !result.has(`${pointer}/timers/${j}`) &&
          comesFirst(layout, other, j, timer, i) &&
          leaves(layout, pointer, other.target),
      );
      if (first >= 0)
        result.set(at, { because: "earlier timer", other: `${pointer}/timers/${first}` });
    });
  }
  return result;
}

function beyondSession(
  layout: Layout,
  rules: Rules,
  surroundings: Surroundings,
  timer: Timer,
  owner: string,
): "max" | "gap" | "idle gap" | null {
  const { order, session } = layout.automaton;
  const { gap, max, shared } = session;
  // A branch waits while others keep the session alive, and begins by a clock of its own (rule 37).
  if (order?.cause != null) return null;
  // A session lasts from its start at most `max`, its last instant included; nothing is armed before its start.
  if (max !== null && timer.duration > max) return "max";
  if (timer.duration <= gap) return null;
  // Other lanes keep a shared session alive without being stepped here.
  if (shared) return null;
  // Idle begins with the latest event or later, and the gap after that event ends the session.
  if (timer.kind === "idle") return "idle gap";
  return canStay(layout, rules, surroundings, owner) ? null : "gap";
}

function placesIn({ places }: Layout, owner: string): readonly Place[] {
  if (owner.startsWith(STATES)) return [places[Number(owner.slice(STATES.length))]!];
  return places.filter((place) => place.owners.some(({ pointer }) => pointer === owner));
}

const STATES = "/states/";

/** Whether going there leaves a state or group; moves inside a group do not (rule 23). */
function leaves(layout: Layout, owner: string, target: string | null): boolean {
  if (target === null) return false;
  if (owner.startsWith(STATES)) return true;
  return !placesIn(layout, owner).some((place) => place.state.name === target);
}

/** Whether an event can happen in a state, or in one of a group, without that being left. */
function canStay(layout: Layout, rules: Rules, surroundings: Surroundings, owner: string): boolean {
  const inside = placesIn(layout, owner);
  const { overflow } = surroundings;
  const symbols = surroundings.symbols.list.flatMap((s, i) => (s.is === "return" ? [] : [i]));
  return inside.some((place) =>
    layout.events.some((event) =>
      symbols.some((symbol) => {
        const trials = tryRules(rules.transitions(place, event), place, symbol, surroundings);
        const last = trials[trials.length - 1];
        // Nothing takes it for sure.
        if (last === undefined || last.guard !== true || last.fit !== "always") return true;
        return trials.some((trial) => {
          const stays = ({ effects, target }: Candidate): boolean =>
            !goesElsewhere(effects) && !leaves(layout, owner, target);
          if (pushes(trial.candidate.effects) > 0) {
            // Rule 19: refused, the event counts and nothing is left; or something else happens.
            if (surroundings.refusing !== null) return true;
            if (overflow !== null && trial.fires && stays(overflow.candidate)) return true;
          }
          return trial.fires && stays(trial.candidate);
        });
      }),
    ),
  );
}

/** Whether one timer of an owner always leaves it before the other is due. */
function comesFirst(
  layout: Layout,
  first: Timer,
  firstIndex: number,
  second: Timer,
  secondIndex: number,
): boolean {
  if (first === second || first.guard !== null || first.target === null) return false;
  if (first.kind === "idle" || !cannotFail(layout, first)) return false;
  if (first.duration !== second.duration) return first.duration < second.duration;
  const order = (timer: Timer) => (timer.kind === "within" ? 1 : 0);
  if (order(first) !== order(second)) return order(first) < order(second);
  return firstIndex < secondIndex;
}

/** A timer that fails is spent and the state stays (rule 16), so only plain ones count as sure. */
function cannotFail({ automaton }: Layout, timer: Timer): boolean {
  const safe = new Set(["constant", "key", "at", "now", "lane", "register"]);
  return timer.actions.every((action) => {
    switch (action.do) {
      case "emit":
        return action.fields.every((field) => safe.has(field.value.op));
      case "assign":
        return safe.has(action.value.op);
      case "push":
        return automaton.stack.depth === null && action.fields.every((f) => safe.has(f.value.op));
      case "clear":
        return true;
      default:
        return false;
    }
  });
}
