/** The outside world failed: a file that cannot be opened, a gzip that breaks off, a header that is none. */
export class InputError extends Error {
  /** The source's name. */
  readonly source: string;
  /** How far reading came: `after record 17`. */
  readonly position: string;

  constructor(source: string, message: string, position = "") {
    super(`${source}: ${message}${position === "" ? "" : ` (${position})`}`);
    this.name = "InputError";
    this.source = source;
    this.position = position;
  }
}
