import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import { endOf } from "../machine/visitor/session.ts";
import { advance, feed, type Happening, type Passage, type Visitor } from "../machine/visitor.ts";

/** What comes to a key: an event, or the watermark that moves its time on. */
export type Input =
  | { readonly is: "event"; readonly event: Event; readonly behind: boolean }
  | { readonly is: "time"; readonly until: number; readonly through: boolean };

/** A step, and the input it was taken for: its place in the list, the list's length at the end. */
export interface Moment {
  readonly happening: Happening;
  readonly input: number;
  /** The place of its session among the life's; -1: a step that failed before any had begun. */
  readonly session: number;
}

/** A session of the key (of one lane, where each has its own). */
export interface SessionSpan {
  /** From 1, in the order in which they began. */
  readonly number: number;
  readonly lane: readonly string[];
  readonly start: number;
  /** Greatest time of a counted event. */
  readonly latest: number;
  readonly end: { readonly instant: number; readonly by: "gap" | "max" | "pattern" };
  /** First and last of its inputs. */
  readonly first: number;
  readonly last: number;
  /** Ids of its events. */
  readonly events: readonly string[];
}

/** Everything that one key went through, run on the reference. */
export interface Life {
  readonly key: string;
  readonly inputs: readonly Input[];
  /** Before each input; and at the end, before time runs on. */
  readonly visitors: readonly (Visitor | null)[];
  readonly moments: readonly Moment[];
  readonly sessions: readonly SessionSpan[];
}

export function pass(machine: Machine, visitor: Visitor | null, input: Input): Passage | null {
  if (input.is === "event") return feed(machine, visitor, input.event, input.behind);
  return visitor === null ? null : advance(machine, visitor, input.until, input.through);
}

export function lifeOf(machine: Machine, key: string, inputs: readonly Input[]): Life {
  const visitors: (Visitor | null)[] = [null];
  const sessions = new Sessions(machine);
  const moments: Moment[] = [];
  const hear = (passage: Passage | null, input: number): void => {
    for (const happening of passage?.happenings ?? [])
      moments.push({ happening, input, session: sessions.note(happening, input) });
  };
  let visitor: Visitor | null = null;
  for (const [i, input] of inputs.entries()) {
    const passage = pass(machine, visitor, input);
    if (passage !== null) visitor = passage.visitor;
    hear(passage, i);
    visitors.push(visitor);
  }
  if (visitor !== null) hear(advance(machine, visitor, Number.POSITIVE_INFINITY), inputs.length);
  return { key, inputs, visitors, moments, sessions: sessions.list };
}

type Growing = { -readonly [K in keyof SessionSpan]: SessionSpan[K] } & { events: string[] };

class Sessions {
  readonly list: Growing[] = [];
  private readonly machine: Machine;
  private readonly known = new Map<string, number>();

  constructor(machine: Machine) {
    this.machine = machine;
  }

  note({ lane, situation, stimulus, step }: Happening, input: number): number {
    const { shared } = this.machine.automaton.session;
    const texts = shared ? [] : lane.texts;
    const name = JSON.stringify([situation.session.first.id, ...texts]);
    let index = this.known.get(name);
    if (index === undefined) {
      if (step.failure !== null) return -1;
      index = this.list.length;
      this.known.set(name, index);
      this.list.push({
        ...{ number: index + 1, lane: texts, start: situation.session.start, events: [] },
        ...{ latest: situation.session.latest, end: endOf(this.machine, situation.session) },
        ...{ first: input, last: input },
      });
    }
    const span = this.list[index]!;
    if (stimulus.kind === "end") {
      span.end = { instant: situation.now, by: stimulus.endedBy };
      return index;
    }
    span.latest = situation.session.latest;
    span.end = endOf(this.machine, situation.session);
    if (stimulus.kind === "event") {
      span.last = input;
      span.events.push(stimulus.event.id);
    }
    return index;
  }
}
