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
import type { Input } from "../oracle/oracle.ts";
import type { Construct } from "../support/constructs.ts";
import { Firing } from "./fired.ts";
import { type Occurrence, occurrencesBetween, ofCounts } from "./occurrences.ts";
import { deadLine, type Way } from "./ways.ts";

/** What the reference makes of each input that finds something to do; null of one that does not. */
export function* passagesOf(
  machine: Machine,
  inputs: readonly Input[],
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

export interface Reference extends Way {
  /** What fired in the last run. */
  readonly fired: ReadonlySet<Construct | Occurrence>;
}

/** The definition as a way of running, which notes what it does. */
export function reference(machine: Machine): Reference {
  const firing = new Firing(machine.automaton);
  const fired = new Set<Construct | Occurrence>();
  return {
    name: "reference",
    fired,
    run(inputs) {
      fired.clear();
      const lines: string[] = [];
      const dead: string[] = [];
      const due: number[] = [];
      const counts = noCounts();
      let before: Visitor | null = null;
      for (const [input, passage] of passagesOf(machine, inputs)) {
        due.push(dueAfter(machine, passage));
        if (passage === null) continue;
        lines.push(...passage.outputs.map(outputLine));
        dead.push(...passage.dead.map(deadLine));
        addCounts(counts, passage.counts);
        for (const happening of passage.happenings)
          for (const one of firing.of(happening)) fired.add(one);
        for (const one of occurrencesBetween(machine, before, input, passage)) fired.add(one);
        before = passage.visitor;
      }
      for (const one of ofCounts(counts)) fired.add(one);
      if (lines.length > 0) fired.add("emits");
      return { lines, dead, counts, due };
    },
  };
}

const dueAfter = (machine: Machine, passage: Passage | null): number =>
  passage?.visitor == null
    ? Number.POSITIVE_INFINITY
    : (nextDue(machine, passage.visitor) ?? Number.POSITIVE_INFINITY);
