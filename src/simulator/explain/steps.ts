import type { Order } from "../../automaton/automaton.ts";
import { noCounts } from "../../machine/counts.ts";
import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Happening } from "../../machine/visitor.ts";
import { steppedRunner } from "../../stream/pattern-runner.ts";
import { outputText, stackText, stimulusText } from "../../stream/trace.ts";
import { passThrough, watermarksOf } from "../compare/passing.ts";
import type { Clock } from "./clock.ts";
import type { StepPair } from "./explanation.ts";
import type { Words } from "./replay.ts";

/** One step in words, and what tells it from the others. */
interface Told {
  readonly name: string;
  readonly text: string;
}

/** The steps of two runs, those of one event or one timer beside each other. */
export function stepPairs(
  machine: Machine,
  words: Words,
  ordered: readonly Event[],
  disturbed: readonly Event[],
  clock: Clock,
): StepPair[] {
  const runs = [
    happenings(machine, words.ordered, ordered),
    happenings(machine, words.disturbed, disturbed),
  ];
  // An end that does nothing, last in both runs, says nothing.
  if (runs.every((run) => run.length > 0 && isQuietEnd(run.at(-1)!)))
    for (const run of runs) run.pop();
  const [left, right] = runs.map((run) =>
    run.map((one): Told => ({ name: nameOf(one), text: stepText(machine, one, clock) })),
  ) as [Told[], Told[]];
  return aligned(left, right);
}

/** What one key's events make happen behind these words, to the end of the input. */
function happenings(machine: Machine, order: Order | null, events: readonly Event[]): Happening[] {
  const { order: _, ...plain } = machine.automaton;
  const automaton = order === null ? plain : { ...plain, order };
  const found: Happening[] = [];
  const runner = steppedRunner(
    { ...machine, automaton },
    {
      ...{ counts: noCounts(), output: () => {}, dead: () => {} },
      happened: (happening) => found.push(happening),
    },
  );
  passThrough(runner, events, order === null ? null : watermarksOf(events), {});
  return found;
}

const isQuietEnd = ({ stimulus, step }: Happening): boolean =>
  stimulus.kind === "end" && step.outputs.length === 0 && step.failure === null;

function nameOf({ stimulus, lane }: Happening): string {
  const of = lane.texts.join();
  switch (stimulus.kind) {
    case "event":
      return `event ${stimulus.event.id} ${of}`;
    case "timer":
      return `timer ${stimulus.timer.owner}.${stimulus.timer.index} ${of}`;
    case "end":
      return `end ${of}`;
  }
}

/** `10:31:07.2  cart { product: "p1" }`, where it led, then a line for each thing done. */
function stepText(machine: Machine, happening: Happening, clock: Clock): string {
  const { stimulus, situation, step, lane, before } = happening;
  const { from, to } = step.explanation;
  const time = stimulus.kind === "event" ? stimulus.event.time : situation.at;
  const place = lane.texts.length === 0 ? "" : `[${lane.texts.join(", ")}] `;
  const moved = from === to ? from : `${from} -> ${to}`;
  const stack = step.configuration.stack;
  return [
    `${clock(time)}  ${place}${stimulusText(machine, happening)}`,
    `(${moved})`,
    ...(step.failure === null ? [] : [`failed: ${step.failure}`]),
    ...step.outputs.map((output) => `emit ${outputText(output)}`),
    ...(before.stack === stack ? [] : [`stack ${stackText(machine, stack)}`]),
  ].join("\n");
}

/** Longest common subsequence by name; what is left over stands alone. */
function aligned(left: readonly Told[], right: readonly Told[]): StepPair[] {
  const common = left.map(() => new Array<number>(right.length + 1).fill(0));
  common.push(new Array<number>(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      common[i]![j] =
        left[i]!.name === right[j]!.name
          ? common[i + 1]![j + 1]! + 1
          : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const pairs: StepPair[] = [];
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    const [one, other] = [left[i], right[j]];
    if (one !== undefined && other !== undefined && one.name === other.name) {
      pairs.push({
        ...{ ordered: one.text, disturbed: other.text },
        differs: one.text !== other.text,
      });
      i++;
      j++;
    } else if (
      other === undefined ||
      (one !== undefined && common[i + 1]![j]! > common[i]![j + 1]!)
    ) {
      pairs.push({ ordered: one!.text, disturbed: null, differs: true });
      i++;
    } else {
      pairs.push({ ordered: null, disturbed: other.text, differs: true });
      j++;
    }
  }
  return pairs;
}
