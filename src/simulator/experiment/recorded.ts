import type { Automaton, Order } from "../../automaton/automaton.ts";
import type { Event } from "../../machine/event.ts";
import type { OrderedRun } from "../compare/ordered-run.ts";
import { annotationOf, EXPECT, type Expected } from "./annotation.ts";
import { type PlainEvent, plainEvent } from "./experiment.ts";
import { SEQUENCE } from "./plan.ts";

/** A log as it was recorded, fit for an experiment. */
export interface Recorded {
  readonly events: readonly PlainEvent[];
  /** Events behind an earlier one of their key. */
  readonly behind: number;
  /** Whether any event says what is expected of it; then keys without any are left out. */
  readonly annotated: boolean;
  /** What is wrong with the first bad `_expect`, and whose; null: nothing. */
  readonly problem: string | null;
}

export function recordedOf(automaton: Automaton, events: readonly Event[]): Recorded {
  const outputs = automaton.outputs.map(({ name }) => name);
  const open = readsMembers(automaton);
  const marked = new Set<string>();
  for (const event of events) {
    const annotation = annotationOf(event.members(), outputs);
    if (annotation === null) continue;
    const problem =
      annotation.problem ?? (open ? null : unknownField(automaton, annotation.expected));
    if (problem !== null)
      return {
        ...{ events: [], behind: 0, annotated: true },
        problem: `${event.id}: ${problem}`,
      };
    marked.add(event.key);
  }
  const annotated = marked.size > 0;
  const used = annotated ? events.filter(({ key }) => marked.has(key)) : events;
  const withMembers = annotated || open;
  return {
    events: used.map((event) => plainEvent(event, withMembers)),
    ...{ behind: behindTheirKey(used), annotated, problem: null },
  };
}

/** The first expected field that its output does not have, as a sentence; null: each has all. */
function unknownField({ outputs }: Automaton, expected: readonly Expected[]): string | null {
  for (const { output, fields } of expected) {
    const known = outputs.find(({ name }) => name === output)!.fields.map(({ name }) => name);
    const unknown = Object.keys(fields).find((name) => !known.includes(name));
    if (unknown !== undefined)
      return `${EXPECT} names ${unknown} of ${output}, which has ${known.length === 0 ? "no fields" : known.join(", ")}: fields stand beside "output"`;
  }
  return null;
}

/** Where outputs carry whole records. */
const readsMembers = (automaton: Automaton): boolean =>
  automaton.order?.late.kind === "emit" || JSON.stringify(automaton).includes('"withEvent":true');

function behindTheirKey(events: readonly Event[]): number {
  const greatest = new Map<string, number>();
  let behind = 0;
  for (const { key, time } of events) {
    const before = greatest.get(key);
    if (before !== undefined && time < before) behind++;
    else greatest.set(key, time);
  }
  return behind;
}

/** For `order by seq`: every event numbered within its session in the order of time, where the log has no numbers. */
export function numbered(
  events: readonly PlainEvent[],
  order: Order | undefined,
  { truth }: OrderedRun,
): readonly PlainEvent[] {
  if (order?.sequence != null) return events;
  const inOrder = events.map((event, recorded) => ({ event, recorded }));
  inOrder.sort((a, b) => a.event.time - b.event.time || a.recorded - b.recorded);
  const places = new Uint32Array(truth.sessions);
  const numbered: PlainEvent[] = [];
  inOrder.forEach(({ event, recorded }, row) => {
    const place = ++places[truth.session[row]!]!;
    numbered[recorded] = { ...event, fields: { ...event.fields, [SEQUENCE]: place } };
  });
  return numbered;
}

/** Stands where a pattern would, and keeps what it is given. */
export const eventCollector = (events: Event[]) => ({
  feed: (event: Event) => {
    events.push(event);
    return -1;
  },
  advance: () => {},
  nextDue: () => Number.POSITIVE_INFINITY,
  keyOf: () => "",
  rows: () => [],
  size: () => 0,
});
