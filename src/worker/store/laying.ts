import { textOf } from "../bytes.ts";
import { behindSlot } from "../task/changelog-keys.ts";
import {
  dueRoom,
  keyAt,
  patternAt,
  setDueAt,
  stateAt,
  stateRoom,
  writeDueContent,
  writeDueEntry,
  writeStateContent,
  writeStateEntry,
} from "./entries.ts";
import { type Aside, type Entry, Runs } from "./runs.ts";
import type { Building } from "./shelf.ts";

/** When something of a state is due; Infinity: never; null: the pattern is none of those that run. */
export type DueOf = (pattern: number, key: string, state: Uint8Array) => number | null;

/** Entries that are written before others get their turn. */
const SLICE = 2_000;

/**
 * States on their way to an empty shelf, as they are. They come as they were last changed, and are appended in
 * the order of their keys, the last of a key alone; then what is due of them, in its order: a tree of pages takes
 * what comes behind all that it has much faster.
 */
export class Laying {
  private readonly numberOf: (slot: string) => number;
  private readonly states: Runs;
  private slot: Uint8Array = new Uint8Array(0);
  private number = 0;

  /** `most`: bytes in memory before states are set aside. */
  constructor(numberOf: (slot: string) => number, most?: number) {
    this.numberOf = numberOf;
    this.states = new Runs(0, most);
  }

  /** A changelog's record; false: it is no state. */
  take(key: Uint8Array, bytes: Uint8Array | null): boolean {
    if (!this.isOfSlot(key)) {
      const behind = behindSlot(key);
      if (behind < 0) return false;
      this.slot = key.slice(0, behind);
      this.number = this.numberOf(textOf(key.subarray(1, behind - 1)));
    }
    const { states } = this;
    const from = this.slot.length;
    const room = states.room(stateRoom(key.length - from, bytes?.length ?? 0));
    const content = writeStateEntry(room, states.at, this.number, key, from);
    states.add(content, bytes === null ? null : writeStateContent(room, content, key, from, bytes));
    return true;
  }

  get full(): boolean {
    return this.states.full;
  }

  setAside(to: Aside): void {
    this.states.setAside(to);
  }

  /** All of it goes onto the shelf, a slice at each step; nothing comes behind. */
  *steps(dueOf: DueOf, most?: number): Generator<(onto: Building) => void> {
    let shelf: Building | undefined;
    const onto = (): Building => shelf!;
    const dues = new Runs(this.states.next, most);
    const lay = (entry: Entry): void => {
      const pattern = patternAt(entry);
      const due = dueOf(pattern, keyAt(entry), stateAt(entry));
      if (due !== null) onto().count(pattern);
      if (due !== null && Number.isFinite(due)) {
        setDueAt(entry, due);
        const room = dues.room(dueRoom(entry));
        const content = writeDueEntry(room, dues.at, due, entry);
        dues.add(content, writeDueContent(room, content, entry));
        if (dues.full) dues.setAside(onto());
      }
      onto().append(entry);
    };
    const all = [
      [this.states, lay],
      [dues, (entry: Entry) => onto().append(entry)],
    ] as const;
    for (const [runs, each] of all) {
      const entries = runs.merged(onto);
      for (let over = false; !over; )
        yield (to) => {
          shelf = to;
          for (let laid = 0; laid < SLICE; laid++) {
            const next = entries.next();
            over = next.done === true;
            if (next.done === true) break;
            each(next.value);
          }
        };
    }
  }

  /** Nearly all are of the same slot as the one before. */
  private isOfSlot(key: Uint8Array): boolean {
    const { slot } = this;
    const { length } = slot;
    if (length === 0 || key.length < length) return false;
    for (let at = 0; at < length; at++) if (key[at] !== slot[at]) return false;
    return true;
  }
}
