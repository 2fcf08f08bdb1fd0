/** A pattern of the library, as the gallery lists it. */
export interface Entry {
  /** Its folder: `#example/search-attribution`. */
  readonly id: string;
  readonly title: string;
  /** The question that it answers. */
  readonly about: string;
}

/** The pattern, with a log to try it on. */
export interface Example {
  readonly pattern: string;
  readonly logName: string;
  readonly log: string;
}
