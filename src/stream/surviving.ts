import { TooManyUnmatched } from "./output-match.ts";

const REVISION = /^(\{"id":"[^"]*"),"rev":\d+(,"retracted":true)?/;

/** Lines with revisions (rule 36): what stands of them in the end, each once, as if nothing had come late. */
export class Surviving {
  readonly #standing = new Map<string, string>();
  readonly #line: (line: string) => void;
  readonly #most: number;

  /** Told at the end: until then any line may be taken back. */
  constructor(line: (line: string) => void, most: number) {
    this.#line = line;
    this.#most = most;
  }

  hear(line: string): void {
    const [head = "", id = "", retracted] = REVISION.exec(line) ?? [];
    // What changed comes where it first stood; what came back, at its new place.
    if (retracted !== undefined) this.#standing.delete(id);
    else this.#standing.set(id, id + line.slice(head.length));
    if (this.#standing.size > this.#most) throw new TooManyUnmatched();
  }

  end(): void {
    for (const line of this.#standing.values()) this.#line(line);
    this.#standing.clear();
  }
}
