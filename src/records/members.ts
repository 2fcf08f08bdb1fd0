import type { Members } from "./mapped-event.ts";

/**
 * The members of a record that was accepted, for `with event` (rule 27): source order, the source's own digits,
 * texts escaped as JSON.stringify does, no blanks. Of a name given twice the last value counts, as everywhere.
 */
export function jsonMembers(bytes: Uint8Array, start: number, end: number): Members {
  return membersOfText(new TextDecoder().decode(bytes.subarray(start, end)));
}

export function membersOfText(json: string): Members {
  const members = new Map<string, string>();
  const reader = new CompactReader(json);
  reader.object((name, value) => members.set(name, value));
  return [...members];
}

/** Walks JSON that is known to be valid. */
class CompactReader {
  readonly #json: string;
  #at = 0;

  constructor(json: string) {
    this.#json = json;
  }

  object(member: (name: string, value: string) => void): void {
    this.#expect("{");
    if (this.#peek() === "}") {
      this.#at++;
      return;
    }
    for (;;) {
      const name = JSON.parse(this.#quoted()) as string;
      this.#expect(":");
      member(name, this.#value());
      if (this.#next() === "}") return;
    }
  }

  #value(): string {
    const first = this.#peek();
    if (first === '"') return JSON.stringify(JSON.parse(this.#quoted()));
    if (first === "{") {
      const parts: string[] = [];
      this.object((name, value) => parts.push(`${JSON.stringify(name)}:${value}`));
      return `{${parts.join(",")}}`;
    }
    if (first === "[") return this.#array();
    const start = this.#at;
    while (this.#at < this.#json.length && !",]} \t\r\n".includes(this.#json[this.#at]!))
      this.#at++;
    return this.#json.slice(start, this.#at);
  }

  #array(): string {
    const parts: string[] = [];
    this.#at++;
    if (this.#peek() === "]") {
      this.#at++;
      return "[]";
    }
    do parts.push(this.#value());
    while (this.#next() === ",");
    return `[${parts.join(",")}]`;
  }

  #quoted(): string {
    this.#peek();
    const start = this.#at++;
    while (this.#json[this.#at] !== '"') this.#at += this.#json[this.#at] === "\\" ? 2 : 1;
    return this.#json.slice(start, ++this.#at);
  }

  #peek(): string {
    while (" \t\r\n".includes(this.#json[this.#at]!)) this.#at++;
    return this.#json[this.#at]!;
  }

  #next(): string {
    const next = this.#peek();
    this.#at++;
    return next;
  }

  #expect(character: string): void {
    if (this.#next() !== character) throw new Error(`${character} was expected`);
  }
}
