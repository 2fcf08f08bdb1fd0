import { windowsOf } from "./grid.ts";
import { guessWindows } from "./guess.ts";
import { orderedRuns } from "./laboratory.ts";
import { type Plan, type PlanRequest, planOf, type SweepPlan } from "./plan.ts";
import { numbered } from "./recorded.ts";

/**
 * A plan for what was asked. A sweep that was not said is over windows as the draws suggest; undefined: not said.
 */
export function planFor(
  request: Omit<PlanRequest, "sweep" | "waitMs">,
  sweep: SweepPlan | null | undefined,
  strategies: boolean,
): Plan {
  const none = { ...request, sweep: sweep ?? null, waitMs: null };
  if ((sweep !== undefined && !strategies) || request.pipeline.stages.length === 0)
    return planOf(none);
  const [ordered] = orderedRuns(planOf({ ...none, sweep: null }).experiment);
  const guess = guessWindows(ordered!, request.pipeline, request.seeds.first);
  const { events, automaton } = request;
  return planOf({
    ...request,
    events: strategies ? numbered(events, automaton.order, ordered!) : events,
    sweep:
      sweep === undefined
        ? guess === null
          ? null
          : { over: "reorder", windowsMs: windowsOf(0, guess.largeMs) }
        : sweep,
    waitMs: strategies ? (guess?.usualMs ?? 1000) : null,
  });
}
