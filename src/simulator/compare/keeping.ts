import type { Order } from "../../automaton/automaton.ts";
import type { Traffic } from "../disorder/traffic.ts";
import type { Occupancy } from "./occupancy.ts";
import type { Watermark } from "./watermark.ts";

/** One key's arrivals, as they came. */
export interface Arrived {
  readonly rows: Uint32Array;
  readonly count: number;
  /** By arrival: how many events waited then, for a number or a cause; null: none at any time. */
  readonly waiting: readonly number[] | null;
}

/**
 * Counts what order words keep of one key's events: under `reorder` and `late retract` those of the last D; under
 * `order by` and `follow cause` those that wait, at most until the wait is over by the greatest time of all keys.
 */
export function keep(
  occupancy: Occupancy,
  { reorder, late, sequence, cause }: Order,
  { rows, count, waiting }: Arrived,
  watermark: Watermark,
  { stamp }: Pick<Traffic, "stamp">,
): void {
  const reached = (time: number): number => watermark.placeOf(watermark.reaching(time));
  const past = Math.max(reorder?.within ?? 0, late.kind === "retract" ? late.within : 0);
  const wait = Math.max(sequence?.wait ?? 0, cause?.wait ?? 0);
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const from = watermark.place[row]!;
    greatest = Math.max(greatest, stamp[row]!);
    if (past > 0) {
      const until = reached(stamp[row]! + past);
      if (until > from) occupancy.hold(from, until);
    }
    if (waiting === null || waiting[i] === 0) continue;
    const next = i + 1 < count ? watermark.place[rows[i + 1]!]! : Number.POSITIVE_INFINITY;
    const until = Math.min(next, reached(greatest + wait));
    if (until > from) occupancy.hold(from, until, waiting[i]!);
  }
}
