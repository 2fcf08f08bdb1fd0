import { platformDecoder } from "../../records/decoder.ts";

const BLOCK_BYTES = 64 * 1024;

/**
 * Values side by side in blocks, each with a zero byte behind it. A scanner needs a byte that ends the
 * value; and it looks at a whole block faster than at small ranges of somebody else's memory.
 */
export class ValueBytes {
  /** The block of the value placed last. It is never written to again where something was placed. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Where it stands. */
  start = 0;
  end = 0;
  readonly #decoder = platformDecoder();
  #free = 0;

  /** `room`: how many bytes behind it may be written to, one at least. */
  place(value: Uint8Array, room = 1): void {
    const { length } = value;
    if (this.#free + length + room > this.bytes.length) {
      this.bytes = this.#decoder.readable(new Uint8Array(Math.max(BLOCK_BYTES, length + room)));
      this.#free = 0;
    }
    this.bytes.set(value, this.#free);
    this.start = this.#free;
    this.end = this.#free + length;
    this.#free = this.end + 1;
  }

  /** Of the room behind the value placed last, what stands before `end` was written to. */
  claim(end: number): void {
    this.#free = end + 1;
  }
}
