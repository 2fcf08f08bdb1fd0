import { textOf } from "../bytes.ts";
import { behindSlot } from "../task/changelog-keys.ts";
import type { Laid } from "./shelf.ts";

/** What is gathered before it is written: so much memory a task takes while its shelf is built anew. */
const MOST_BYTES = 8_000_000;
const MOST_STATES = 100_000;
/** Written at once. */
const PIECE = 2_000;

const DELETED = -1;
const PARTS = 4;

/**
 * States of a changelog on their way to an empty shelf, as they are. They come as they were last changed, and
 * are laid in the order of their keys, for a tree of pages takes neighbours much faster.
 */
export class Laying {
  private readonly numberOf: (slot: string) => number;
  /** Keys and states one behind the other: as things of their own they would be moved about again and again. */
  private room: Buffer = Buffer.allocUnsafeSlow(MOST_BYTES + MOST_BYTES / 2);
  private used = 0;
  /** Of each: the pattern, where it begins, how long its key and its state are. */
  private readonly places: number[] = [];
  /** By tag, slot and key, each byte as a character: the last of a key. */
  private waiting = new Map<string, number>();
  private slot: Uint8Array = new Uint8Array(0);
  private number = 0;

  constructor(numberOf: (slot: string) => number) {
    this.numberOf = numberOf;
  }

  /** Whether it is a state. */
  take(key: Uint8Array, bytes: Uint8Array | null): boolean {
    if (!this.isOfSlot(key)) {
      const behind = behindSlot(key);
      if (behind < 0) return false;
      this.slot = key.slice(0, behind);
      this.number = this.numberOf(textOf(key.subarray(1, behind - 1)));
    }
    this.waiting.set(lettersOf(key), this.places.length);
    const length = key.length - this.slot.length;
    this.mustHave(key.length + (bytes?.length ?? 0));
    this.places.push(this.number, this.used + this.slot.length, length, bytes?.length ?? DELETED);
    this.room.set(key, this.used);
    this.used += key.length;
    if (bytes !== null) this.room.set(bytes, this.used);
    this.used += bytes?.length ?? 0;
    return true;
  }

  get full(): boolean {
    return this.used >= MOST_BYTES || this.places.length >= PARTS * MOST_STATES;
  }

  *pieces(): Generator<readonly Laid[]> {
    const { waiting } = this;
    const names = [...waiting.keys()].sort();
    for (let at = 0; at < names.length; at += PIECE)
      yield names.slice(at, at + PIECE).map((name) => this.laid(waiting.get(name)!));
    this.waiting = new Map();
    this.places.length = 0;
    this.used = 0;
  }

  private laid(place: number): Laid {
    const { places, room } = this;
    const from = places[place + 1]!;
    const behind = from + places[place + 2]!;
    const length = places[place + 3]!;
    const bytes = length === DELETED ? null : room.subarray(behind, behind + length);
    return { pattern: places[place]!, key: room.subarray(from, behind), bytes };
  }

  private mustHave(more: number): void {
    const needed = this.used + more;
    if (needed <= this.room.length) return;
    const room = Buffer.allocUnsafeSlow(2 * needed);
    this.room.copy(room, 0, 0, this.used);
    this.room = room;
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

const lettersOf = (bytes: Uint8Array): string =>
  (Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  ).toString("latin1");
