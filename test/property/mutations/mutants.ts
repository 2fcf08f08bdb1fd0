import { ORACLE } from "./oracle.ts";
import { REFERENCE } from "./reference.ts";
import { TWIN } from "./twin.ts";

/** One thing wrong: what it is in words, the file, a text that stands exactly once in it, and another instead. */
export type Fault = readonly [wrong: string, file: string, from: string, to: string];

/** One of the ways of running with one thing wrong in it. */
export interface Mutant {
  readonly way: "reference" | "twin" | "oracle";
  readonly wrong: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const of = (way: Mutant["way"], folder: string, faults: readonly Fault[]): Mutant[] =>
  faults.map(([wrong, file, from, to]) => ({ way, wrong, file: `${folder}/${file}`, from, to }));

/** Their places in this list are their numbers. */
export const MUTANTS: readonly Mutant[] = [
  ...of("reference", "src/machine", REFERENCE),
  ...of("twin", "src/machine/twin", TWIN),
  ...of("oracle", "test/oracle", ORACLE),
];

/** The file's text with the fault in it. A text that is not there any more is an error: the list has to follow. */
export function mutated({ file, from, to }: Mutant, text: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places of: ${from}`);
  return parts.join(to);
}
