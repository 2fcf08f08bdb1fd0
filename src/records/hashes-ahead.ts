export const HASHES_AHEAD = 16;

/** Hashes of the keys of some lines at once, where they were found ahead. */
export class HashesAhead {
  readonly hashes = new Int32Array(HASHES_AHEAD);
  /** Counts how often they changed. */
  turn = 0;
}
