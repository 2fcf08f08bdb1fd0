import { noCounts } from "../../../src/machine/counts.ts";
import type { Event } from "../../../src/machine/event.ts";
import { eventTrigger } from "../../../src/machine/identity.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { outputLine } from "../../../src/machine/render.ts";
import { feed, finish, type Passage, type Visitor } from "../../../src/machine/visitor.ts";
import type { KeyRun } from "../../../src/simulator/compare/key-run.ts";
import { fieldDifferences, idOf } from "../../../src/simulator/compare/line.ts";
import { match } from "../../../src/simulator/compare/match.ts";
import type { Fault } from "../../../src/simulator/explain/replay.ts";
import { referenceRunner } from "../../../src/stream/runner.ts";

/** One thing that reaches the machine. */
export interface Fed {
  /** Place among the events. */
  readonly of: number;
  readonly event: Event;
}

/** The disturbed run on the reference, to the end of its input. */
export function linesOf(machine: Machine, events: readonly Event[]): string[] {
  const lines: string[] = [];
  const runner = referenceRunner(machine, {
    ...{ counts: noCounts(), dead: () => {} },
    output: (output) => lines.push(outputLine(output)),
  });
  let row = -1;
  for (const event of events) row = runner.feed(event, false);
  if (row >= 0 && runner.nextDue(row) < Number.POSITIVE_INFINITY)
    runner.advance(row, Number.POSITIVE_INFINITY, true);
  return lines;
}

/** What the ordered run of some events gives, and in which session each was stepped. */
export interface Truth {
  readonly lines: readonly string[];
  /** By E as it stands in ids. */
  readonly sessions: ReadonlyMap<string, number>;
}

export function truthOf(machine: Machine, events: readonly Event[]): Truth {
  const { lanes, session: limits } = machine.automaton;
  const one = lanes === null || limits.shared;
  const sessions = new Map<string, number>();
  const lines: string[] = [];
  let visitor: Visitor | null = null;
  let begun = 0;
  const take = (passage: Passage): void => {
    lines.push(...passage.outputs.map(outputLine));
    begun += passage.counts.sessionsBegun;
    visitor = passage.visitor;
  };
  for (const event of events) {
    take(feed(machine, visitor, event, false));
    const trigger = eventTrigger(event.id);
    if (!sessions.has(trigger)) sessions.set(trigger, one ? Math.max(1, begun) : 1);
  }
  if (visitor !== null) take(finish(machine, visitor));
  return { lines, sessions };
}

/** The same on the twin, for many of them. */
export function twinTruthOf(machine: Machine, twin: KeyRun, events: readonly Event[]): Truth {
  const { lanes, session: limits } = machine.automaton;
  const one = lanes === null || limits.shared;
  const sessions = new Map<string, number>();
  const before = twin.counts.sessionsBegun;
  twin.run(events[0]!.key, events, (place) => {
    const trigger = eventTrigger(events[place]!.id);
    const begun = Math.max(1, twin.counts.sessionsBegun - before);
    if (!sessions.has(trigger)) sessions.set(trigger, one ? begun : 1);
  });
  return { lines: [...twin.lines], sessions };
}

/** What the simulator would say of a result of these events, fed like this. */
export function verdictOf(
  { lines, sessions }: Truth,
  events: readonly Event[],
  fed: readonly Fed[],
  observed: readonly string[],
  fault: Fault,
): "the fault" | "right" | "otherwise wrong" {
  const [expected, got] = [fault.expected, fault.got].map((line) =>
    line === null ? null : idOf(line),
  );
  const concerned = match(lines, observed, (trigger) => {
    const own = sessions.get(trigger);
    if (own !== undefined) return own;
    const copy = fed.find(({ event }) => eventTrigger(event.id) === trigger);
    return copy === undefined ? undefined : sessions.get(eventTrigger(events[copy.of]!.id));
  }).filter(
    (one) =>
      (one.truth >= 0 && idOf(lines[one.truth]!) === expected) ||
      (one.observed >= 0 && idOf(observed[one.observed]!) === got),
  );
  const same = concerned.some(
    (one) =>
      one.verdict === fault.verdict &&
      (one.truth < 0 ? null : idOf(lines[one.truth]!)) === expected &&
      (one.observed < 0 ? null : idOf(observed[one.observed]!)) === got &&
      (fault.verdict !== "changed" ||
        JSON.stringify(one.fields) ===
          JSON.stringify(fieldDifferences(fault.expected!, fault.got!))),
  );
  if (same) return "the fault";
  return concerned.every(({ verdict }) => verdict === "exact") ? "right" : "otherwise wrong";
}

/** What can be altered of one key's events. */
export interface Alterable {
  readonly lost: readonly number[];
  readonly copies: readonly Fed[];
  /** Other events in the place of those that arrived with another time. */
  readonly stamped: readonly (Fed & { readonly copy: number })[];
}

/**
 * Whether a fault shows in fewer than `below` exchanges and alterations of some of these events: by breadth-first
 * search over orders, for each choice of events and alterations.
 */
export function least(
  events: readonly Event[],
  choices: readonly (readonly number[])[],
  { lost, copies, stamped }: Alterable,
  below: number,
  shows: (kept: readonly Event[], fed: readonly Fed[]) => boolean,
): number | null {
  let best: number | null = null;
  for (const choice of choices) {
    const kept = choice.map((of) => events[of]!);
    const has = new Set(choice);
    const lose = lost.filter((of) => has.has(of));
    const copy = copies.filter(({ of }) => has.has(of));
    const stamp = stamped.filter(({ of }) => has.has(of));
    for (const [gone, more, other] of product(
      subsets(lose, below),
      subsets(copy, below),
      subsets(stamp, below),
    )) {
      const altered = gone.length + more.length + other.length;
      if (altered >= (best ?? below)) continue;
      const start = choice
        .flatMap((of) => [
          ...(gone.includes(of) ? [] : [{ of, event: events[of]!, copy: -1 }]),
          ...more
            .map((one) => ({ ...one, copy: copies.indexOf(one) }))
            .filter((one) => one.of === of),
        ])
        .map((one) => {
          const instead = other.find(({ of, copy }) => of === one.of && copy === one.copy);
          return { of: one.of, event: instead?.event ?? one.event };
        });
      const found = breadthFirst(start, (best ?? below) - altered, (fed) =>
        shows(
          kept,
          fed.map(({ of, event }) => ({ of: choice.indexOf(of), event })),
        ),
      );
      if (found !== null) best = found + altered;
    }
  }
  return best;
}

function breadthFirst(
  start: readonly Fed[],
  below: number,
  shows: (fed: readonly Fed[]) => boolean,
): number | null {
  const place = new Map(start.map((one, i) => [one, i]));
  const nameOf = (order: readonly Fed[]) => order.map((one) => place.get(one)).join();
  const seen = new Set([nameOf(start)]);
  let level: (readonly Fed[])[] = [start];
  for (let depth = 0; depth < below; depth++) {
    const next: (readonly Fed[])[] = [];
    for (const order of level) {
      if (shows(order)) return depth;
      for (let i = 1; i < order.length; i++) {
        const swapped = order.with(i - 1, order[i]!).with(i, order[i - 1]!);
        const name = nameOf(swapped);
        if (seen.has(name)) continue;
        seen.add(name);
        next.push(swapped);
      }
    }
    level = next;
  }
  return null;
}

/** Those with fewer than `below`. */
export function subsets<T>(list: readonly T[], below = Number.POSITIVE_INFINITY): T[][] {
  const all: T[][] = [[]];
  for (const one of list)
    all.push(...all.filter(({ length }) => length + 1 < below).map((each) => [...each, one]));
  return all;
}

function* product<A, B, C>(
  as: readonly A[],
  bs: readonly B[],
  cs: readonly C[],
): Generator<readonly [A, B, C]> {
  for (const a of as) for (const b of bs) for (const c of cs) yield [a, b, c];
}
