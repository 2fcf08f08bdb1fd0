import type { Event } from "../machine/event.ts";
import type { KeyedRows } from "../machine/twin/runtime.ts";
import { HASHES_AHEAD, type HashesAhead } from "./hashes-ahead.ts";
import { hashOf, KEY_BYTES_MAX, lastWord, mixed, settled } from "./key-bytes.ts";
import type { PassingEvent } from "./mapped-event.ts";

/** A key that would stand so far from where it belongs is found by its text: no log can make looking slow. */
const FURTHEST = 128;

/**
 * The rows of a table by key, found by a key's bytes before it is a text: open addressing (Knuth 6.4, algorithm L)
 * over entries of whole words. To make a text of each record's key, and to hash it, costs more than all else.
 */
export class KeyRows implements KeyedRows {
  /** Entries, one behind the other: row, length in bytes, bytes four at a time. There is none at 0. */
  #cells = new Int32Array(1024);
  #end = 1;
  /** By number of words: the last entry that was given back; its row tells the next. */
  readonly #free = new Int32Array(KEY_BYTES_MAX / 4 + 1);
  /** Where entries lie; 0: none. Never more than half full. */
  #places = new Int32Array(256);
  #count = 0;
  readonly #texts = new Map<string, number>();
  #turn = 0;
  readonly #touched = new Int32Array(HASHES_AHEAD);
  readonly #scratch: DataView = new DataView(new ArrayBuffer(KEY_BYTES_MAX));

  get size(): number {
    return this.#count + this.#texts.size;
  }

  find(event: Event): number | undefined {
    const { view, start, length, hash, ahead } = (event as PassingEvent).keyBytes;
    if (ahead.turn !== this.#turn) this.#touch(ahead);
    if (length === 0) return this.get(event.key);
    const place = this.#placeOf(view, start, length, hash);
    if (place >= 0) return this.#cells[this.#places[place]!];
    return this.#texts.size === 0 ? undefined : this.#texts.get(event.key);
  }

  get(key: string): number | undefined {
    if (this.#spelled(key)) {
      const place = this.#spelledPlace(key.length);
      if (place >= 0) return this.#cells[this.#places[place]!];
    }
    return this.#texts.get(key);
  }

  set(key: string, row: number): void {
    if (!this.#spelled(key) || this.#texts.has(key)) {
      this.#texts.set(key, row);
      return;
    }
    const found = this.#spelledPlace(key.length);
    if (found >= 0) {
      this.#cells[this.#places[found]!] = row;
      return;
    }
    const place = -found - 1;
    const entry = this.#entry(row, key.length);
    if (this.#away(entry, place) >= FURTHEST) {
      this.#giveBack(entry);
      this.#texts.set(key, row);
      return;
    }
    this.#places[place] = entry;
    if (2 * ++this.#count > this.#places.length) this.#spread();
  }

  delete(key: string): void {
    if (this.#texts.delete(key) || !this.#spelled(key)) return;
    const place = this.#spelledPlace(key.length);
    if (place < 0) return;
    this.#giveBack(this.#places[place]!);
    this.#count--;
    this.#close(place);
  }

  *values(): Generator<number> {
    for (const entry of this.#places) if (entry !== 0) yield this.#cells[entry]!;
    yield* this.#texts.values();
  }

  /**
   * Reads what the next look-ups will read, all at once: memory answers many questions in the time of one, but only
   * where none waits for another's answer.
   */
  #touch({ hashes, turn }: HashesAhead): void {
    this.#turn = turn;
    const places = this.#places;
    const cells = this.#cells;
    const touched = this.#touched;
    const mask = places.length - 1;
    for (let i = 0; i < HASHES_AHEAD; i++) touched[i] = places[hashes[i]! & mask]!;
    for (let i = 0; i < HASHES_AHEAD; i++) touched[i] = cells[touched[i]!]!;
  }

  /** The place of a key; below zero: where it would be, as -1 less that. */
  #placeOf(view: DataView, start: number, length: number, hash: number): number {
    const cells = this.#cells;
    const places = this.#places;
    const mask = places.length - 1;
    const last = start + length - 4;
    const word = lastWord(view, start, length);
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const entry = places[place]!;
      if (entry === 0) return -place - 1;
      if (cells[entry + 1] !== length) continue;
      let cell = entry + 2;
      let at = start;
      while (at < last && cells[cell] === view.getInt32(at, true)) {
        cell++;
        at += 4;
      }
      if (at >= last && cells[cell] === word) return place;
    }
  }

  #spelledPlace(length: number): number {
    return this.#placeOf(this.#scratch, 0, length, hashOf(this.#scratch, 0, length));
  }

  /** Writes a key as bytes; false: it is none that is found by bytes. */
  #spelled(key: string): boolean {
    const { length } = key;
    if (length > KEY_BYTES_MAX || length === 0) return false;
    for (let i = 0; i < length; i++) {
      const code = key.charCodeAt(i);
      if (code > 0x7f) return false;
      this.#scratch.setUint8(i, code);
    }
    return true;
  }

  /** An entry for the key that was spelled. */
  #entry(row: number, length: number): number {
    const words = wordsOf(length);
    let entry = this.#free[words]!;
    if (entry !== 0) this.#free[words] = this.#cells[entry]!;
    else {
      entry = this.#end;
      this.#end += 2 + words;
      if (this.#end > this.#cells.length) {
        const wider = new Int32Array(Math.ceil(this.#cells.length * 1.5));
        wider.set(this.#cells);
        this.#cells = wider;
      }
    }
    const cells = this.#cells;
    cells[entry] = row;
    cells[entry + 1] = length;
    const view = this.#scratch;
    for (let word = 0; word < words - 1; word++)
      cells[entry + 2 + word] = view.getInt32(4 * word, true);
    cells[entry + 1 + words] = lastWord(view, 0, length);
    return entry;
  }

  #giveBack(entry: number): void {
    const words = wordsOf(this.#cells[entry + 1]!);
    this.#cells[entry] = this.#free[words]!;
    this.#free[words] = entry;
  }

  /** How far a place is from where an entry belongs. */
  #away(entry: number, place: number): number {
    return (place - this.#hashOf(entry)) & (this.#places.length - 1);
  }

  #hashOf(entry: number): number {
    const cells = this.#cells;
    const length = cells[entry + 1]!;
    let hash = length;
    for (let word = wordsOf(length), cell = entry + 2; word > 0; word--, cell++)
      hash = mixed(hash, cells[cell]!);
    return settled(hash);
  }

  /** Moves up what stood behind a place that is free now, where it may. */
  #close(free: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let hole = free;
    for (let place = (hole + 1) & mask; places[place] !== 0; place = (place + 1) & mask) {
      if (this.#away(places[place]!, place) < ((place - hole) & mask)) continue;
      places[hole] = places[place]!;
      hole = place;
    }
    places[hole] = 0;
  }

  #spread(): void {
    const before = this.#places;
    this.#places = new Int32Array(2 * before.length);
    const mask = this.#places.length - 1;
    for (const entry of before) {
      if (entry === 0) continue;
      let place = this.#hashOf(entry) & mask;
      while (this.#places[place] !== 0) place = (place + 1) & mask;
      this.#places[place] = entry;
    }
  }
}

const wordsOf = (length: number): number => (length + 3) >> 2;
