import type { Machine } from "../../src/machine/machine.ts";
import type { Input } from "./inputs.ts";
import { wholeLife } from "./life.ts";
import { type TimelineRow, timelineOf } from "./timeline.ts";

/** Two runs of one key, from where they part. */
export interface Comparison {
  /** Steps that are the same in both, before the first difference. */
  readonly same: number;
  readonly left: readonly TimelineRow[];
  readonly right: readonly TimelineRow[];
  /** Outputs that only one has, in words. */
  readonly lost: readonly string[];
  readonly gained: readonly string[];
}

export interface Side {
  readonly machine: Machine;
  readonly inputs: readonly Input[];
  /** Its events are no longer those of a log. */
  readonly changed: boolean;
}

/** Steps shown from the first difference on, and a few before it. */
const SHOWN_MOST = 400;
const BEFORE = 3;

export function compareRuns(one: Side, other: Side, before = BEFORE): Comparison {
  const [a, b] = [rowsOf(one), rowsOf(other)];
  let same = 0;
  while (same < a.rows.length && same < b.rows.length && alike(a.rows[same]!, b.rows[same]!))
    same++;
  const shown = (rows: readonly TimelineRow[]) =>
    rows.slice(Math.max(0, same - before), same + SHOWN_MOST);
  return {
    ...{ same, left: shown(a.rows), right: shown(b.rows) },
    ...{ lost: without(a.outputs, b.outputs), gained: without(b.outputs, a.outputs) },
  };
}

function rowsOf({ machine, inputs, changed }: Side) {
  const { life, outputs } = wholeLife(machine, inputs, changed);
  return { rows: timelineOf(machine, life), outputs };
}

const alike = (a: TimelineRow, b: TimelineRow): boolean =>
  a.what === b.what &&
  a.at === b.at &&
  a.from === b.from &&
  a.to === b.to &&
  a.verdict === b.verdict &&
  a.depth === b.depth &&
  a.outputs.join() === b.outputs.join();

/** What the one list has and the other has not, each as often as it is more. */
function without(list: readonly string[], other: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const text of other) left.set(text, (left.get(text) ?? 0) + 1);
  return list.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}
