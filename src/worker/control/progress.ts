import { formatTime } from "../../machine/values/time.ts";
import type { Meta } from "../task/meta.ts";
import type { Announced } from "./announced.ts";
import type { Change } from "./change.ts";

/** What is announced, and how far each task is: plain JSON, for people and scripts. */
export interface PlanView {
  readonly announced: AnnouncedView | null;
  readonly tasks: readonly TaskPlanView[];
}

interface AnnouncedView {
  readonly change: number;
  readonly at: string;
  readonly patterns: readonly {
    readonly pattern: string;
    readonly policy: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  /** Tasks that have made it, and all that have ever begun. */
  readonly made: number;
  readonly of: number;
}

interface TaskPlanView {
  readonly task: number;
  /** The last that it has made; null: none. */
  readonly change: number | null;
  /** Where: the first records behind it. */
  readonly at?: readonly string[];
  /** Names with fingerprints. */
  readonly runs: Readonly<Record<string, string>>;
  readonly draining?: readonly {
    readonly pattern: string;
    readonly since: number;
    readonly keys: number;
  }[];
}

/** `metas`: what each task says of itself; null: it has never begun. */
export function planView(announced: Announced | null, metas: readonly (Meta | null)[]): PlanView {
  const tasks = metas.flatMap((meta, task) => (meta === null ? [] : [taskView(task, meta)]));
  const latest = announced?.latest ?? null;
  return { announced: latest === null ? null : announcedView(latest, tasks), tasks };
}

const announcedView = (
  { number, announcedMs, patterns }: Change,
  tasks: readonly TaskPlanView[],
): AnnouncedView => ({
  change: number,
  at: formatTime(announcedMs),
  patterns: patterns.map(({ pattern, policy, from, to }) => ({ pattern, policy, from, to })),
  made: tasks.filter(({ change }) => (change ?? 0) >= number).length,
  of: tasks.length,
});

function taskView(task: number, { changed, patterns, draining = [] }: Meta): TaskPlanView {
  return {
    task,
    change: changed?.number ?? null,
    ...(changed === undefined
      ? {}
      : { at: changed.at.map(([topic, offset]) => `${topic}-${task}@${offset}`) }),
    runs: Object.fromEntries(patterns),
    ...(draining.length === 0
      ? {}
      : { draining: draining.map(({ pattern, since, keys }) => ({ pattern, since, keys })) }),
  };
}
