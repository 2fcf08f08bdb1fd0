import type { Plan } from "../../test/worker/campaign/plan.ts";
import { POINTS, type Point } from "../../test/worker/campaign/points.ts";
import type { Failure, Range, Slice } from "../../test/worker/campaign/slice.ts";

/** The slices that follow each other from `from` on: what is done without a gap. */
export function joined(slices: readonly Slice[], from: number): Slice {
  let end = from;
  let least = Number.POSITIVE_INFINITY;
  const hits: Partial<Record<Point, number>> = {};
  const failed: Failure[] = [];
  for (const slice of slices.toSorted((a, b) => a.from - b.from)) {
    if (slice.from !== end) break;
    end = slice.end;
    least = Math.min(least, slice.least);
    failed.push(...slice.failed);
    for (const point of Object.keys(slice.hits) as Point[])
      hits[point] = (hits[point] ?? 0) + slice.hits[point]!;
  }
  return { from, end, least, hits, failed };
}

/** The same whatever the number of processes: nothing of time is in it. */
export function report(of: Slice, smallest: ReadonlyMap<number, Plan>): string {
  const { from, end, least, hits, failed } = of;
  const count = end - from;
  if (count === 0) return "no schedule was played to its end";
  const lines = [
    `${count} schedules, seeds ${from} to ${end - 1}`,
    `at least ${least} faults in each; ${failed.length} schedules went wrong`,
    "",
  ];
  for (const point of Object.keys(POINTS) as Point[])
    lines.push(`${point.padEnd(4)}${String(hits[point] ?? 0).padStart(8)}  ${POINTS[point]}`);
  for (const { seed, wrong } of failed.slice(0, TOLD)) {
    lines.push("", `seed ${seed}`, ...wrong.map((line) => `  ${line}`));
    const plan = smallest.get(seed);
    if (plan !== undefined) lines.push(JSON.stringify(plan, null, 1));
  }
  if (failed.length > TOLD)
    lines.push(
      "",
      `also ${failed
        .slice(TOLD)
        .map(({ seed }) => seed)
        .join(" ")}`,
    );
  return lines.join("\n");
}

const TOLD = 10;

export const goOn = ({ end }: Range, whole: Range): string => `-- ${whole.end - end} --from ${end}`;

export function progress(done: Slice, whole: Range, played: number, seconds: number): string {
  const left = whole.end - whole.from - played;
  const minutes = (seconds / played) * (left / 60);
  const time = minutes < 1.5 ? "about a minute" : `${Math.round(minutes)} min`;
  return `${played} of ${whole.end - whole.from} schedules, ${done.failed.length} wrong, ${((1000 * seconds) / played).toFixed(0)} ms each, ${time} left`;
}
