import type { Event } from "../../machine/event.ts";
import { formatTime } from "../../machine/values/time.ts";
import type { KeyState } from "../../stream/key-state.ts";

/** Something that a key went through, for people who ask why it is in its state. */
export interface LastEvent {
  /** null: time alone. */
  readonly event: string | null;
  /** The event's place or declared id; null: time alone. */
  readonly id: string | null;
  readonly time: string;
  /** Its members as JSON, cut where they are long. */
  readonly record?: string;
  /** What was put out on it, by name. */
  readonly outputs: readonly string[];
  /** The states of the key's automata after it. */
  readonly states: readonly string[];
}

/** A record is told up to here. */
const RECORD_MAX = 1_000;
/** Of one pattern of one task, in characters; what was touched least recently goes first. */
const KEPT_MAX = 4_000_000;
/** What an entry takes besides its texts. */
const ENTRY_COST = 200;

/** The last events of each key of one pattern, in memory only, and never more than it is allowed. */
export class LastEvents {
  private readonly most: number;
  private readonly room: number;
  /** The least recently touched first. */
  private readonly byKey = new Map<string, LastEvent[]>();
  private size = 0;

  constructor(most: number, room = KEPT_MAX) {
    this.most = most;
    this.room = room;
  }

  event(event: Event, outputs: readonly string[], state: KeyState | null): void {
    const members = event.members().map(([name, json]) => `${JSON.stringify(name)}:${json}`);
    const text = `{${members.join(",")}}`;
    const record = text.length > RECORD_MAX ? `${text.slice(0, RECORD_MAX)}…` : text;
    const { id, name, time } = event;
    this.add(event.key, {
      ...{ event: name, id, time: formatTime(time), record, outputs, states: statesOf(state) },
    });
  }

  /** Told only where something came of it. */
  time(key: string, until: number, outputs: readonly string[], state: KeyState | null): void {
    const states = statesOf(state);
    const before = this.byKey.get(key)?.at(-1)?.states ?? [];
    const same = before.length === states.length && before.every((one, at) => one === states[at]);
    if (outputs.length === 0 && same) return;
    const time = Number.isFinite(until) ? formatTime(until) : "the end of time";
    this.add(key, { event: null, id: null, time, outputs, states });
  }

  /** From the oldest to the youngest. */
  of(key: string): readonly LastEvent[] {
    return [...(this.byKey.get(key) ?? [])];
  }

  private add(key: string, entry: LastEvent): void {
    const kept = this.byKey.get(key) ?? [];
    this.byKey.delete(key);
    this.byKey.set(key, kept);
    kept.push(entry);
    this.size += costOf(key, entry);
    if (kept.length > this.most) this.size -= costOf(key, kept.shift()!);
    while (this.size > this.room && this.byKey.size > 1) this.forgetOldest();
  }

  private forgetOldest(): void {
    const [key, entries] = this.byKey.entries().next().value!;
    for (const entry of entries) this.size -= costOf(key, entry);
    this.byKey.delete(key);
  }
}

const costOf = (key: string, { id, event, record, outputs, states }: LastEvent): number =>
  [key, id, event, record, ...outputs, ...states].reduce(
    (sum, text) => sum + (text?.length ?? 0),
    ENTRY_COST,
  );

const statesOf = (state: KeyState | null): readonly string[] =>
  (state?.visitor?.lanes ?? []).map(({ configuration }) => configuration.state);
