import fc from "fast-check";
import { expect } from "vitest";
import { load, type Machine } from "../../../src/machine/machine.ts";
import { trials } from "../../property/pairs.ts";
import { automatonOf } from "../../property/three-ways.ts";
import { type Draw, drawingFrom } from "../../support/draw.ts";
import type { Log } from "../../support/logs.ts";

/** Pairs of a program and a log that each property is tried on; `npm run test:order` asks for more. */
const ASKED = process.env.PROPERTY_RUNS;

export const casesOr = (usual: number): number => (ASKED === undefined ? usual : Number(ASKED));

export interface Property {
  readonly name: string;
  readonly seed: number;
  readonly cases: number;
  readonly logsPerProgram: number;
  /** Only programs without lanes. */
  readonly laneless?: boolean;
}

/** Checks random programs, each with its logs. Says what it did where somebody asked for a number of cases. */
export function holds(
  { name, seed, cases, logsPerProgram, laneless }: Property,
  check: (machine: Machine, logs: readonly Log[], drawFor: (log: Log) => Draw) => void,
): void {
  const compiled = machines();
  const programs = Math.max(1, Math.ceil(cases / logsPerProgram));
  const before = process.cpuUsage();
  const tenth = Math.ceil(programs / 10) * logsPerProgram;
  let tried = 0;
  const tell = (): void => {
    if (ASKED === undefined) return;
    const { user, system } = process.cpuUsage(before);
    const seconds = Math.round((user + system) / 1e6);
    console.log(
      `${name}: ${tried} of ${programs * logsPerProgram} logs, of ${programs} programs, ${seconds} s of processor time`,
    );
  };
  fc.assert(
    fc.property(
      trials((text) => {
        const machine = compiled(text);
        return machine !== null && !(laneless === true && machine.automaton.lanes !== null);
      }, logsPerProgram),
      fc.nat(),
      ({ program, logs }, drawn) => {
        check(compiled(program.text)!, logs, (log) => drawingFrom(drawn + numberOf(log)));
        tried += logs.length;
        if (tried % tenth === 0) tell();
      },
    ),
    { seed, numRuns: programs },
  );
  expect(tried).toBe(programs * logsPerProgram);
  if (tried % tenth !== 0) tell();
}

/** A log keeps its choices where others beside it are left out, so that a failure can be made smaller. */
function numberOf(log: Log): number {
  let number = log.length;
  for (const { wait } of log) number = (Math.imul(number, 31) + wait) >>> 0;
  return number;
}

/** Remembers the last program only: drawing and checking ask for the same one in a row. */
function machines(): (text: string) => Machine | null {
  let last: { text: string; machine: Machine | null } | null = null;
  return (text) => {
    if (last?.text === text) return last.machine;
    const automaton = automatonOf(text);
    last = { text, machine: automaton === null ? null : load(automaton) };
    return last.machine;
  };
}

/** Lines that should be the same, told apart only where they are not: a comparison of lists is slow. */
export function sameLines(lines: readonly string[], expected: readonly string[]): void {
  if (lines.join("\n") !== expected.join("\n")) expect(lines).toEqual(expected);
}

export function sameCounts<T extends object>(counts: T, expected: NoInfer<T>): void {
  for (const name of Object.keys(expected) as (keyof T)[])
    if (counts[name] !== expected[name]) expect(counts).toEqual(expected);
}
