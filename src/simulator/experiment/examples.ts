import { formatTime } from "../../machine/values/time.ts";
import { disturbances, tellDisturbance } from "../disorder/blame.ts";
import { pass } from "../disorder/pipeline.ts";
import { Traffic } from "../disorder/traffic.ts";
import { Explainer } from "../explain/explainer.ts";
import type { Explanation as Explained } from "../explain/explanation.ts";
import type { ErrorExample, ErrorKind, Explanation } from "./figures.ts";
import { type Kind, rankedKinds } from "./kinds.ts";
import type { Laboratory } from "./laboratory.ts";
import type { Plan } from "./plan.ts";

/** The most frequent kinds of errors of a watched arm, each with the draw that shows it. */
export function examples(
  plan: Plan,
  { findings, ordered }: Laboratory,
  { arm, most }: { readonly arm: number; readonly most: number },
): ErrorKind[] {
  const { pipeline } = plan;
  const { outputs } = ordered[0]!;
  const { arms } = plan.experiment.jobs[0]!;
  const kinds = rankedKinds(findings.kinds[plan.experiment.watched.indexOf(arm)]!).slice(0, most);
  const traffic = new Traffic();
  const { otherwise, order } = ordered[0]!;
  // What a log expects of itself no replay can give.
  const explainer =
    otherwise === null ? new Explainer(ordered[0]!, pipeline, [arms[arm]!], { order }) : null;
  const shown = new Map<Kind, ErrorExample>();
  // One draw shows all examples of its seed.
  for (const seed of new Set(kinds.map(({ example }) => example.wrong.seed))) {
    pass(pipeline, ordered[0]!.truth, seed, traffic);
    for (const kind of kinds)
      if (kind.example.wrong.seed === seed)
        shown.set(kind, exampleOf(kind, plan, ordered[0]!, traffic));
  }
  return kinds.map((kind) => {
    const { output, verdict, fields, stage, count } = kind;
    const found = explainer?.explain({ ...kind.example.wrong, arm: 0 }) ?? null;
    return {
      ...{ output: outputs[output]!, verdict, fields, count },
      mechanism: pipeline.stages[stage]?.mechanism ?? null,
      example: {
        ...shown.get(kind)!,
        ...(found === null ? {} : { explanation: explanationOf(found) }),
      },
    };
  });
}

const explanationOf = ({ text, proof, certified, swaps, steps }: Explained): Explanation => ({
  ...{ text: `${text} ${proof}`, certified, swaps },
  steps,
});

function exampleOf(
  { example: { key, wrong } }: Kind,
  { pipeline }: Plan,
  { log, truth }: Laboratory["ordered"][number],
  traffic: Traffic,
): ErrorExample {
  const own = log.rows.subarray(log.starts[key]!, log.starts[key + 1]!);
  const placeOf = new Map<number, number>();
  own.forEach((row, place) => void placeOf.set(row, place + 1));
  const arrivals: number[] = [];
  for (let i = 0; i < traffic.live; i++)
    if (placeOf.has(traffic.event[traffic.order[i]!]!)) arrivals.push(traffic.order[i]!);
  const arrivalOf = new Map(arrivals.map((row, place) => [row, place + 1]));
  // Originals first, lost ones among them, in the order of time; then copies.
  const rows = [...own, ...arrivals.filter((row) => traffic.copyNumber[row]! > 0)];
  return {
    ...{ seed: wrong.seed, key: wrong.key, expected: wrong.expected, got: wrong.got },
    events: rows.map((row) => {
      const of = traffic.event[row]!;
      const { id, name, time } = log.events[of]!;
      const arrival = arrivalOf.get(row) ?? null;
      return {
        ...{ id, name, time: formatTime(time), place: placeOf.get(of)!, arrival },
        arrivedAt: arrival === null ? null : formatTime(Math.floor(traffic.at[row]!)),
        stamp:
          traffic.stamp[row] === truth.time[of]
            ? null
            : formatTime(Math.floor(traffic.stamp[row]!)),
        happened: disturbances(pipeline, traffic, row).map((each) =>
          tellDisturbance(pipeline, each),
        ),
      };
    }),
  };
}
