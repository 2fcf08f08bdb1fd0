import type { Meta } from "../task/meta.ts";
import type { WorkerPattern } from "../task/pattern.ts";
import { Stopped } from "../task/stopped.ts";
import type { Position } from "../transport.ts";
import { type Patterns, patternsText, samePatterns } from "./change.ts";
import { NOTHING_CHANGED, patternsOf, type Running } from "./program.ts";
import type { ControlWatch } from "./watch.ts";

interface Asking {
  /** The process's own. */
  readonly patterns: readonly WorkerPattern[];
  /** null: changes are not looked for. */
  readonly control: ControlWatch | null;
}

export const runningOf = ({ patterns, draining = [], changed }: Meta): Running => ({
  ...{ patterns, draining, changed: changed ?? null },
});

/** A task is for those whose own patterns are what it runs, or what is announced. */
export async function mustRun({ patterns, control }: Asking, running: Running): Promise<void> {
  const own = patternsOf(patterns);
  const number = running.changed?.number ?? 0;
  const admits = (): boolean =>
    control === null
      ? samePatterns(own, running.patterns)
      : control.announced.admits(own, running.patterns, number);
  const knows = (): boolean => (control?.announced.latest?.number ?? 0) >= number;
  if (admits() && knows()) return;
  // Another worker may have heard of a change before we have.
  await control?.refresh();
  if (!admits()) throw notAnnounced(own, running.patterns);
}

/** What a task begins with that has never run: where something is announced, that. */
export async function beginning(
  { patterns, control }: Asking,
  positions: readonly Position[],
): Promise<Running> {
  const own = patternsOf(patterns);
  await control?.refresh();
  const latest = control?.announced.latest ?? null;
  if (latest === null) return { patterns: own, ...NOTHING_CHANGED };
  if (!samePatterns(own, latest.after) && !samePatterns(own, latest.before))
    throw notAnnounced(own, latest.after);
  const at = positions.map(({ topic, offset }) => [topic, offset] as const);
  return { patterns: latest.after, draining: [], changed: { number: latest.number, at } };
}

export const notAnnounced = (own: Patterns, running: Patterns): Stopped =>
  new Stopped(
    "pattern changed",
    `the state belongs to ${patternsText(running)}, this worker has ${patternsText(own)}, which is not announced`,
    "announce the change with `pda plan OLD NEW --apply`, or start the worker with the pattern that runs",
  );
