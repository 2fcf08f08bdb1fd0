import type { Touch } from "./mechanism.ts";
import { mechanismNamed } from "./mechanisms.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Traffic } from "./traffic.ts";

/** What one stage did to one row: who delayed this event, by how much, in which collector or flush. */
export interface Disturbance extends Touch {
  /** Index in the pipeline. */
  readonly stage: number;
  readonly mechanism: string;
}

/** All that happened to a row, in the order of the stages; what happened to the original before a copy, too. */
export function disturbances({ stages }: Pipeline, traffic: Traffic, row: number): Disturbance[] {
  const { madeBy, parent, lostBy, tags } = traffic;
  const found: Disturbance[] = [];
  let at = row;
  for (let stage = stages.length - 1; stage >= 0; stage--) {
    const copied = madeBy[at] === stage;
    const { delay, shift, unit } = tags[stage]!;
    const touch = {
      delayMs: delay[at]!,
      shiftMs: shift[at]!,
      unit: unit[at]!,
      lost: lostBy[at] === stage,
      copied,
    };
    if (touch.delayMs !== 0 || touch.shiftMs !== 0 || touch.lost || copied || touch.unit >= 0)
      found.unshift({ ...touch, stage, mechanism: stages[stage]!.mechanism });
    if (copied) at = parent[at]!;
  }
  return found;
}

/** `waited 4.1 s in collector 3`: a predicate, to stand behind the event's name. */
export function tellDisturbance({ stages }: Pipeline, disturbance: Disturbance): string {
  const { mechanism, values } = stages[disturbance.stage]!;
  return mechanismNamed(mechanism)!.tell(disturbance, values);
}
