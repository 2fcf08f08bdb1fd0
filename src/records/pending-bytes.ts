/** The bytes of a source from the record at hand on, where a record may span lines. */
export class PendingBytes {
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the record at hand begins. */
  start = 0;
  begun = false;
  ended = false;
  /** What `bytes` is a part of: there may be room behind it. */
  #buffer: Uint8Array = this.bytes;

  /** Never moves bytes that a record may still refer to. */
  push(chunk: Uint8Array): void {
    const { bytes, start } = this;
    const rest = bytes.length - start;
    if (rest === 0) {
      this.#buffer = this.bytes = chunk;
      this.start = 0;
      return;
    }
    if (this.#buffer.length - bytes.length < chunk.length || this.#buffer.buffer !== bytes.buffer) {
      // Room to grow where a long record is coming in, so that it is not copied with each chunk.
      this.#buffer = new Uint8Array((rest + chunk.length) * (rest > chunk.length ? 2 : 1));
      this.#buffer.set(bytes.subarray(start));
      this.#buffer.set(chunk, rest);
      this.bytes = this.#buffer.subarray(0, rest + chunk.length);
      this.start = 0;
      return;
    }
    this.#buffer.set(chunk, bytes.length);
    this.bytes = this.#buffer.subarray(0, bytes.length + chunk.length);
  }

  /** Appends a line feed, so that the last record ends like any other. */
  end(): void {
    if (!this.ended) this.push(Uint8Array.of(0x0a));
    this.ended = true;
  }
}
