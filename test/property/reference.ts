import { addCounts, noCounts } from "../../src/machine/counts.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import {
  advance,
  feed,
  finish,
  nextDue,
  type Passage,
  type Visitor,
} from "../../src/machine/visitor.ts";
import { Coverage as SeenByReference } from "../../src/stream/coverage.ts";
import type { Input } from "../oracle/oracle.ts";
import type { Construct } from "../support/constructs.ts";
import { Firing } from "./fired.ts";
import { type Occurrence, occurrencesBetween, ofCounts } from "./occurrences.ts";
import { deadLine, type Way } from "./ways.ts";

/** The definition, healthy unless a test says otherwise. */
const HEALTHY = { advance, feed, finish, nextDue };
export type Definition = typeof HEALTHY;

/** What the reference makes of each input; null of one that finds nothing to do. */
export function* passagesOf(
  machine: Machine,
  inputs: readonly Input[],
  { advance, feed, finish }: Definition = HEALTHY,
): Generator<readonly [Input, Passage | null]> {
  let visitor: Visitor | null = null;
  for (const input of inputs) {
    if (input.kind !== "event" && visitor === null) {
      yield [input, null];
      continue;
    }
    const passage: Passage =
      input.kind === "event"
        ? feed(machine, visitor, input.event, input.behindWatermark)
        : input.kind === "end"
          ? finish(machine, visitor!)
          : advance(machine, visitor!, input.at);
    visitor = passage.visitor;
    yield [input, passage];
  }
}

type Listener = (input: Input, passage: Passage) => void;

/** The definition as a way of running. */
export const plainReference = (
  machine: Machine,
  definition: Definition = HEALTHY,
  listener: Listener = () => {},
): Way => ({
  name: "reference",
  run(inputs) {
    const lines: string[] = [];
    const dead: string[] = [];
    const due: number[] = [];
    const counts = noCounts();
    const seen = new SeenByReference(machine);
    for (const [input, passage] of passagesOf(machine, inputs, definition)) {
      const visitor = passage?.visitor ?? null;
      const next = visitor === null ? null : definition.nextDue(machine, visitor);
      due.push(next ?? Number.POSITIVE_INFINITY);
      if (passage === null) continue;
      lines.push(...passage.outputs.map(outputLine));
      dead.push(...passage.dead.map(deadLine));
      addCounts(counts, passage.counts);
      for (const happening of passage.happenings) seen.see(happening, "");
      listener(input, passage);
    }
    // A lane that was dropped and begins anew is the same to whoever only sees steps.
    const tally = counts.lanesDropped > 0 ? null : seen.tally;
    return { lines, dead, counts, due, tally };
  },
});

export interface Reference extends Way {
  /** What fired in the last run. */
  readonly fired: ReadonlySet<Construct | Occurrence>;
}

/** The definition as a way of running that notes what it does. */
export function reference(machine: Machine): Reference {
  const firing = new Firing(machine.automaton);
  const fired = new Set<Construct | Occurrence>();
  let before: Visitor | null = null;
  const note = (ones: Iterable<Construct | Occurrence>): void => {
    for (const one of ones) fired.add(one);
  };
  const { name, run } = plainReference(machine, HEALTHY, (input, passage) => {
    for (const happening of passage.happenings) note(firing.of(happening));
    note(occurrencesBetween(machine, before, input, passage));
    before = passage.visitor;
  });
  return {
    name,
    fired,
    run(inputs) {
      fired.clear();
      before = null;
      const result = run(inputs);
      note(ofCounts(result.counts));
      if (result.lines.length > 0) fired.add("emits");
      return result;
    },
  };
}
