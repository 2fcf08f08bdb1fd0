import type { Automaton } from "../../src/automaton/automaton.ts";
import { addCounts, noCounts } from "../../src/machine/counts.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import type { Counts, DeadStep } from "../../src/machine/output.ts";
import { outputLine } from "../../src/machine/render.ts";
import { advance, feed, finish, type Passage, type Visitor } from "../../src/machine/visitor.ts";
import { type Answer, answer, type Input } from "../oracle/oracle.ts";
import type { Construct } from "../support/constructs.ts";
import { Firing, type Occurrence, ofCounts } from "./fired.ts";

/** What every way of running is compared by. */
export type Result = Pick<Answer, "lines" | "dead"> & { readonly counts: Readonly<Counts> };

/** One way of running an automaton over one key's inputs. */
export interface Way {
  readonly name: string;
  run(inputs: readonly Input[]): Result;
}

function deadLine(step: DeadStep): string {
  const lane = step.lane.length === 0 ? "" : `[${step.lane.join(",")}] `;
  if (step.kind === "event") return `${lane}event ${step.event} @${step.instant}`;
  return `${lane}${step.kind} ${step.name} @${step.instant}`;
}

/** What the reference makes of each input that finds something to do. */
export function* passagesOf(
  machine: Machine,
  inputs: readonly Input[],
): Generator<readonly [Input, Passage]> {
  let visitor: Visitor | null = null;
  for (const input of inputs) {
    if (input.kind !== "event" && visitor === null) continue;
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

export function reference(automaton: Automaton): Reference {
  const machine = load(automaton);
  const firing = new Firing(automaton);
  const fired = new Set<Construct | Occurrence>();
  return {
    name: "reference",
    fired,
    run(inputs) {
      fired.clear();
      const lines: string[] = [];
      const dead: string[] = [];
      const counts = noCounts();
      for (const [input, passage] of passagesOf(machine, inputs)) {
        lines.push(...passage.outputs.map(outputLine));
        dead.push(...passage.dead.map(deadLine));
        addCounts(counts, passage.counts);
        for (const happening of passage.happenings)
          for (const one of firing.of(happening)) fired.add(one);
        note(input, passage);
      }
      for (const one of ofCounts(counts)) fired.add(one);
      if (lines.length > 0) fired.add("emits");
      return { lines, dead, counts };
    },
  };

  function note(input: Input, { counts, happenings }: Passage): void {
    if (input.kind === "watermark" && happenings.length > 0) fired.add("due by watermark");
    if (input.kind !== "event") return;
    if (input.behindWatermark) fired.add("event behind the watermark");
    if (counts.ignored > 0)
      fired.add(input.event.name === null ? "ignore undeclared" : "ignore event");
    const tied = happenings.some(
      ({ stimulus, situation }) => stimulus.kind !== "event" && situation.at === input.event.time,
    );
    if (tied) fired.add("event and due step at one instant");
  }
}

export function oracle(automaton: Automaton): Way {
  const { version } = load(automaton);
  return { name: "oracle", run: (inputs) => answer(automaton, version, inputs) };
}
