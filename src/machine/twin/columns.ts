import type { Type } from "../../automaton/automaton.ts";

/**
 * Where values of one sort of record (configurations, visitors, frames) are kept: doubles and whole numbers
 * side by side in one buffer, and what only JavaScript can hold (texts, exact values) side by side in one list,
 * so that a record lies in a few lines of the processor's cache.
 */
export type Place = "double" | "int" | "any";

/** A missing double is NaN, a missing boolean 2. */
export const placeOf = (type: Type): Place => {
  if (type.kind === "text" || type.kind === "exact") return "any";
  return type.kind === "boolean" ? "int" : "double";
};

export class Columns {
  readonly prefix: string;
  private readonly places = new Map<string, { readonly place: Place; readonly index: number }>();
  private readonly counts = { double: 0, int: 0, any: 0 };

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  add(name: string, place: Place): void {
    if (!this.places.has(name)) this.places.set(name, { place, index: this.counts[place]++ });
  }

  has(name: string): boolean {
    return this.places.has(name);
  }

  placeOf(name: string): Place {
    return this.places.get(name)!.place;
  }

  /** In doubles. */
  get stride(): number {
    return this.counts.double + Math.ceil(this.counts.int / 2);
  }

  /** A record's places in the list. */
  anyPlaces(row: string): readonly string[] {
    return Array.from({ length: this.counts.any }, (_, index) => this.anyPlace(index, row));
  }

  /** Code that makes room in the list for a record; nothing where it needs none. */
  get anyRoom(): readonly string[] {
    const { any } = this.counts;
    return any === 0 ? [] : [`${this.prefix}A.push(${Array(any).fill("undefined").join(", ")});`];
  }

  /** The same where the list ends before the record. */
  anyRoomFor(row: string): readonly string[] {
    const { any } = this.counts;
    return this.anyRoom.map((push) => `if (${this.prefix}A.length === ${row} * ${any}) ${push}`);
  }

  /** The place of a value, to read and to assign. `row` is a plain name. */
  at(name: string, row: string): string {
    const { place, index } = this.places.get(name)!;
    if (place === "any") return this.anyPlace(index, row);
    if (place === "double") return `${this.prefix}F[${row} * ${this.stride} + ${index}]`;
    return `${this.prefix}I[${row} * ${2 * this.stride} + ${2 * this.counts.double + index}]`;
  }

  private anyPlace(index: number, row: string): string {
    const { any } = this.counts;
    return any === 1 ? `${this.prefix}A[${row}]` : `${this.prefix}A[${row} * ${any} + ${index}]`;
  }

  /** Declarations of the buffer, the list, and the function that makes room. */
  declaration(): string {
    const { prefix: x, stride } = this;
    return [
      `let ${x}N = 64;`,
      `let ${x}F = new Float64Array(${x}N * ${stride});`,
      `let ${x}I = new Int32Array(${x}F.buffer);`,
      ...(this.counts.any === 0 ? [] : [`const ${x}A = [];`]),
      `function grow${x}(row) {`,
      `  ${x}N = row < 1048576 ? row * 2 : Math.ceil(row * 1.25);`,
      `  const wider = new Float64Array(${x}N * ${stride});`,
      `  const whole = new Int32Array(wider.buffer);`,
      `  whole.set(${x}I);`,
      `  ${x}F = wider; ${x}I = whole;`,
      `}`,
    ].join("\n");
  }
}
