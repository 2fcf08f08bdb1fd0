import { ALL_CONSTRUCTS, type Construct } from "../support/constructs.ts";
import { OCCURRENCES, type Occurrence } from "./occurrences.ts";

const PROGRAMS_MIN = 0.05;
const PAIRS_MIN = 0.01;
const EMITTING_MIN = 0.5;
/** Of what no program says, but happens where rules meet. */
const OCCURRING_MIN = 0.003;

/** How often everything stood in a program and fired over a log. */
export class Coverage {
  programs = 0;
  pairs = 0;
  readonly #inPrograms = new Map<Construct, number>();
  readonly #inPairs = new Map<Construct | Occurrence, number>();

  program(constructs: ReadonlySet<Construct>): void {
    this.programs++;
    for (const one of constructs) this.#inPrograms.set(one, (this.#inPrograms.get(one) ?? 0) + 1);
  }

  /** Of a construct only what the program itself contains is counted. */
  pair(fired: ReadonlySet<Construct | Occurrence>, constructs: ReadonlySet<Construct>): void {
    this.pairs++;
    for (const one of fired)
      if (isOccurrence(one) || constructs.has(one))
        this.#inPairs.set(one, (this.#inPairs.get(one) ?? 0) + 1);
  }

  /** As plain data, to be added up elsewhere. */
  counted() {
    const { programs, pairs } = this;
    return { programs, pairs, inPrograms: [...this.#inPrograms], inPairs: [...this.#inPairs] };
  }

  add({ programs, pairs, inPrograms, inPairs }: ReturnType<Coverage["counted"]>): void {
    this.programs += programs;
    this.pairs += pairs;
    for (const [one, count] of inPrograms)
      this.#inPrograms.set(one, (this.#inPrograms.get(one) ?? 0) + count);
    for (const [one, count] of inPairs)
      this.#inPairs.set(one, (this.#inPairs.get(one) ?? 0) + count);
  }

  programShare(of: Construct): number {
    return (this.#inPrograms.get(of) ?? 0) / this.programs;
  }

  pairShare(of: Construct | Occurrence): number {
    return (this.#inPairs.get(of) ?? 0) / this.pairs;
  }

  /** What stays below its threshold, as sentences. */
  shortcomings(): string[] {
    const list: string[] = [];
    const check = (of: string, share: number, least: number, where: string) => {
      if (share < least)
        list.push(`${of}: ${percent(share)} of ${where}, at least ${percent(least)} wanted`);
    };
    for (const one of ALL_CONSTRUCTS) {
      check(one, this.programShare(one), PROGRAMS_MIN, "programs");
      check(one, this.pairShare(one), PAIRS_MIN, "pairs");
    }
    for (const one of OCCURRENCES)
      check(one, this.pairShare(one), one === "emits" ? EMITTING_MIN : OCCURRING_MIN, "pairs");
    return list;
  }

  table(): string {
    const row = (name: string, first: string, second: string) =>
      `${name.padEnd(36)}${first.padStart(10)}${second.padStart(10)}`;
    return [
      `${this.programs} programs, ${this.pairs} pairs`,
      row("", "programs", "fired"),
      ...ALL_CONSTRUCTS.map((one) =>
        row(one, percent(this.programShare(one)), percent(this.pairShare(one))),
      ),
      ...OCCURRENCES.map((one) => row(one, "", percent(this.pairShare(one)))),
    ].join("\n");
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const isOccurrence = (one: Construct | Occurrence): one is Occurrence =>
  (OCCURRENCES as readonly string[]).includes(one);
