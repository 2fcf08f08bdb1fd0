import { textOf } from "../bytes.ts";
import { behindSlot } from "../task/changelog-keys.ts";
import type { Laid } from "./shelf.ts";

/** What is gathered before it is written: so much memory a task may take while its shelf is built anew. */
const MOST_BYTES = 8_000_000;
const MOST_STATES = 40_000;
/** Written at once. */
const PIECE = 2_000;

/**
 * States of a changelog on their way to an empty shelf, as they are: they come as they were last changed, and
 * are laid in the order of their keys, for a tree of pages takes neighbours much faster.
 */
export class Laying {
  private readonly numberOf: (slot: string) => number;
  /** By tag, slot and key, each byte as a character. */
  private waiting = new Map<string, Laid>();
  private bytes = 0;
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
    const own = key.subarray(this.slot.length);
    this.waiting.set(lettersOf(key), { pattern: this.number, key: own, bytes });
    this.bytes += key.length + (bytes?.length ?? 0);
    return true;
  }

  get full(): boolean {
    return this.bytes >= MOST_BYTES || this.waiting.size >= MOST_STATES;
  }

  *pieces(): Generator<readonly Laid[]> {
    const { waiting } = this;
    this.waiting = new Map();
    this.bytes = 0;
    const names = [...waiting.keys()].sort();
    for (let at = 0; at < names.length; at += PIECE)
      yield names.slice(at, at + PIECE).map((name) => waiting.get(name)!);
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
