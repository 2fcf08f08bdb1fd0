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

/** How far a watermark stays behind the greatest time: as much disorder as the words allow (rule 30). 0: they allow none. */
export const lagOf = ({ reorder, late, sequence, cause }: Order): number =>
  Math.max(
    reorder?.within ?? 0,
    late.kind === "retract" ? late.within : 0,
    sequence?.wait ?? 0,
    cause?.wait ?? 0,
  );

/**
 * Counts what order words keep of one key's events: under `reorder` those that the watermark has not reached; under
 * `late retract` those of the last D before it; under `order by` and `follow cause` those that wait, at most until
 * the watermark ends the wait.
 */
export function keep(
  occupancy: Occupancy,
  order: Order,
  { rows, count, waiting }: Arrived,
  watermark: Watermark,
  { stamp }: Pick<Traffic, "stamp">,
): void {
  const { reorder, late, sequence, cause } = order;
  const lag = lagOf(order);
  const reached = (time: number): number => watermark.placeOf(watermark.reaching(time + lag));
  const past = late.kind === "retract" ? late.within : reorder === null ? null : 0;
  const wait = Math.max(sequence?.wait ?? 0, cause?.wait ?? 0);
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const from = watermark.place[row]!;
    greatest = Math.max(greatest, stamp[row]!);
    if (past !== null) {
      const until = reached(stamp[row]! + past);
      if (until > from) occupancy.hold(from, until);
    }
    if (waiting === null || waiting[i] === 0) continue;
    const next = i + 1 < count ? watermark.place[rows[i + 1]!]! : Number.POSITIVE_INFINITY;
    const until = Math.min(next, reached(greatest + wait));
    if (until > from) occupancy.hold(from, until, waiting[i]!);
  }
}
