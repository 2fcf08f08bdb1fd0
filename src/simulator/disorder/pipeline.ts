import { Chance } from "./chance/chance.ts";
import type { Values } from "./mechanism.ts";
import { mechanismNamed } from "./mechanisms.ts";
import { Traffic } from "./traffic.ts";
import type { Truth } from "./truth.ts";

/** One stage: a mechanism with a value for each of its parameters. */
export interface Stage {
  readonly mechanism: string;
  readonly values: Values;
}

/** Stages in the order in which events go through them; plain data. */
export interface Pipeline {
  readonly stages: readonly Stage[];
}

/**
 * Sends all events of a truth through a pipeline. Afterwards `order` lists what arrives, the first first;
 * `at` and `stamp` say when, and with which event time. The same pipeline, truth and seed give the same
 * numbers on every engine. `into` is used again where given.
 *
 * Events that leave a stage at one instant keep the order in which they came to it, unless the stage says
 * otherwise; copies come behind what was there.
 */
export function pass(
  { stages }: Pipeline,
  truth: Truth,
  seed: number,
  into: Traffic = new Traffic(),
): Traffic {
  into.begin(truth, stages.length);
  const names = stageNames(stages);
  stages.forEach(({ mechanism, values }, i) => {
    into.beginStage();
    mechanismNamed(mechanism)!.apply(values, into, new Chance(seed, names[i]!, truth));
    into.endStage();
  });
  return into;
}

/** `network#1`, `network#2`: by mechanism, so that another stage put between changes no draw. */
function stageNames(stages: readonly Stage[]): string[] {
  const seen = new Map<string, number>();
  return stages.map(({ mechanism }) => {
    const number = (seen.get(mechanism) ?? 0) + 1;
    seen.set(mechanism, number);
    return `${mechanism}#${number}`;
  });
}
