import type { WorkerPattern } from "../../../src/worker/task/pattern.ts";
import { type Plan, planOf } from "./plan.ts";
import { type Mutation, play } from "./play.ts";
import type { Removed } from "./wrong-ways.ts";

/** The first schedule in so many that finds a mutation; null: none does. */
export async function find(
  mutation: Removed,
  pattern: WorkerPattern,
  tries: number,
): Promise<{ readonly plan: Plan; readonly wrong: readonly string[] } | null> {
  let left = tries;
  for (let seed = mutation.seed; left > 0; seed++) {
    const plan = planOf(seed);
    if (mutation.ending !== "through" && plan.ending !== mutation.ending) continue;
    left--;
    const { wrong } = await play(plan, pattern, mutation);
    if (wrong.length > 0) return { plan, wrong };
  }
  return null;
}

/** The same failure with as few faults and records as can be: each is left out in turn. */
export async function shrink(
  plan: Plan,
  pattern: WorkerPattern,
  mutation?: Mutation,
): Promise<Plan> {
  let least = plan;
  const fails = async (tried: Plan): Promise<boolean> => {
    const wrong = (await play(tried, pattern, mutation)).wrong.length > 0;
    if (wrong) least = tried;
    return wrong;
  };
  const without = <T>(list: readonly T[], from: number, count: number): T[] =>
    list.filter((_, i) => i < from || i >= from + count);
  for (let i = least.faults.length - 1; i >= 0; i--) {
    await fails({ ...least, faults: without(least.faults, i, 1) });
  }
  for (let size = 8; size >= 1; size = size >> 1) {
    for (let i = least.bursts.length - size; i >= 0; i -= size) {
      await fails({ ...least, bursts: without(least.bursts, i, size) });
    }
  }
  return least;
}
