/**
 * What happened in a session, as a list, and what follows from it. Nothing here is kept up to date:
 * every fact is found by reading the list again.
 */
import type { Automaton, Group, State, Timer } from "../../src/automaton/automaton.ts";
import type { Value } from "../../src/machine/value.ts";
import type { Cause, Frame, SessionFacts } from "./expressions.ts";
import { encodedName, encodedPart } from "./text.ts";

/** A frame, or the return address of a call (rule 20). */
export type StackEntry =
  | { readonly entry: "frame"; readonly frame: Frame }
  | { readonly entry: "address"; readonly returnsTo: string };

/** State, stack and registers; timers, clock and session follow from the list. */
export interface Configuration {
  readonly state: string;
  readonly stack: readonly StackEntry[];
  readonly registers: ReadonlyMap<string, Value>;
}

/** One automaton, from its first event to its end. */
export interface Life {
  /** The values of its lane; none where the pattern has no lanes. */
  readonly lane: readonly Value[];
  /** The how-manieth automaton of this key it is: its age. */
  readonly age: number;
}

export interface Happening {
  readonly what: "begin" | "event" | "timer" | "drop";
  /** null: an event that counts but steps no lane. */
  readonly life: Life | null;
  readonly now: number;
  /** The event's own time; of a timer its instant. */
  readonly at: number;
  /** E of the step's trigger. */
  readonly cause: Cause;
  /** `owner.n` of the timer taken. */
  readonly timer: string | null;
  /** State, groups and parts that were entered from outside (or, of the state, again). */
  readonly entered: readonly string[];
  /** Registers that were assigned. */
  readonly assigned: readonly string[];
  /** The configuration afterwards. */
  readonly configuration: Configuration | null;
}

export interface Session {
  /** The lane whose session it is; null: of the key, or of all its lanes. */
  readonly lane: readonly Value[] | null;
  readonly happenings: readonly Happening[];
}

// ---------------------------------------------------------------- states and groups

export function stateOf(automaton: Automaton, name: string): State {
  const state = automaton.states.find((s) => s.name === name);
  if (state === undefined) throw new Error(`no such state: ${name}`);
  return state;
}

export function groupOf(automaton: Automaton, name: string): Group {
  const group = automaton.groups.find((g) => g.name === name);
  if (group === undefined) throw new Error(`no such group: ${name}`);
  return group;
}

/** The state, then the groups (or the part) around it, inside out. */
export function around(automaton: Automaton, state: string): (State | Group)[] {
  const own = stateOf(automaton, state);
  const chain: (State | Group)[] = [own];
  for (let group = own.group; group !== null; ) {
    const found = groupOf(automaton, group);
    chain.push(found);
    group = found.parent;
  }
  return chain;
}

// ---------------------------------------------------------------- sessions

export function laneText(value: Value): string {
  return String(value);
}

export function sameLane(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Key and lane, as they stand in ids. */
export function keyInIds(key: string, lane: readonly Value[]): string {
  return [key, ...lane.map(laneText)].map(encodedPart).join(",");
}

export function countedEvents(session: Session): Happening[] {
  return session.happenings.filter((h) => h.what === "event");
}

/** Rule 12. */
export function sessionFacts(automaton: Automaton, key: string, session: Session): SessionFacts {
  const counted = countedEvents(session);
  const first = counted[0]!;
  return {
    id: [
      encodedName(automaton.pattern),
      keyInIds(key, session.lane ?? []),
      encodedPart(first.cause.id),
    ].join("/"),
    start: first.at,
    latest: counted.reduce((latest, event) => Math.max(latest, event.at), first.at),
    events: counted.length,
  };
}

/** Rule 7: the greatest of the times of counted events and the instants of due steps taken. */
export function clockOf(session: Session): number {
  return session.happenings
    .filter((h) => h.what === "event" || h.what === "timer")
    .reduce((clock, h) => Math.max(clock, h.at), Number.NEGATIVE_INFINITY);
}

/** Rule 9. */
export function endOf(
  automaton: Automaton,
  session: Session,
): { readonly instant: number; readonly by: "gap" | "max" } {
  const counted = countedEvents(session).map((event) => event.at);
  const gapEnd = counted.reduce((a, b) => Math.max(a, b)) + automaton.session.gap;
  if (automaton.session.max === null) return { instant: gapEnd, by: "gap" };
  const maxEnd = counted[0]! + automaton.session.max;
  return maxEnd < gapEnd ? { instant: maxEnd, by: "max" } : { instant: gapEnd, by: "gap" };
}

/** Rule 24: timers taken since the last counted event. */
export function timersSinceCounted(session: Session): number {
  const last = session.happenings.findLastIndex((h) => h.what === "event");
  return session.happenings.slice(last + 1).filter((h) => h.what === "timer").length;
}

// ---------------------------------------------------------------- automata

/** Automata alive in a session, the oldest first. */
export function livesOf(session: Session): Life[] {
  const dropped = new Set(
    session.happenings.filter((h) => h.what === "drop").map((h) => h.life!.age),
  );
  return session.happenings
    .filter((h) => h.what === "begin" && !dropped.has(h.life!.age))
    .map((h) => h.life!)
    .sort((a, b) => a.age - b.age);
}

export function configurationOf(session: Session, life: Life): Configuration {
  return session.happenings.findLast((h) => h.life?.age === life.age)!.configuration!;
}

/** The direct writer of a register: the last step of this automaton that assigned it. */
export function writerOf(session: Session, life: Life, register: string): Cause | null {
  return (
    session.happenings.findLast((h) => h.life?.age === life.age && h.assigned.includes(register))
      ?.cause ?? null
  );
}

export interface ArmedTimer {
  readonly life: Life;
  readonly owner: string;
  /** `owner.n`. */
  readonly name: string;
  readonly timer: Timer;
  readonly due: number;
  /** E of what armed it. */
  readonly armedBy: Cause;
}

/** Timers of an automaton that are still to come, own ones first, then the groups' inside out (rule 23). */
export function armedTimers(automaton: Automaton, session: Session, life: Life): ArmedTimer[] {
  const armed: ArmedTimer[] = [];
  const { state } = configurationOf(session, life);
  for (const owner of around(automaton, state)) {
    owner.timers.forEach((timer, index) => {
      const name = `${owner.name}.${index + 1}`;
      const startsTimer = (h: Happening): boolean =>
        h.life?.age === life.age &&
        (h.entered.includes(owner.name) || (timer.kind === "idle" && h.what === "event"));
      const start = session.happenings.findLastIndex(startsTimer);
      const begun = session.happenings[start]!;
      const taken = session.happenings.findLastIndex(
        (h) => h.life?.age === life.age && h.timer === name,
      );
      // what it takes itself may enter its owner again: then it is armed anew by that very step
      if (taken > start) return;
      armed.push({
        life,
        owner: owner.name,
        name,
        timer,
        due: begun.now + timer.duration,
        armedBy: begun.cause,
      });
    });
  }
  return armed;
}
