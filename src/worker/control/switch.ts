import type { Machine } from "../../machine/machine.ts";
import { migration } from "../../plan/migrate.ts";
import type { KeyState } from "../../stream/key-state.ts";
import { fromText } from "../bytes.ts";
import { changeKey, stateKey } from "../task/changelog-keys.ts";
import type { Draining, Meta } from "../task/meta.ts";
import { slotName, slotOf, type WorkerPattern } from "../task/pattern.ts";
import type { Message } from "../transport.ts";
import { type Change, namesFrom, type PatternChange } from "./change.ts";
import type { Program, Running } from "./program.ts";

/** States by slot and key, as a task is filled with them. */
export type States = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;

export interface Switched {
  readonly states: States;
  /** What the changelog is told: states under their new slots, old slots deleted. */
  readonly messages: readonly Message[];
  /** Keys, by what became of them. */
  readonly carried: number;
  readonly drained: number;
  readonly givenUp: number;
}

/** What a task runs behind a change; `open`: whether anything of a pattern is open, by its name. */
export function behind(
  running: Running,
  change: Change,
  at: Meta["positions"],
  open: (pattern: string) => boolean,
): Running {
  const ended = change.patterns.flatMap(({ pattern, from, policy }): Draining[] =>
    policy === "drain" && from !== null && open(pattern)
      ? [{ pattern, fingerprint: from, since: change.number, keys: 0 }]
      : [],
  );
  const left = running.draining.filter(({ pattern }) => !givesUp(change, pattern));
  return {
    patterns: change.after,
    draining: [...left, ...ended],
    changed: { number: change.number, at },
  };
}

/** Also what drains still, of the same pattern. */
const givesUp = (change: Change, name: string): boolean =>
  change.patterns.some(({ pattern, policy }) => pattern === name && policy === "reset");

/**
 * Carries all that is open over from one program to another. `change`: null where only a pattern goes that has
 * nothing open any more. `pause` lets others have their turn.
 */
export async function carryOver(
  from: Program,
  open: (at: number) => Iterable<KeyState>,
  to: Program,
  change: Change | null,
  pause: () => Promise<void> | null,
): Promise<Switched> {
  const states = new Map<string, Map<string, Uint8Array>>();
  const messages: Message[] = [];
  const counts = { carried: 0, drained: 0, givenUp: 0 };
  for (const [at, pattern] of from.patterns.entries()) {
    const fate = fateOf(pattern, to, change);
    const slot = slotOf(pattern);
    for (const state of open(at)) {
      const { key } = state;
      const bytes = fate.bytes(state);
      if (fate.slot !== null && bytes !== null) {
        const of = states.get(fate.slot) ?? new Map<string, Uint8Array>();
        states.set(fate.slot, of.set(key, bytes));
      }
      if (fate.counts !== null) counts[fate.counts]++;
      if (fate.slot !== slot) messages.push(message(stateKey(slot, key), null));
      if (fate.written && fate.slot !== null)
        messages.push(message(stateKey(fate.slot, key), bytes));
      const waiting = pause();
      if (waiting !== null) await waiting;
    }
  }
  return { states, messages, ...counts };
}

interface Fate {
  /** null: it is given up. */
  readonly slot: string | null;
  readonly written: boolean;
  readonly counts: "carried" | "drained" | "givenUp" | null;
  bytes(state: KeyState): Uint8Array | null;
}

function fateOf(pattern: WorkerPattern, to: Program, change: Change | null): Fate {
  const { machine, drainedSince } = pattern;
  const slot = slotOf(pattern);
  if (change !== null && givesUp(change, machine.automaton.pattern))
    return { slot: null, written: false, counts: "givenUp", bytes: () => null };
  const encode = (state: KeyState): Uint8Array => pattern.encode(state);
  const step =
    drainedSince === undefined
      ? change?.patterns.find((one) => one.pattern === machine.automaton.pattern)
      : undefined;
  if (step === undefined) return { slot, written: false, counts: null, bytes: encode };
  switch (step.policy) {
    case "drain":
      return {
        slot: slotName(step.pattern, change!.number),
        ...{ written: true, counts: "drained", bytes: encode },
      };
    default:
      return { slot, written: true, counts: "carried", bytes: migrated(machine, step, to) };
  }
}

function migrated(
  from: Machine,
  { pattern, policy, renamed }: PatternChange,
  to: Program,
): (state: KeyState) => Uint8Array {
  const target = to.patterns.find((one) => slotOf(one) === pattern)!;
  const plan = { policy, from: from.automaton, to: target.machine.automaton };
  const migrate = migration({ ...plan, names: namesFrom(renamed) });
  return (state) => target.encode(migrate(state));
}

type Times = Meta["greatest"];

/** The greatest times so far, by the vocabularies of another program: a pattern's time goes on, under its name. */
export function carryTimes(times: Times, from: Program, to: Program): Times {
  const width = Math.max(0, ...to.patterns.map(({ vocabulary }) => vocabulary + 1));
  const before = (one: WorkerPattern, other: WorkerPattern): boolean =>
    slotOf(one) === slotOf(other) ||
    (one.drainedSince === undefined &&
      one.machine.automaton.pattern === other.machine.automaton.pattern);
  return times.map((ofInput) =>
    Array.from({ length: width }, (_, vocabulary) => {
      const found = to.patterns
        .filter((one) => one.vocabulary === vocabulary)
        .flatMap((one) => from.patterns.filter((other) => before(other, one)))
        .map((one) => ofInput[one.vocabulary] ?? null)
        .filter((time) => time !== null);
      return found.length === 0 ? null : Math.max(...found);
    }),
  );
}

/** Where a task made a change: for whoever replays. */
export const switchRecord = (change: Change, at: Meta["positions"], greatest: Times): Message =>
  message(
    changeKey(change.number),
    fromText(JSON.stringify({ format: 1, change: change.number, at, greatest })),
  );

const message = (key: Uint8Array, value: Uint8Array | null): Message => ({
  ...{ key, value, headers: [], timestampMs: 0 },
});
