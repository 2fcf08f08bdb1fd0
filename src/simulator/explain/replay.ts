import type { Order } from "../../automaton/automaton.ts";
import type { Event } from "../../machine/event.ts";
import { eventTrigger } from "../../machine/identity.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Running } from "../compare/key-run.ts";
import { fieldDifferences, idOf, isEnd } from "../compare/line.ts";
import { match } from "../compare/match.ts";
import { OrderRun } from "../compare/order-run.ts";
import { watermarksOf } from "../compare/passing.ts";
import type { Verdict } from "../compare/verdict.ts";
import { feedOf, type Story, type Variant } from "./story.ts";

/** One output that is not exact. */
export interface Fault {
  readonly verdict: Verdict;
  /** The lines; null: that run has none. */
  readonly expected: string | null;
  readonly got: string | null;
}

/** Order words before the machine; null: none. */
export interface Words {
  /** Those that change what an ordered log gives, too. */
  readonly ordered: Order | null;
  readonly disturbed: Order | null;
}

const NO_WORDS: Words = { ordered: null, disturbed: null };

/** What the ordered run gives, and how it cuts sessions. */
interface Ordered {
  readonly lines: readonly string[];
  /** By event of the story: the number of its session; those that were left out have none. */
  readonly sessions: ReadonlyMap<number, number>;
}

const REMEMBERED = 4096;

/** Runs stories of one machine in order and as they came, and looks whether a fault is still there. */
export class Replay {
  /** Runs so far, of both kinds. */
  runs = 0;
  readonly words: Words;
  readonly #machine: Machine;
  readonly #ordered: Running;
  readonly #disturbed: Running;

  /** `plain` runs the machine alone. */
  constructor(machine: Machine, plain: Running, words: Words = NO_WORDS) {
    const running = (order: Order | null) =>
      order === null ? plain : new OrderRun(machine, order);
    this.#machine = machine;
    this.words = words;
    this.#ordered = running(words.ordered);
    this.#disturbed = running(words.disturbed);
  }

  /** A question that can be asked of many variants of one story. */
  asking(story: Story, fault: Fault): (variant: Variant) => boolean {
    const { expectedId, judged, isIt } = seek(fault);
    const known = new Map<string, Ordered>();
    const originals = triggersOf(story);
    return (variant) => {
      const name = variant.kept.join();
      let ordered = known.get(name);
      if (ordered === undefined) {
        ordered = this.#inOrder(story, variant.kept);
        if (known.size >= REMEMBERED) known.clear();
        known.set(name, ordered);
      }
      const { lines } = ordered;
      // Without what should be there, nothing can be missing or changed; this saves the other run.
      if (expectedId !== null && !lines.some((line) => idOf(line) === expectedId)) return false;
      const observed = this.#inDisorder(feedOf(story, variant));
      return judged(lines, observed, sessionsBy(ordered, originals)).some(isIt);
    };
  }

  /** Whether a whole story's output would be right if the machine were fed with these events. */
  putsRight(story: Story, fault: Fault): (fed: readonly Event[]) => boolean {
    const whole = story.events.map((_, of) => of);
    const ordered = this.#inOrder(story, whole);
    const { judged } = seek(fault);
    const sessionOf = sessionsBy(ordered, triggersOf(story));
    return (fed) =>
      judged(ordered.lines, this.#inDisorder(fed), sessionOf).every(
        ({ verdict }) => verdict === "exact" || verdict === "retracted",
      );
  }

  #inDisorder(events: readonly Event[]): readonly string[] {
    if (events.length === 0) return [];
    this.runs++;
    this.#disturbed.run(events[0]!.key, events, null, watermarksOf(events));
    return [...this.#disturbed.lines];
  }

  #inOrder({ events }: Story, kept: readonly number[]): Ordered {
    if (kept.length === 0) return { lines: [], sessions: new Map() };
    this.runs++;
    const { session: limits, lanes } = this.#machine.automaton;
    const oneSession = lanes === null || limits.shared;
    const runner = this.#ordered;
    const before = runner.counts.sessionsBegun;
    const sessions = new Map<number, number>();
    runner.run(
      events[kept[0]!]!.key,
      kept.map((of) => events[of]!),
      (place) => {
        const begun = oneSession ? Math.max(1, runner.counts.sessionsBegun - before) : 1;
        sessions.set(kept[place]!, begun);
      },
    );
    return { lines: [...runner.lines], sessions };
  }
}

type SessionOf = (trigger: string) => number | undefined;

/** A fault, to be looked for in other runs. */
interface Sought {
  readonly expectedId: string | null;
  /** What is judged of the outputs that may be the same as the fault's. */
  readonly judged: (
    expected: readonly string[],
    observed: readonly string[],
    sessionOf: SessionOf,
  ) => readonly Concerned[];
  /** The same verdict on the same identity, and, where it is changed, in the same fields. */
  readonly isIt: (one: Concerned) => boolean;
}

interface Concerned {
  readonly verdict: Verdict;
  readonly expectedId: string | null;
  readonly gotId: string | null;
  readonly fields: string;
}

function seek({ verdict, expected, got }: Fault): Sought {
  const expectedId = expected === null ? null : idOf(expected);
  const gotId = got === null ? null : idOf(got);
  const fields = JSON.stringify(verdict === "changed" ? fieldDifferences(expected!, got!) : []);
  const ids = [expectedId, gotId].filter((id) => id !== null);
  // Only ends may be the same under another identity.
  const end = ids.some(isEnd);
  const concerned = (line: string): boolean => {
    const id = idOf(line);
    return ids.includes(id) || (end && isEnd(id));
  };
  return {
    expectedId,
    judged: (lines, observed, sessionOf) => {
      const [some, others] = [lines.filter(concerned), observed.filter(concerned)];
      return match(some, others, sessionOf).flatMap((one) => {
        const found = {
          verdict: one.verdict,
          expectedId: one.truth < 0 ? null : idOf(some[one.truth]!),
          gotId: one.observed < 0 ? null : idOf(others[one.observed]!),
          fields: JSON.stringify(one.fields),
        };
        return ids.includes(found.expectedId ?? "") || ids.includes(found.gotId ?? "")
          ? [found]
          : [];
      });
    },
    isIt: (one) =>
      one.verdict === verdict &&
      one.expectedId === expectedId &&
      one.gotId === gotId &&
      one.fields === fields,
  };
}

const sessionsBy =
  ({ sessions }: Ordered, originals: ReadonlyMap<string, number>): SessionOf =>
  (trigger) => {
    const of = originals.get(trigger);
    return of === undefined ? undefined : sessions.get(of);
  };

/** The event that an E names: the first of its id, or the one of which a copy has it. */
function triggersOf({ events, items }: Story): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  events.forEach(({ id }, of) => {
    const trigger = eventTrigger(id);
    if (!found.has(trigger)) found.set(trigger, of);
  });
  for (const { of, plain } of items) {
    const trigger = eventTrigger(plain.id);
    if (!found.has(trigger)) found.set(trigger, of);
  }
  return found;
}
